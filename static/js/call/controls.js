// @ts-check
/** The buttons of a call, and the keys that press them. */

/**
 * @typedef {'mic' | 'camera' | 'stop' | 'chat' | 'end' | 'type' | 'details' | 'eyes' | 'screen'
 *   | 'seen'} Action
 */

/** @type {Record<string, Action>} */
const KEYS = { m: 'mic', v: 'camera', c: 'chat', t: 'type', '/': 'type', l: 'details', e: 'eyes' };

export class Controls {
  /** @type {(action: Action) => void} */
  onaction = () => {};

  #buttons;
  #enabled = false;

  /** @param {Partial<Record<Action, HTMLButtonElement>>} buttons */
  constructor(buttons) {
    this.#buttons = buttons;
    for (const [action, button] of Object.entries(buttons)) {
      button.addEventListener('click', () => this.onaction(/** @type {Action} */ (action)));
    }
    addEventListener('keydown', (event) => this.#pressed(event));
  }

  /** @param {boolean} enabled whether keys do anything */
  enable(enabled) {
    this.#enabled = enabled;
  }

  /**
   * Show a switch as on or off.
   * @param {Action} action
   * @param {boolean} on
   * @param {string} label what pressing it will do
   */
  set(action, on, label) {
    const button = this.#buttons[action];
    button?.setAttribute('aria-pressed', String(on));
    button?.setAttribute('aria-label', label);
    if (button) button.title = label;
  }

  /**
   * @param {Action} action
   * @param {boolean} usable
   */
  allow(action, usable) {
    const button = this.#buttons[action];
    if (button) button.disabled = !usable;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (!this.#enabled || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === 'Escape') {
      this.onaction('stop');
      return;
    }
    const writing = event.target instanceof Element && event.target.closest('input, select, textarea');
    const action = KEYS[event.key.toLowerCase()];
    if (writing || !action) return;
    event.preventDefault();
    this.onaction(action);
  }
}
