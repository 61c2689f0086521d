// @ts-check
/** Forms that ask the server, and say next to their button what it did not like. */

import { Failed } from '../api.js';
import { byId } from './elements.js';

/**
 * Do `act` when the form is sent; until it is done, the form cannot be sent again.
 * @param {string} id of the form; its message has `ID-error`
 * @param {() => Promise<unknown>} act
 */
export function onSubmit(id, act) {
  const form = byId(id, HTMLFormElement);
  const problem = byId(`${id}-error`, HTMLElement);
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('[type="submit"]'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    problem.hidden = true;
    button.disabled = true;
    void attempt(act, problem).finally(() => (button.disabled = false));
  });
}

/**
 * @param {() => Promise<unknown>} act
 * @param {HTMLElement} problem where to say what went wrong
 */
export async function attempt(act, problem) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    problem.textContent = error.message;
    problem.hidden = false;
  }
}

/**
 * What does something, and shows what went wrong among `notices`.
 * @param {import('./notices.js').Notices} notices
 * @returns {(act: () => Promise<unknown>) => Promise<void>}
 */
export const telling = (notices) => async (act) => {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    notices.show({ code: error.code, message: error.message });
  }
};
