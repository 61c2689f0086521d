// @ts-check
/** The first screen: who calls whom. */

import { changeMe, Failed, makeCompanion, readChoices, readMe, uploadPortrait } from '../api.js';
import { companionCard, OWN, ownCard } from '../lib/cards.js';
import { byId } from '../lib/elements.js';
import { voiceName } from '../lib/words.js';
import { PortraitUpload } from '../uploads.js';

/** @typedef {import('../protocol.js').Companion} Companion */
/** @typedef {import('../protocol.js').Choices} Choices */
/** @typedef {import('../protocol.js').PauseTolerance} PauseTolerance */
/**
 * @typedef {{companion: Companion | null, language: string, greet: boolean, offTheRecord: boolean,
 *   skip: boolean}} Choice
 */

/** Where this browser keeps who speaks first. */
const GREET = 'greet';

export class Welcome {
  /** @type {(choice: Choice) => void} */
  onchoice = () => {};

  #form = byId('welcome-form', HTMLFormElement);
  #cards = byId('companion-cards', HTMLElement);
  #editor = byId('companion-editor', HTMLFieldSetElement);
  #error = byId('welcome-error', HTMLElement);
  #name = byId('name-input', HTMLInputElement);
  #companionName = byId('companion-name', HTMLInputElement);
  #persona = byId('persona-select', HTMLSelectElement);
  #personaNote = byId('persona-note', HTMLElement);
  #voice = byId('voice-select', HTMLSelectElement);
  #offTheRecord = byId('record-switch', HTMLInputElement);
  #greet = byId('greet-switch', HTMLInputElement);
  #keepsVoice = byId('voice-switch', HTMLInputElement);
  #upload = new PortraitUpload(
    {
      zone: byId('portrait-zone', HTMLElement),
      input: byId('portrait-input', HTMLInputElement),
      preview: byId('portrait-preview', HTMLImageElement),
      status: byId('portrait-status', HTMLElement),
    },
    uploadPortrait,
  );
  /** @type {Choices} */
  #choices = { companions: [], personas: [], voices: [] };
  /** @type {import('../protocol.js').Person | null} as the server knows it */
  #me = null;

  constructor() {
    this.#greet.checked = localStorage.getItem(GREET) !== 'no';
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#proceed(event.submitter?.id === 'skip-button');
    });
    this.#cards.addEventListener('change', () => this.#showEditor());
    this.#persona.addEventListener('change', () => this.#showPersona());
  }

  /** Fill in what the server knows. Without it one can still call, with what it has by default. */
  async load() {
    try {
      [this.#me, this.#choices] = await Promise.all([readMe(), readChoices()]);
    } catch (error) {
      this.#complain(error, 'The companions could not be loaded. You can still call. ');
      return;
    }
    this.#name.value = this.#me.name;
    this.#setTolerance(this.#me.pause_tolerance);
    this.#keepsVoice.checked = this.#me.keeps_voice;
    this.#showChoices();
  }

  #showChoices() {
    const { companions, personas, voices } = this.#choices;
    const wished = new URLSearchParams(location.search).get('companion');
    const first = companions.find(({ id }) => id === wished) ?? companions[0];
    const cards = companions.map((each) => companionCard(each, this.#note(each), each === first));
    this.#cards.replaceChildren(...cards, ownCard(companions.length === 0));
    this.#persona.replaceChildren(...personas.map(({ id, label }) => new Option(label, id)));
    this.#voice.replaceChildren(...voices.map((voice) => new Option(voiceName(voice), voice.id)));
    this.#showPersona();
    this.#showEditor();
  }

  /** @param {Companion} companion */
  #note({ persona, voice }) {
    const labels = [
      this.#choices.personas.find(({ id }) => id === persona)?.label,
      this.#choices.voices.find(({ id }) => id === voice)?.label,
    ];
    return labels.filter(Boolean).join(' · ');
  }

  /** @param {Companion | null} companion */
  #language(companion) {
    return companion?.language ?? '';
  }

  #showEditor() {
    const own = this.#chosen() === OWN;
    this.#editor.hidden = this.#editor.disabled = !own;
  }

  #showPersona() {
    const persona = this.#choices.personas.find(({ id }) => id === this.#persona.value);
    this.#personaNote.textContent = persona?.description ?? '';
  }

  #chosen() {
    return String(new FormData(this.#form).get('companion') ?? '');
  }

  /** @param {PauseTolerance} tolerance */
  #setTolerance(tolerance) {
    const radio = this.#form.querySelector(`[name="pause_tolerance"][value="${tolerance}"]`);
    if (radio instanceof HTMLInputElement) radio.checked = true;
  }

  /** @param {boolean} skip */
  async #proceed(skip) {
    this.#error.hidden = true;
    this.#form.setAttribute('aria-busy', 'true');
    try {
      await this.#saveMe();
      const companion = await this.#companion();
      const language = this.#language(companion);
      const greet = this.#greet.checked;
      localStorage.setItem(GREET, greet ? 'yes' : 'no');
      this.onchoice({ companion, language, greet, offTheRecord: this.#offTheRecord.checked, skip });
    } catch (error) {
      this.#complain(error);
    } finally {
      this.#form.removeAttribute('aria-busy');
    }
  }

  async #saveMe() {
    const name = this.#name.value.trim();
    const pause_tolerance = /** @type {PauseTolerance} */ (
      new FormData(this.#form).get('pause_tolerance')
    );
    const keeps_voice = this.#keepsVoice.checked;
    const me = this.#me;
    if (!me) return;
    const unchanged = name === me.name && pause_tolerance === me.pause_tolerance;
    if (unchanged && keeps_voice === me.keeps_voice) return;
    this.#me = await changeMe({ name, pause_tolerance, keeps_voice });
  }

  /** @returns {Promise<Companion | null>} null: whom the server has by default */
  async #companion() {
    const { companions } = this.#choices;
    const chosen = this.#chosen();
    if (chosen !== OWN) return companions.find(({ id }) => id === chosen) ?? null;
    await this.#upload.settled;
    const portrait = this.#upload.portrait;
    const companion = await makeCompanion({
      name: this.#companionName.value.trim() || 'Companion',
      persona: this.#persona.value,
      voice: this.#voice.value,
      ...(portrait && { portrait: portrait.id }),
    });
    // Made once: going back and forth must not make it again.
    this.#choices.companions = [companion, ...companions.filter(({ id }) => id !== companion.id)];
    this.#showChoices();
    return companion;
  }

  /**
   * @param {unknown} error
   * @param {string} [about]
   */
  #complain(error, about = '') {
    if (!(error instanceof Failed)) throw error;
    this.#error.textContent = about + error.message;
    this.#error.hidden = false;
  }
}
