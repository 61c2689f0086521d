// @ts-check
/** Records what a person says, and shows that it hears. */

import { deviceAdvice } from '../../devices.js';
import { Meter } from '../../meter.js';
import { Microphone } from '../../microphone.js';
import { wav } from './wav.js';

const RATE_HZ = 24000;
const BARS = 32;

/** @param {number} seconds */
export const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export class Recorder {
  /** Called every second with how long it has recorded. @type {(seconds: number) => void} */
  ontime = () => {};
  /** Called when it stops by itself: all that fits was said, or the microphone is gone. */
  onfull = () => {};

  #microphone = new Microphone({ rateHz: RATE_HZ, faithful: true });
  #meter;
  #most_s;
  /** @type {ArrayBuffer[]} */
  #chunks = [];
  #shown_s = -1;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} most_s
   */
  constructor(canvas, most_s) {
    this.#meter = new Meter(canvas, BARS);
    this.#most_s = most_s;
    this.#microphone.onlost = () => this.onfull();
  }

  get isRecording() {
    return this.#microphone.isOpen;
  }

  /** Rejects with a sentence for the person when the microphone cannot be had. */
  async start() {
    this.#chunks = [];
    this.#shown_s = -1;
    this.#microphone.onchunk = (pcm) => this.#keep(pcm);
    try {
      await this.#microphone.open();
    } catch (error) {
      throw new Error(deviceAdvice('microphone', error), { cause: error });
    }
    this.#draw();
  }

  /** The recording, as a WAV file. */
  stop() {
    this.#microphone.close();
    this.#meter.draw(0);
    return new File([wav(this.#chunks, RATE_HZ)], 'recording.wav', { type: 'audio/wav' });
  }

  refresh() {
    this.#meter.refresh();
    this.#meter.draw(0);
  }

  get #seconds() {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0) / 2 / RATE_HZ;
  }

  /** @param {ArrayBuffer} pcm */
  #keep(pcm) {
    if (!this.isRecording) return;
    this.#chunks.push(pcm);
    const seconds = this.#seconds;
    if (Math.floor(seconds) !== this.#shown_s) {
      this.#shown_s = Math.floor(seconds);
      this.ontime(seconds);
    }
    if (seconds >= this.#most_s) this.onfull();
  }

  #draw() {
    if (!this.isRecording) return;
    this.#meter.draw(this.#microphone.level());
    requestAnimationFrame(() => this.#draw());
  }
}
