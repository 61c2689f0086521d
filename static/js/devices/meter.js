// @ts-check
/** A row of bars that moves with the microphone. */

const FALL = 0.14;
/** A change less than this is not worth drawing. */
const STILL = 0.002;

export class Meter {
  #canvas;
  #context;
  /** @type {number[]} */
  #bars;
  #colours = { on: '', off: '' };
  #drawn = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} bars
   */
  constructor(canvas, bars) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.#bars = new Array(bars).fill(0);
  }

  /** Read the colours anew: the theme may have changed. */
  refresh() {
    const style = getComputedStyle(this.#canvas);
    this.#colours = { on: style.color, off: style.borderTopColor };
    this.#drawn = false;
  }

  /** @param {number} level 0 to 1 */
  draw(level) {
    if (!this.#colours.on) this.refresh();
    const bars = this.#bars.map((bar, i) => this.#next(bar, i, level));
    const isStill = bars.every((bar, i) => Math.abs(bar - (this.#bars[i] ?? 0)) < STILL);
    if (isStill && this.#drawn) return;
    this.#bars = bars;
    this.#drawn = true;
    const { width, height } = this.#canvas;
    const step = width / this.#bars.length;
    this.#context.clearRect(0, 0, width, height);
    this.#bars.forEach((bar, i) => {
      const tall = Math.max(step * 0.5, bar * height);
      this.#context.fillStyle = bar > 0.04 ? this.#colours.on : this.#colours.off;
      this.#context.beginPath();
      this.#context.roundRect(i * step + step * 0.25, (height - tall) / 2, step * 0.5, tall, step * 0.25);
      this.#context.fill();
    });
  }

  /**
   * @param {number} bar
   * @param {number} i
   * @param {number} level
   */
  #next(bar, i, level) {
    const fromMiddle = Math.abs(i - (this.#bars.length - 1) / 2) / (this.#bars.length / 2);
    const wanted = level * (1 - 0.75 * fromMiddle ** 1.5) * (i % 2 ? 1 : 0.8);
    return Math.max(wanted, bar - FALL * Math.max(0.25, bar));
  }
}
