// @ts-check
/** One screen at a time. */

/** @typedef {'welcome' | 'check' | 'call' | 'end'} Screen */

/**
 * Show a screen, and bring the keyboard and the screen reader to its heading.
 * @param {Screen} name
 */
export function showScreen(name) {
  document.body.dataset.screen = name;
  for (const screen of document.querySelectorAll('[data-screen-name]')) {
    const shown = screen instanceof HTMLElement && screen.dataset.screenName === name;
    /** @type {HTMLElement} */ (screen).hidden = !shown;
    if (shown) /** @type {HTMLElement | null} */ (screen.querySelector('h1'))?.focus();
  }
  scrollTo(0, 0);
}
