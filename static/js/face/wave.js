// @ts-check
/** A quiet line of sound under a photo, in place of a mouth that would not be the person's own. */

const BARS = 21;
const SMALLEST = 0.08;

export class Wave {
  #canvas;
  #context;
  #shown = -1;
  #colour = '';

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  }

  /** @param {boolean} hidden */
  set hidden(hidden) {
    this.#canvas.hidden = hidden;
    this.#colour = getComputedStyle(this.#canvas).color;
  }

  /** @param {number} open 0 to 1 */
  draw(open) {
    if (this.#canvas.hidden || Math.abs(open - this.#shown) < 0.01) return;
    this.#shown = open;
    const { width, height } = this.#canvas;
    const step = width / BARS;
    this.#context.clearRect(0, 0, width, height);
    this.#context.fillStyle = this.#colour;
    for (let bar = 0; bar < BARS; bar++) {
      const fromMiddle = Math.abs(bar - (BARS - 1) / 2) / (BARS / 2);
      const swell = Math.cos((fromMiddle * Math.PI) / 2) * (bar % 2 ? 1 : 0.72);
      const tall = height * Math.max(SMALLEST, Math.min(1, open * swell));
      this.#context.beginPath();
      this.#context.roundRect(bar * step + step / 4, (height - tall) / 2, step / 2, tall, step / 4);
      this.#context.fill();
    }
  }
}
