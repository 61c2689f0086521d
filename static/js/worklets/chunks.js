// @ts-check
/** From samples to the chunks that go over the wire. */

/** Silence that follows a mute, so that the server can end the turn that it cut. */
export const MUTE_TAIL_MS = 2000;

/** Fills chunks of PCM16 and hands over each one that is full. */
export class Chunks {
  #size;
  #chunk;
  #filled = 0;
  #tail_samples = 0;
  #muted = false;
  #rate_hz;
  #onchunk;

  /**
   * @param {number} rate_hz
   * @param {number} chunk_ms
   * @param {(chunk: Int16Array) => void} onchunk
   */
  constructor(rate_hz, chunk_ms, onchunk) {
    this.#rate_hz = rate_hz;
    this.#size = (rate_hz * chunk_ms) / 1000;
    this.#chunk = new Int16Array(this.#size);
    this.#onchunk = onchunk;
  }

  /** @param {boolean} muted true: silence for `MUTE_TAIL_MS`, then nothing at all */
  mute(muted) {
    if (muted && !this.#muted) this.#tail_samples = (this.#rate_hz * MUTE_TAIL_MS) / 1000;
    if (!muted && this.#muted) this.#filled = 0;
    this.#muted = muted;
  }

  /** @param {Float32Array} samples in [-1, 1]; louder ones are clipped */
  push(samples) {
    for (const sample of samples) {
      if (!this.#muted) this.#add(Math.max(-1, Math.min(1, sample)));
      else if (this.#tail_samples > 0) {
        this.#tail_samples -= 1;
        this.#add(0);
      }
    }
  }

  /** @param {number} sample */
  #add(sample) {
    this.#chunk[this.#filled++] = Math.round(sample * 32767);
    if (this.#filled < this.#size) return;
    this.#onchunk(this.#chunk);
    this.#chunk = new Int16Array(this.#size);
    this.#filled = 0;
  }
}
