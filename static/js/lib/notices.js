// @ts-check
/** Things that went wrong or changed, and what the person can do about them. */

import { icon, make } from './elements.js';

/** @typedef {import('../protocol.js').Notice} Notice */

const SHOWN_MS = 9000;
const MAX_SHOWN = 3;

/** Good news, or none that anyone has to do something about. */
const INFO = new Set(['provider_back', 'voice_changed']);
/** @type {Record<string, string>} what to do, where the server's sentence does not say it */
const ADVICE = {
  provider_nobody: 'Typing always works.',
  storage: 'What is said now may be missing from the summary.',
  not_signed_in: 'Reload the page.',
  signed_out: 'Your account is where you left it.',
  too_many_requests: 'Wait a few seconds, then try again.',
};

export class Notices {
  #list;

  /** @param {HTMLElement} list an `aria-live` list */
  constructor(list) {
    this.#list = list;
  }

  /** @param {Notice & {kind?: 'info' | 'warning'}} notice */
  show({ code, message, provider = '', kind = INFO.has(code) ? 'info' : 'warning', retry_after_s }) {
    this.#find(code, provider)?.remove();
    const wait = retry_after_s ? `Trying again in ${Math.ceil(retry_after_s)} s.` : '';
    const element = this.#element(code, kind, message, wait || (ADVICE[code] ?? ''));
    element.dataset.provider = provider;
    this.#list.append(element);
    while (this.#list.childElementCount > MAX_SHOWN) this.#list.firstElementChild?.remove();
    setTimeout(() => element.remove(), SHOWN_MS);
  }

  /** @param {string} code */
  clear(code) {
    this.#find(code, '')?.remove();
  }

  /**
   * @param {string} code
   * @param {string} provider '' for what is not about one
   */
  #find(code, provider) {
    const about = `[data-provider="${CSS.escape(provider)}"]`;
    return this.#list.querySelector(`[data-code="${CSS.escape(code)}"]${about}`);
  }

  /**
   * @param {string} code
   * @param {string} kind
   * @param {string} message
   * @param {string} advice
   */
  #element(code, kind, message, advice) {
    const close = make('button', {
      class: 'notice-close',
      attributes: { type: 'button', 'aria-label': 'Dismiss' },
    });
    close.append(icon('close'));
    const element = make(
      'li',
      { class: 'notice', attributes: { 'data-code': code, 'data-kind': kind } },
      icon(kind === 'info' ? 'info' : 'alert'),
      make(
        'div',
        { class: 'notice-text' },
        make('p', { text: message }),
        make('p', { class: 'notice-advice', text: advice }),
      ),
      close,
    );
    close.addEventListener('click', () => element.remove());
    return element;
  }
}
