// @ts-check
/** Draws some thirty times a second while a call lasts: the machine may be thinking as well. */

const FRAME_MS = 30;

export class DrawLoop {
  #draw;
  #next = 0;
  #drawn_ms = -FRAME_MS;

  /** @param {() => void} draw one frame */
  constructor(draw) {
    this.#draw = draw;
  }

  /** Draws the first frame at once. */
  start() {
    this.stop();
    this.#drawn_ms = -FRAME_MS;
    this.#step(0);
  }

  stop() {
    cancelAnimationFrame(this.#next);
  }

  /** @param {number} at_ms */
  #step(at_ms) {
    this.#next = requestAnimationFrame((next_ms) => this.#step(next_ms));
    if (at_ms - this.#drawn_ms < FRAME_MS) return;
    this.#drawn_ms = at_ms;
    this.#draw();
  }
}
