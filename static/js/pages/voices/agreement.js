// @ts-check
/** The second step: whoever the voice belongs to agrees, by reading a sentence. */

import { Failed } from '../../api.js';
import { byId } from '../../lib/elements.js';
import { Recorder } from './recorder.js';
import { askSentence, uploadReading } from './voice_api.js';

const MAX_S = 45;
const STALE = ['consent_expired', 'consent_missing'];

export class Agreement {
  /** @type {(voice: string) => void} */
  onready = () => {};

  #recorder = new Recorder('consent', MAX_S);
  #ask = byId('sentence-button', HTMLButtonElement);
  #part = byId('sentence-part', HTMLElement);
  #sentence = byId('sentence', HTMLElement);
  #nameField = byId('whose-name', HTMLElement);
  #name = byId('other-name', HTMLInputElement);
  #voice = '';

  constructor() {
    for (const radio of document.querySelectorAll('[name="whose"]')) {
      radio.addEventListener('change', () => this.#showWhose());
    }
    this.#recorder.ontime = () => this.#recorder.say('Recording. Press Stop when you have read it all.');
    this.#recorder.onstop = (reading) => void this.#send(reading);
    this.#ask.addEventListener('click', () => this.#newSentence());
  }

  /** @param {string} voice */
  begin(voice) {
    this.#voice = voice;
    this.#part.hidden = true;
    this.#showWhose();
  }

  refresh() {
    this.#recorder.refresh();
  }

  leave() {
    this.#recorder.leave();
  }

  /** @returns {'mine' | 'other'} */
  get #whose() {
    const chosen = document.querySelector('[name="whose"]:checked');
    return chosen instanceof HTMLInputElement && chosen.value === 'other' ? 'other' : 'mine';
  }

  #showWhose() {
    this.#nameField.hidden = this.#whose === 'mine';
    this.#part.hidden = true;
  }

  async #newSentence() {
    const name = this.#name.value.trim();
    if (this.#whose === 'other' && !name) {
      this.#name.focus();
      return;
    }
    this.#ask.disabled = true;
    try {
      const wish = this.#whose === 'other' ? { whose: this.#whose, name } : { whose: this.#whose };
      const { sentence } = await askSentence(this.#voice, wish);
      this.#sentence.textContent = sentence;
      this.#part.hidden = false;
      this.#recorder.refresh();
      this.#recorder.say('');
      this.#sentence.focus();
    } catch (error) {
      this.#complain(error);
    } finally {
      this.#ask.disabled = false;
    }
  }

  /** @param {File} reading */
  async #send(reading) {
    this.#recorder.disabled = true;
    this.#recorder.say('Comparing words and voice…');
    try {
      await uploadReading(this.#voice, reading);
      this.onready(this.#voice);
    } catch (error) {
      this.#complain(error);
    } finally {
      this.#recorder.disabled = false;
    }
  }

  /** @param {unknown} error */
  #complain(error) {
    if (!(error instanceof Failed)) throw error;
    this.#part.hidden = false;
    this.#recorder.say(error.message, 'error');
    if (STALE.includes(error.code)) this.#ask.focus();
  }
}
