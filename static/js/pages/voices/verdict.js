// @ts-check
/** The last step: is it good enough to be kept? */

import { byId } from '../../lib/elements.js';
import { attempt } from '../../lib/form.js';
import { hush, plays } from './play.js';
import { forgetVoice, keepVoice } from './voice_api.js';

/** @typedef {import('./voice_api.js').OwnVoice} OwnVoice */

/** @param {OwnVoice} voice */
export function whatItIs({ kind, consent, similarity }) {
  const whose = consent?.whose === 'other' ? `${consent.name}’s voice` : 'your voice';
  if (kind === 'clone') return `A copy of ${whose}.`;
  const close = similarity ? ` Likeness: ${Math.round(similarity * 100)} of 100, where two recordings of one person come to 90.` : '';
  return `A close match to ${whose}, not a copy.${close}`;
}

export class Verdict {
  /** @type {(outcome: 'kept' | 'again' | 'discarded') => void} */
  onready = () => {};

  #error = byId('verdict-error', HTMLElement);
  #keepsRecording = byId('keep-recording', HTMLInputElement);
  #buttons = ['keep', 'again', 'discard'].map((name) => byId(`verdict-${name}`, HTMLButtonElement));
  #voice = '';

  constructor() {
    const [keep, again, discard] = this.#buttons;
    keep?.addEventListener('click', () =>
      this.#do('kept', () => keepVoice(this.#voice, this.#keepsRecording.checked)),
    );
    again?.addEventListener('click', () => this.#do('again', async () => {}));
    discard?.addEventListener('click', () => this.#do('discarded', () => forgetVoice(this.#voice)));
  }

  /** @param {OwnVoice} voice */
  begin(voice) {
    this.#voice = voice.id;
    this.#error.hidden = true;
    this.#keepsRecording.checked = false;
    byId('verdict-kind', HTMLElement).textContent = whatItIs(voice);
    plays(byId('play-own', HTMLButtonElement), voice.excerpt_url ?? '', 'the recording');
    plays(byId('play-new', HTMLButtonElement), voice.preview_url ?? '', 'the new voice');
  }

  /**
   * @param {'kept' | 'again' | 'discarded'} outcome
   * @param {() => Promise<unknown>} work
   */
  async #do(outcome, work) {
    hush();
    this.#buttons.forEach((button) => (button.disabled = true));
    const decided = attempt(async () => {
      await work();
      this.onready(outcome);
    }, this.#error);
    await decided.finally(() => this.#buttons.forEach((button) => (button.disabled = false)));
  }
}
