// @ts-check
/** What is being said, under the face: the companion's words as they sound, the person's as heard. */

import { make } from '../lib/elements.js';
import { timedWords } from '../lib/timing.js';

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('../protocol.js').Transcript} Transcript */

/** Words that stay in sight. */
const SHOWN_WORDS = 22;

export class Captions {
  #companion;
  #user;
  /** @type {{at_s: number, word: string}[]} words yet to sound */
  #coming = [];
  #turn = -1;
  /** @type {string[]} */
  #said = [];

  /**
   * @param {HTMLElement} companion
   * @param {HTMLElement} user
   */
  constructor(companion, user) {
    this.#companion = companion;
    this.#user = user;
  }

  clear() {
    this.#coming = [];
    this.#said = [];
    this.#companion.replaceChildren();
    this.#user.textContent = '';
  }

  /**
   * @param {Segment} segment
   * @param {number} clockStart when it will be heard, in seconds
   */
  play(segment, clockStart) {
    if (segment.turn !== this.#turn) this.clear();
    this.#turn = segment.turn;
    for (const [start_ms, , word] of timedWords(segment)) {
      this.#coming.push({ at_s: clockStart + start_ms / 1000, word });
    }
  }

  /**
   * Show the words that have begun to sound.
   * @param {number} now_s
   */
  draw(now_s) {
    while (this.#coming[0] && this.#coming[0].at_s <= now_s) {
      const { word } = /** @type {{word: string}} */ (this.#coming.shift());
      this.#said.push(word);
      this.#companion.append(make('span', { class: 'caption-word', text: `${word} ` }));
      if (this.#companion.childElementCount > SHOWN_WORDS) this.#turnPage();
    }
  }

  /** The words that have sounded in this turn. */
  get saidText() {
    return this.#said.join(' ');
  }

  /** Words that have not begun to sound never will. */
  stop() {
    this.#coming = [];
  }

  /** @param {Pick<Transcript, 'text' | 'final'>} transcript */
  showUser({ text, final }) {
    this.#user.textContent = text;
    this.#user.dataset.final = String(final);
  }

  /** Old words leave all at once, so that the rest stays where the eye is. */
  #turnPage() {
    const last = this.#companion.lastElementChild;
    this.#companion.replaceChildren(...(last ? [last] : []));
  }
}
