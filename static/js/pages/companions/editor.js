// @ts-check
/** The sheet on which a companion is made or changed. */

import { uploadPortrait } from '../../api.js';
import { byId, make } from '../../lib/elements.js';
import { attempt } from '../../lib/form.js';
import { voiceName } from '../../lib/words.js';
import { PortraitUpload } from '../../uploads.js';

/** @typedef {import('../../protocol.js').Choices} Choices */
/** @typedef {import('../../protocol.js').Companion} Companion */
/** @typedef {import('../../protocol.js').Wishes} Wishes */

/** @param {number} pace */
const paceInWords = (pace) =>
  Math.abs(pace - 1) < 0.01 ? 'As the voice has it' : `${Math.round(pace * 100)} % of the voice's own`;

export class Editor {
  /** @type {(id: string, wishes: Wishes) => Promise<void>} rejects with `Failed` */
  onsave = async () => {};

  #sheet = byId('editor', HTMLDialogElement);
  #form = byId('editor-form', HTMLFormElement);
  #title = byId('editor-title', HTMLElement);
  #error = byId('editor-error', HTMLElement);
  #name = byId('name-input', HTMLInputElement);
  #voice = byId('voice-select', HTMLSelectElement);
  #pace = byId('pace-input', HTMLInputElement);
  #language = byId('language-input', HTMLInputElement);
  #persona = byId('persona-select', HTMLSelectElement);
  #description = byId('description-input', HTMLTextAreaElement);
  #boundaries = byId('boundaries-input', HTMLTextAreaElement);
  #greeting = byId('greeting-input', HTMLInputElement);
  #faces = byId('drawn-faces', HTMLElement);
  #preview = byId('portrait-preview', HTMLImageElement);
  #upload = new PortraitUpload(
    {
      zone: byId('portrait-zone', HTMLElement),
      input: byId('portrait-input', HTMLInputElement),
      preview: this.#preview,
      status: byId('portrait-status', HTMLElement),
    },
    uploadPortrait,
  );
  /** @type {Choices} */
  #choices = { companions: [], personas: [], voices: [] };
  #id = '';

  constructor() {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#save();
    });
    this.#persona.addEventListener('change', () => this.#showPersona());
    this.#pace.addEventListener('input', () => this.#showPace());
    this.#upload.onchange = () => this.#chooseFace('');
    byId('cancel-button', HTMLButtonElement).addEventListener('click', () => this.#sheet.close());
  }

  /**
   * @param {Choices} choices
   * @param {Companion | null} companion null: someone new
   */
  open(choices, companion) {
    this.#choices = choices;
    this.#id = companion?.id ?? '';
    this.#title.textContent = companion ? `Change ${companion.name}` : 'Make a companion';
    this.#error.hidden = true;
    this.#persona.replaceChildren(...choices.personas.map(({ id, label }) => new Option(label, id)));
    this.#voice.replaceChildren(...choices.voices.map((voice) => new Option(voiceName(voice), voice.id)));
    this.#faces.replaceChildren(...choices.companions.filter(({ own }) => !own).map(face));
    this.#fill(companion);
    this.#sheet.showModal();
  }

  /** @param {Companion | null} companion */
  #fill(companion) {
    this.#name.value = companion?.name ?? '';
    this.#persona.value = companion?.persona ?? this.#choices.personas[0]?.id ?? '';
    const hasVoice = this.#choices.voices.some(({ id }) => id === companion?.voice);
    this.#voice.selectedIndex = 0; // also for a voice that is not offered any more
    if (companion && hasVoice) this.#voice.value = companion.voice;
    this.#pace.valueAsNumber = companion?.pace ?? 1;
    this.#language.value = companion?.language ?? 'en';
    this.#description.value = companion?.description ?? '';
    this.#boundaries.value = companion?.boundaries ?? '';
    this.#greeting.value = companion?.greeting ?? '';
    this.#upload.show(companion?.portrait_url ?? '');
    const drawn = this.#choices.companions.find(
      ({ own, portrait_url }) => !own && portrait_url === companion?.portrait_url,
    );
    this.#chooseFace(drawn?.id ?? '');
    this.#showPersona();
    this.#showPace();
  }

  /** @param {string} id of the companion whose drawn face it is; '' for none */
  #chooseFace(id) {
    for (const radio of this.#faces.querySelectorAll('input')) radio.checked = radio.value === id;
  }

  #showPersona() {
    const persona = this.#choices.personas.find(({ id }) => id === this.#persona.value);
    byId('persona-note', HTMLElement).textContent = persona?.description ?? '';
    byId('persona-examples', HTMLElement).replaceChildren(
      ...(persona?.examples ?? []).flatMap(({ said, answer }) => [
        make('dt', { text: said }),
        make('dd', { text: answer }),
      ]),
    );
  }

  #showPace() {
    byId('pace-note', HTMLOutputElement).value = paceInWords(this.#pace.valueAsNumber);
  }

  async #save() {
    this.#error.hidden = true;
    this.#form.setAttribute('aria-busy', 'true');
    const saved = attempt(async () => {
      await this.#upload.settled;
      await this.onsave(this.#id, this.#wishes());
      this.#sheet.close();
    }, this.#error);
    await saved.finally(() => this.#form.removeAttribute('aria-busy'));
  }

  /** @returns {Wishes} */
  #wishes() {
    const drawn = new FormData(this.#form).get('face');
    const portrait = drawn ? String(drawn) : this.#upload.portrait?.id;
    return {
      name: this.#name.value.trim(),
      persona: this.#persona.value,
      voice: this.#voice.value,
      pace: this.#pace.valueAsNumber,
      language: this.#language.value.trim(),
      description: this.#description.value.trim(),
      boundaries: this.#boundaries.value.trim(),
      greeting: this.#greeting.value.trim(),
      ...(portrait && { portrait }),
    };
  }
}

/** @param {Companion} companion */
function face({ id, name, portrait_url }) {
  return make(
    'label',
    { class: 'face-choice' },
    make('input', { attributes: { type: 'radio', name: 'face', value: id } }),
    make('img', { attributes: { src: portrait_url, alt: `${name}'s face` } }),
  );
}
