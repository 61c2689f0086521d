// @ts-check
/** Records what a person says: a button, a meter that shows that it hears, and a line of status. */

import { deviceAdvice } from '../../devices/device_list.js';
import { Meter } from '../../devices/meter.js';
import { Microphone } from '../../devices/microphone.js';
import { byId } from '../../lib/elements.js';
import { wav } from './wav.js';

const RATE_HZ = 24000;
const BARS = 32;

/** @param {number} seconds */
export const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export class Recorder {
  /** Called every second with how long it has recorded. @type {(seconds: number) => void} */
  ontime = () => {};
  /** Called before it starts. */
  onstart = () => {};
  /**
   * Called when it stops: by the button, or because all that fits was said or the microphone is gone.
   * @type {(recording: File) => void}
   */
  onstop = () => {};

  #microphone = new Microphone({ rate_hz: RATE_HZ, faithful: true });
  #button;
  #label;
  #meter;
  #most_s;
  #status;
  /** @type {ArrayBuffer[]} */
  #chunks = [];
  #shown_s = -1;

  /**
   * @param {string} name the beginning of its elements' ids
   * @param {number} most_s
   */
  constructor(name, most_s) {
    this.#button = byId(`${name}-record`, HTMLButtonElement);
    this.#label = this.#button.textContent;
    this.#meter = new Meter(byId(`${name}-meter`, HTMLCanvasElement), BARS);
    this.#most_s = most_s;
    this.#status = byId(`${name}-status`, HTMLElement);
    this.#microphone.onlost = () => this.#stop();
    this.#button.addEventListener('click', () => (this.#microphone.isOpen ? this.#stop() : this.#start()));
  }

  /** @param {boolean} disabled */
  set disabled(disabled) {
    this.#button.disabled = disabled;
  }

  refresh() {
    this.#meter.refresh();
    this.#meter.draw(0);
  }

  /** Nothing of it is wanted any more, also when the person is still asked for the microphone. */
  leave() {
    this.#chunks = [];
    this.#close();
    this.#showRecording(false);
  }

  /**
   * @param {string} message
   * @param {string} [state]
   */
  say(message, state = '') {
    this.#status.textContent = message;
    this.#status.dataset.state = state;
  }

  async #start() {
    this.onstart();
    this.say('Waiting for permission…');
    this.#chunks = [];
    this.#shown_s = -1;
    this.#microphone.onchunk = (pcm) => this.#keep(pcm);
    try {
      await this.#microphone.open();
    } catch (error) {
      this.say(deviceAdvice('microphone', error), 'error');
      return;
    }
    this.#draw();
    this.#showRecording(this.#microphone.isOpen);
  }

  #stop() {
    this.#close();
    this.#showRecording(false);
    this.onstop(new File([wav(this.#chunks, RATE_HZ)], 'recording.wav', { type: 'audio/wav' }));
  }

  #close() {
    this.#microphone.close();
    this.#meter.draw(0);
  }

  /** @param {boolean} recording */
  #showRecording(recording) {
    this.#button.setAttribute('aria-pressed', String(recording));
    this.#button.textContent = recording ? 'Stop' : this.#label;
  }

  get #seconds() {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0) / 2 / RATE_HZ;
  }

  /** @param {ArrayBuffer} pcm */
  #keep(pcm) {
    if (!this.#microphone.isOpen) return;
    this.#chunks.push(pcm);
    const seconds = this.#seconds;
    if (Math.floor(seconds) !== this.#shown_s) {
      this.#shown_s = Math.floor(seconds);
      this.ontime(seconds);
    }
    if (seconds >= this.#most_s) this.#stop();
  }

  #draw() {
    if (!this.#microphone.isOpen) return;
    this.#meter.draw(this.#microphone.level());
    requestAnimationFrame(() => this.#draw());
  }
}
