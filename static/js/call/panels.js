// @ts-check
/** What opens beside the face or over it: the chat, the timing, what left this device. */

const WIDE = matchMedia('(min-width: 1000px)');

export class Panels {
  #root;
  #controls;
  #record;
  #seen;

  /**
   * @param {{root: HTMLElement, controls: import('./controls.js').Controls,
   *   record: import('./record.js').Record, seen: import('./seen.js').Seen}} parts
   */
  constructor({ root, controls, record, seen }) {
    this.#root = root;
    this.#controls = controls;
    this.#record = record;
    this.#seen = seen;
  }

  /** As a call begins. */
  reset() {
    this.openChat(WIDE.matches);
    this.openDetails(false);
    this.openSeen(false);
  }

  /** @param {boolean} [open] the other way round when not said */
  openChat(open = !this.#record.chat.isOpen) {
    this.#record.chat.open(open);
    this.#root.dataset.chat = open ? 'open' : 'closed';
    this.#controls.set('chat', open, open ? 'Hide chat (C)' : 'Show chat (C)');
  }

  /** @param {boolean} [open] the other way round when not said */
  openDetails(open = !this.#record.details.isOpen) {
    this.#record.details.open(open);
    this.#controls.set('details', open, open ? 'Hide timing (L)' : 'Show timing (L)');
  }

  /** @param {boolean} [open] the other way round when not said */
  openSeen(open = !this.#seen.isOpen) {
    this.#seen.open(open);
    const label = open ? 'Hide what left this device' : 'Show what left this device';
    this.#controls.set('seen', open, label);
  }

  type() {
    this.openChat(true);
    this.#record.chat.focus();
  }

  /** What lies over the face goes away. */
  uncover() {
    this.openDetails(false);
    this.openSeen(false);
    if (!WIDE.matches) this.openChat(false);
  }
}
