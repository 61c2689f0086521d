// @ts-check
/** Light or dark: as the system has it, until the person presses the button. */

const KEY = 'theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

/**
 * @param {HTMLButtonElement} button
 * @param {() => void} onchange for what paints by itself
 */
export function startTheme(button, onchange) {
  const root = document.documentElement;
  const show = () => {
    const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches;
    button.setAttribute('aria-pressed', String(isDark));
    button.setAttribute('aria-label', isDark ? 'Use light colours' : 'Use dark colours');
    onchange();
  };
  const kept = localStorage.getItem(KEY);
  if (kept) root.dataset.theme = kept;
  button.addEventListener('click', () => {
    root.dataset.theme = button.getAttribute('aria-pressed') === 'true' ? 'light' : 'dark';
    localStorage.setItem(KEY, root.dataset.theme);
    show();
  });
  dark.addEventListener('change', show);
  show();
}
