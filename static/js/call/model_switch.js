// @ts-check
/** Which chat model answers, and the list to choose another from during the call. */

import { readModels } from '../api.js';
import { byId } from '../lib/elements.js';
import { choose, fillModels, fillWishes, inUseText, listingTrouble } from '../lib/model_list.js';

/** @typedef {import('../protocol.js').ModelInUse} ModelInUse */

export class ModelSwitch {
  /** @type {(model: string) => Promise<ModelInUse | null>} null: it stays as it was */
  onchoice = async () => null;

  #select = byId('model-select', HTMLSelectElement);
  #note = byId('model-note', HTMLElement);
  #trouble = '';
  #choice = 'auto';

  constructor() {
    fillWishes(this.#select);
    this.#select.addEventListener('change', () => void this.#chosen());
  }

  /** @param {ModelInUse} model */
  async begin(model) {
    this.show(model);
    const models = await readModels().catch(() => null);
    if (models) {
      fillModels(this.#select, models, this.#choice);
      this.#trouble = listingTrouble(models);
    }
    this.show(model);
  }

  /** @param {ModelInUse} model */
  show(model) {
    this.#choice = model.choice;
    choose(this.#select, model.choice);
    this.#note.textContent = [inUseText(model), this.#trouble].filter(Boolean).join(' ');
  }

  async #chosen() {
    this.#select.disabled = true;
    const model = await this.onchoice(this.#select.value);
    this.#select.disabled = false;
    this.#select.focus();
    if (model) this.show(model);
    else choose(this.#select, this.#choice);
  }
}
