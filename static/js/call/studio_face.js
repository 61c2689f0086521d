// @ts-check
/** The studio face: its switch, and the clips that come of it. */

import { byId } from '../lib/elements.js';

/** @typedef {import('../protocol.js').StudioFaceState} State */

/** @type {State} */
const NONE = { available: false, on: false };

export class StudioFace {
  /** @type {(on: boolean) => Promise<State | null>} tells the server; null when it said no */
  onwish = async () => null;
  /** @type {(clip: import('../protocol.js').ClipOf) => void} */
  onclip = () => {};

  #field = byId('studio', HTMLElement);
  #switch = byId('studio-switch', HTMLInputElement);
  #call = '';

  constructor() {
    this.#switch.addEventListener('change', () => void this.#wish(this.#switch.checked));
  }

  /**
   * @param {string} call
   * @param {State} [state] none from a server without a studio
   */
  begin(call, state = NONE) {
    this.#call = call;
    this.#show(state);
  }

  /** @param {import('../protocol.js').Job} job of any kind; after one that failed, no more are filmed */
  follow({ kind, state, result }) {
    if (kind !== 'clip') return;
    if (state === 'failed') this.#switch.checked = false;
    if (state === 'done' && result.call === this.#call) this.onclip(result);
  }

  /** @param {boolean} on */
  async #wish(on) {
    const state = await this.onwish(on);
    if (state) this.#show(state);
    else this.#switch.checked = !on;
  }

  /** @param {State} state */
  #show({ available, on }) {
    this.#field.hidden = !available;
    this.#switch.checked = on;
  }
}
