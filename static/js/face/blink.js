// @ts-check
/** When eyes close: at human intervals, now and then twice. */

const MIN_MS = 2200;
const MAX_MS = 6000;
const CLOSED_MS = 110;
const AGAIN_MS = 260;
const DOUBLES = 0.15;

export class Blink {
  #random;
  #next_ms = 0;

  /** @param {() => number} [random] 0 to 1 */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /**
   * Whether the eyes are closed; ask with a time that goes on.
   * @param {number} now_ms
   */
  isClosed(now_ms) {
    if (this.#next_ms === 0) this.#next_ms = now_ms + this.#pause_ms();
    if (now_ms < this.#next_ms) return false;
    if (now_ms < this.#next_ms + CLOSED_MS) return true;
    this.#next_ms = now_ms + this.#pause_ms();
    return false;
  }

  #pause_ms() {
    if (this.#random() < DOUBLES) return AGAIN_MS;
    return MIN_MS + this.#random() * (MAX_MS - MIN_MS);
  }
}
