// @ts-check
/** From the device's rate down to the ear's, a piece at a time. */

const ZERO_CROSSINGS = 16;
const PASSBAND = 0.92;

/**
 * Windowed-sinc low-pass at `x` samples from its middle.
 * @param {number} x in input samples
 * @param {number} cutoff as a share of the input rate's Nyquist frequency
 * @param {number} half the kernel's half width, in input samples
 */
function kernel(x, cutoff, half) {
  if (Math.abs(x) >= half) return 0;
  const phase = Math.PI * cutoff * x;
  const sinc = phase === 0 ? 1 : Math.sin(phase) / phase;
  const turn = (Math.PI * x) / half;
  const blackman = 0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn);
  return cutoff * sinc * blackman;
}

/** Keeps what it needs of the past, so that pieces join without a seam. */
export class Resampler {
  #step;
  #half;
  #phases;
  /** @type {Float32Array[]} */
  #kernels = [];
  #past;
  /** Where the next output sample lies, in input samples from the start of `#past`. */
  #position;

  /**
   * @param {number} from_hz
   * @param {number} to_hz at most `from_hz`, or the result is only as good as linear playback
   */
  constructor(from_hz, to_hz) {
    this.#step = from_hz / to_hz;
    const cutoff = Math.min(1, to_hz / from_hz) * PASSBAND;
    this.#half = Math.ceil(ZERO_CROSSINGS / cutoff);
    this.#phases = from_hz % to_hz === 0 ? 1 : 512;
    for (let phase = 0; phase < this.#phases; phase++) {
      this.#kernels.push(this.#taps(phase / this.#phases, cutoff));
    }
    this.#past = new Float32Array(this.#half);
    this.#position = this.#half;
  }

  /**
   * The output that this input completes.
   * @param {Float32Array} input
   * @returns {Float32Array}
   */
  push(input) {
    const sound = new Float32Array(this.#past.length + input.length);
    sound.set(this.#past);
    sound.set(input, this.#past.length);
    const output = [];
    while (this.#position + this.#half + 1 < sound.length) {
      output.push(this.#at(sound, this.#position));
      this.#position += this.#step;
    }
    const spent = Math.max(0, Math.floor(this.#position) - this.#half);
    this.#past = sound.slice(spent);
    this.#position -= spent;
    return Float32Array.from(output);
  }

  /**
   * @param {Float32Array} sound
   * @param {number} position
   */
  #at(sound, position) {
    let whole = Math.floor(position);
    let phase = Math.round((position - whole) * this.#phases);
    if (phase === this.#phases) {
      phase = 0;
      whole += 1;
    }
    const taps = /** @type {Float32Array} */ (this.#kernels[phase]);
    const first = whole - this.#half + 1;
    let sum = 0;
    for (let i = 0; i < taps.length; i++) sum += (taps[i] ?? 0) * (sound[first + i] ?? 0);
    return sum;
  }

  /**
   * @param {number} fraction of a sample after the whole one
   * @param {number} cutoff
   */
  #taps(fraction, cutoff) {
    const taps = new Float32Array(2 * this.#half);
    let sum = 0;
    for (let i = 0; i < taps.length; i++) {
      taps[i] = kernel(i - this.#half + 1 - fraction, cutoff, this.#half);
      sum += taps[i] ?? 0;
    }
    return taps.map((tap) => tap / sum);
  }
}
