// @ts-check
/** Runs on the audio thread: the microphone's sound as PCM16 chunks at the wanted rate. */

import { Chunks } from './chunks.js';
import { Resampler } from './resampler.js';

const CHUNK_MS = 40;

class Capture extends AudioWorkletProcessor {
  #chunks;
  #resampler;

  /** @param {{processorOptions: {rate_hz: number}}} options */
  constructor({ processorOptions: { rate_hz } }) {
    super();
    this.#chunks = new Chunks(rate_hz, CHUNK_MS, (chunk) => this.#post(chunk));
    this.#resampler = sampleRate === rate_hz ? null : new Resampler(sampleRate, rate_hz);
    this.port.onmessage = ({ data }) => this.#chunks.mute(data.muted);
  }

  /**
   * Called for each quantum of sound; true keeps it being called.
   * @param {Float32Array[][]} inputs
   */
  process([channels]) {
    const sound = channels?.[0];
    if (sound) this.#chunks.push(this.#resampler ? this.#resampler.push(sound) : sound);
    return true;
  }

  /** @param {Int16Array} chunk */
  #post(chunk) {
    const pcm = chunk.buffer;
    this.port.postMessage({ pcm, at_s: currentTime }, [pcm]);
  }
}

registerProcessor('capture', Capture);
