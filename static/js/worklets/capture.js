// @ts-check
/** Runs on the audio thread: the microphone's sound as PCM16 chunks at the wanted rate. */

import { Chunks } from './chunks.js';
import { Resampler } from './resampler.js';

const CHUNK_MS = 40;

class Capture extends AudioWorkletProcessor {
  #chunks;
  #resampler;

  /** @param {{processorOptions: {rateHz: number}}} options */
  constructor({ processorOptions: { rateHz } }) {
    super();
    this.#chunks = new Chunks(rateHz, CHUNK_MS, (chunk) => this.#post(chunk));
    this.#resampler = sampleRate === rateHz ? null : new Resampler(sampleRate, rateHz);
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
