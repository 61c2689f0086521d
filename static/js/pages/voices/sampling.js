// @ts-check
/** The first step: a recording of the voice, made here or brought along. */

import { Failed } from '../../api.js';
import { byId } from '../../lib/elements.js';
import { hush, plays } from './play.js';
import { clock, Recorder } from './recorder.js';
import { uploadSample } from './voice_api.js';

const MAX_S = 180;
const MAX_BYTES = 16 * 1024 * 1024;

export class Sampling {
  /** @type {(voice: string) => void} */
  onready = () => {};

  #recorder = new Recorder('sample', MAX_S);
  #file = byId('sample-file', HTMLInputElement);
  #taken = byId('sample-taken', HTMLElement);
  #next = byId('sample-next', HTMLButtonElement);

  constructor() {
    this.#recorder.ontime = (seconds) => this.#recorder.say(`Recording: ${clock(seconds)}`);
    this.#recorder.onstart = () => {
      hush();
      this.#taken.hidden = true;
    };
    this.#recorder.onstop = (recording) => void this.#send(recording);
    this.#file.addEventListener('change', () => this.#choose());
  }

  begin() {
    this.#taken.hidden = true;
    this.#recorder.say('At least 15 seconds of talking, at most 3 minutes.');
    this.#recorder.refresh();
  }

  refresh() {
    this.#recorder.refresh();
  }

  /** Nothing of it is wanted any more. */
  leave() {
    this.#recorder.leave();
    hush();
  }

  async #choose() {
    const file = this.#file.files?.[0];
    this.#file.value = '';
    if (!file) return;
    if (file.size > MAX_BYTES) {
      this.#recorder.say('That recording is larger than 16 MB. Please choose a smaller one.', 'error');
      return;
    }
    await this.#send(file);
  }

  /** @param {File} file */
  async #send(file) {
    this.#taken.hidden = true;
    this.#recorder.disabled = true;
    this.#recorder.say('Listening to it…');
    try {
      const sample = await uploadSample(file);
      this.#recorder.say(`${Math.round(sample.speech_ms / 1000)} seconds of talking. That will do.`, 'done');
      plays(byId('sample-play', HTMLButtonElement), sample.url, 'the recording');
      this.#next.onclick = () => this.onready(sample.voice);
      this.#taken.hidden = false;
      this.#next.focus();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      this.#recorder.say(error.message, 'error');
    } finally {
      this.#recorder.disabled = false;
    }
  }
}
