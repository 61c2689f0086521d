// @ts-check
/** What a call that is over taught: to be kept or forgotten, one by one. */

import { Failed } from '../api.js';
import { byId, make, smallButton } from '../lib/elements.js';
import { changeMemory, forgetMemory, readTaught } from '../lib/memory_api.js';

/** @typedef {import('../lib/memory_api.js').Memory} Memory */

const ASK_AGAIN_MS = 1500;
const FIRST_MS = 300;
const MAX_TIMES = 60;

export class Taught {
  #section = byId('end-taught', HTMLElement);
  #list = byId('end-memories', HTMLElement);
  #status = byId('end-learning', HTMLElement);
  #problem = byId('end-memory-error', HTMLElement);
  /** Of the call that is shown; others are forgotten about. */
  #call = '';
  /** @type {Set<number>} */
  #decided = new Set();

  /** @param {string} call empty for one of which nothing was kept */
  show(call) {
    this.#call = call;
    this.#decided.clear();
    this.#list.replaceChildren();
    this.#section.hidden = true;
    if (call) setTimeout(() => void this.#look(call, 1), FIRST_MS);
  }

  /**
   * @param {string} call
   * @param {number} times
   */
  async #look(call, times) {
    if (call !== this.#call) return;
    const taught = await this.#tried(() => readTaught(call));
    if (taught === null || call !== this.#call) return;
    for (const memory of taught.memories) this.#add(memory);
    const waiting = taught.learning && times < MAX_TIMES;
    this.#status.textContent = waiting ? 'Still going through what was said…' : '';
    this.#section.hidden = this.#list.childElementCount === 0;
    if (waiting) setTimeout(() => void this.#look(call, times + 1), ASK_AGAIN_MS);
  }

  /** @param {Memory} memory */
  #add(memory) {
    if (this.#decided.has(memory.id) || document.getElementById(`taught-${memory.id}`)) return;
    const quote = memory.receipts.at(-1)?.quote ?? '';
    const text = make(
      'div',
      { class: 'row-text' },
      make('p', { text: memory.text }),
      make('p', { class: 'row-note' }, make('q', { text: quote })),
    );
    const item = make('li', { class: 'row', attributes: { id: `taught-${memory.id}` } }, text);
    const keep = smallButton('Keep', memory.text, () => this.#decide(memory, item, `Kept: ${memory.text}`, () =>
      changeMemory(memory.id, { kept: true }),
    ));
    const forget = smallButton('Forget', memory.text, () => this.#decide(memory, item, 'Forgotten.', () =>
      forgetMemory(memory.id),
    ));
    item.append(make('div', { class: 'taught-actions' }, keep, forget));
    this.#list.append(item);
  }

  /**
   * @param {Memory} memory
   * @param {HTMLElement} item
   * @param {string} said
   * @param {() => Promise<unknown>} act
   */
  async #decide(memory, item, said, act) {
    if ((await this.#tried(act)) === null) return;
    this.#decided.add(memory.id);
    const note = make('p', { class: 'row-note', text: said, attributes: { tabindex: '-1' } });
    item.replaceChildren(note);
    note.focus();
  }

  /**
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T | null>} null when it failed, which the person is told
   */
  async #tried(act) {
    this.#problem.hidden = true;
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      this.#problem.textContent = error.message;
      this.#problem.hidden = false;
      return null;
    }
  }
}
