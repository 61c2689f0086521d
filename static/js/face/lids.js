// @ts-check
/** When and how eyes close: at human intervals, now and then twice, faster shut than open. */

import { smooth } from './curves.js';

const MIN_MS = 2000;
const MAX_MS = 6000;
/** People blink more while they speak. */
const MAX_SPEAKING_MS = 4200;
const TWICE = 0.14;
const PAUSE_BETWEEN_TWO_MS = 110;
const SHUT_MS = 50;
const HELD_MS = 15;
const OPEN_MS = 90;
export const BLINK_MS = SHUT_MS + HELD_MS + OPEN_MS;

export class Lids {
  #random;
  #starts_ms = NaN;
  #second = false;

  /** @param {() => number} random 0 to 1 */
  constructor(random) {
    this.#random = random;
  }

  /**
   * How far the lids are closed, 0 to 1; ask with a time that goes on.
   * @param {number} now_ms
   * @param {boolean} speaking
   */
  closedness(now_ms, speaking) {
    if (Number.isNaN(this.#starts_ms)) this.#starts_ms = now_ms + this.#pause_ms(speaking);
    if (now_ms > this.#starts_ms + BLINK_MS) this.#plan(now_ms, speaking);
    const since_ms = now_ms - this.#starts_ms;
    if (since_ms < SHUT_MS) return smooth(since_ms / SHUT_MS);
    return 1 - smooth((since_ms - SHUT_MS - HELD_MS) / OPEN_MS);
  }

  /**
   * @param {number} now_ms
   * @param {boolean} speaking
   */
  #plan(now_ms, speaking) {
    this.#second = !this.#second && this.#random() < TWICE;
    const pause_ms = this.#second ? PAUSE_BETWEEN_TWO_MS : this.#pause_ms(speaking);
    this.#starts_ms = now_ms + pause_ms;
  }

  /** @param {boolean} speaking */
  #pause_ms(speaking) {
    const longest_ms = speaking ? MAX_SPEAKING_MS : MAX_MS;
    return MIN_MS + this.#random() * (longest_ms - MIN_MS);
  }
}
