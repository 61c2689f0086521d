// @ts-check
/** The panel of what was said, and the line to type into. */

import { messageItem } from '../lib/messages.js';

/** @typedef {import('../protocol.js').SavedMessage} SavedMessage */

export class Chat {
  /** @type {(text: string) => Promise<boolean>} resolves true when it was sent */
  onsend = async () => false;

  #panel;
  #list;
  #input;
  /** @type {Map<string, {element: HTMLElement, message: SavedMessage}>} */
  #messages = new Map();
  #companionName = '';

  /**
   * @param {{panel: HTMLElement, list: HTMLElement, form: HTMLFormElement,
   *   input: HTMLInputElement}} parts
   */
  constructor({ panel, list, form, input }) {
    this.#panel = panel;
    this.#list = list;
    this.#input = input;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  /** @param {string} companionName */
  begin(companionName) {
    this.#companionName = companionName;
    this.#messages.clear();
    this.#list.replaceChildren();
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  /** @param {boolean} open */
  open(open) {
    this.#panel.hidden = !open;
  }

  /** Put the cursor where one types. */
  focus() {
    this.open(true);
    this.#input.focus();
  }

  /**
   * Show a message, or show it anew: a turn has one of each speaker.
   * @param {SavedMessage} message
   */
  put(message) {
    const key = keyOf(message);
    const element = messageItem(message, this.#companionName);
    const known = this.#messages.get(key);
    if (known) known.element.replaceWith(element);
    else this.#list.insertBefore(element, this.#after(message));
    this.#messages.set(key, { element, message });
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  /** Everything said in this call, in order. */
  get messages() {
    const messages = [...this.#messages.values()].map(({ message }) => message);
    return messages.sort((a, b) => place(a) - place(b));
  }

  /**
   * The element before which a message belongs; null at the end.
   * @param {SavedMessage} message
   */
  #after(message) {
    const later = this.messages.find((other) => place(other) > place(message));
    return later ? (this.#messages.get(keyOf(later))?.element ?? null) : null;
  }

  async #send() {
    const text = this.#input.value.trim();
    if (!text) return;
    this.#input.value = '';
    if (!(await this.onsend(text))) this.#input.value = text;
  }
}

/** @param {SavedMessage} message */
const keyOf = ({ speaker, turn }) => `${speaker}/${turn}`;

/**
 * In a turn the person comes first.
 * @param {SavedMessage} message
 */
const place = ({ speaker, turn }) => 2 * turn + (speaker === 'user' ? 0 : 1);
