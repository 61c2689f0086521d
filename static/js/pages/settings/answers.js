// @ts-check
/** Who answers in a person's next calls, and what one of those may cost. */

import { changeMe, Failed, readMe, readModels } from '../../api.js';
import { choose, fillModels, fillWishes, listingTrouble } from '../../lib/model_list.js';

/** @typedef {import('../../protocol.js').Person} Person */

export class Answers {
  #select;
  #cap;
  #status;

  /** @param {{select: HTMLSelectElement, cap: HTMLInputElement, status: HTMLElement}} parts */
  constructor({ select, cap, status }) {
    this.#select = select;
    this.#cap = cap;
    this.#status = status;
    fillWishes(select);
    select.addEventListener('change', () => void this.#keep({ model: select.value }));
    cap.addEventListener('change', () => void this.#keep({ cost_cap_usd: amount(cap) }));
  }

  async load() {
    await this.#telling(async () => {
      const person = await readMe();
      this.#show(person);
      const models = await readModels();
      fillModels(this.#select, models, person.model);
      return listingTrouble(models);
    });
    this.#select.disabled = this.#cap.disabled = false;
  }

  /** @param {Person} person */
  #show({ model, cost_cap_usd }) {
    choose(this.#select, model);
    this.#cap.value = cost_cap_usd === null ? '' : String(cost_cap_usd);
  }

  /** @param {Partial<Person>} change */
  async #keep(change) {
    if (!this.#cap.reportValidity()) return;
    await this.#telling(async () => {
      this.#show(await changeMe(change));
      return 'Kept. It holds from your next call on.';
    });
  }

  /** @param {() => Promise<string>} act gives what to say when it went well */
  async #telling(act) {
    try {
      this.#status.textContent = await act();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      this.#status.textContent = error.message;
    }
  }
}

/**
 * @param {HTMLInputElement} input
 * @returns {number | null} null: no limit
 */
function amount({ value }) {
  return value.trim() === '' ? null : Number(value);
}
