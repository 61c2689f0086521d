// @ts-check
/** The first step: a recording of the voice, made here or brought along. */

import { Failed } from '../../api.js';
import { byId } from '../../elements.js';
import { hush, plays } from './play.js';
import { clock, Recorder } from './recorder.js';
import { uploadSample } from './requests.js';

const MOST_S = 180;
const LARGEST_BYTES = 16 * 1024 * 1024;

export class Sampling {
  /** @type {(voice: string) => void} */
  onready = () => {};

  #recorder = new Recorder(byId('sample-meter', HTMLCanvasElement), MOST_S);
  #record = byId('sample-record', HTMLButtonElement);
  #file = byId('sample-file', HTMLInputElement);
  #status = byId('sample-status', HTMLElement);
  #taken = byId('sample-taken', HTMLElement);
  #next = byId('sample-next', HTMLButtonElement);

  constructor() {
    this.#recorder.ontime = (seconds) => this.#say(`Recording: ${clock(seconds)}`);
    this.#recorder.onfull = () => void this.#stop();
    this.#record.addEventListener('click', () => (this.#recorder.isRecording ? this.#stop() : this.#start()));
    this.#file.addEventListener('change', () => this.#choose());
  }

  begin() {
    this.#taken.hidden = true;
    this.#say('At least 15 seconds of talking, at most 3 minutes.');
    this.#recorder.refresh();
  }

  refresh() {
    this.#recorder.refresh();
  }

  /** Nothing of it is wanted any more. */
  leave() {
    if (this.#recorder.isRecording) this.#recorder.stop();
    this.#showRecording(false);
    hush();
  }

  async #start() {
    hush();
    this.#taken.hidden = true;
    this.#say('Waiting for permission…');
    try {
      await this.#recorder.start();
      this.#showRecording(true);
    } catch (error) {
      this.#say(error instanceof Error ? error.message : '', 'error');
    }
  }

  async #stop() {
    this.#showRecording(false);
    await this.#send(this.#recorder.stop());
  }

  async #choose() {
    const file = this.#file.files?.[0];
    this.#file.value = '';
    if (!file) return;
    if (file.size > LARGEST_BYTES) {
      this.#say('That recording is larger than 16 MB. Please choose a smaller one.', 'error');
      return;
    }
    await this.#send(file);
  }

  /** @param {File} file */
  async #send(file) {
    this.#taken.hidden = true;
    this.#record.disabled = true;
    this.#say('Listening to it…');
    try {
      const sample = await uploadSample(file);
      this.#say(`${Math.round(sample.speech_ms / 1000)} seconds of talking. That will do.`, 'done');
      plays(byId('sample-play', HTMLButtonElement), sample.url, 'the recording');
      this.#next.onclick = () => this.onready(sample.voice);
      this.#taken.hidden = false;
      this.#next.focus();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      this.#say(error.message, 'error');
    } finally {
      this.#record.disabled = false;
    }
  }

  /** @param {boolean} recording */
  #showRecording(recording) {
    this.#record.setAttribute('aria-pressed', String(recording));
    this.#record.textContent = recording ? 'Stop' : 'Record';
  }

  /**
   * @param {string} message
   * @param {string} [state]
   */
  #say(message, state = '') {
    this.#status.textContent = message;
    this.#status.dataset.state = state;
  }
}
