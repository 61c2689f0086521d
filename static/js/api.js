// @ts-check
/** The server's HTTP side, for a person's own settings, companions and calls. */

/** The server, or the way to it, said no. */
export class Failed extends Error {
  /**
   * @param {string} code
   * @param {string} message a sentence for the person
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** @returns {Promise<import('./protocol.js').Person>} */
export const readMe = () => request('/api/me');

/** @param {Partial<import('./protocol.js').Person>} changes */
export const changeMe = (changes) => request('/api/me', withJson('PATCH', changes));

/** @returns {Promise<import('./protocol.js').Models>} */
export const readModels = () => request('/api/models');

/**
 * @returns {Promise<{deleted: Record<string, number>,
 *   voices: {label: string, vendor: string, at_vendor: string}[]}>} what there was
 */
export const deleteEverything = () => request('/api/me', withJson('DELETE', { sure: true }));

/** @returns {Promise<import('./protocol.js').Choices>} */
export const readChoices = () => request('/api/companions');

/**
 * @param {import('./protocol.js').Wishes} companion
 * @returns {Promise<import('./protocol.js').Companion>}
 */
export const makeCompanion = (companion) => request('/api/companions', withJson('POST', companion));

/**
 * @param {string} id
 * @param {import('./protocol.js').Wishes} changes
 * @returns {Promise<import('./protocol.js').Companion>}
 */
export const changeCompanion = (id, changes) => request(of(id), withJson('PATCH', changes));

/** @param {string} id */
export const duplicateCompanion = (id) => request(`${of(id)}/duplicate`, { method: 'POST' });

/** @param {string} id */
export const removeCompanion = (id) => request(of(id), { method: 'DELETE' });

/** @param {string} id */
export const exportPath = (id) => `${of(id)}/export`;

/**
 * @param {File} file
 * @returns {Promise<{companion: import('./protocol.js').Companion, notes: string[]}>}
 */
export async function importCompanion(file) {
  const body = new FormData();
  body.append('file', file);
  return request('/api/companions/import', { method: 'POST', body });
}

/** @param {string} id */
const of = (id) => `/api/companions/${encodeURIComponent(id)}`;

/**
 * @param {File} file
 * @param {(share: number) => void} onsent how much of it has left, 0 to 1
 * @returns {Promise<import('./protocol.js').Portrait>}
 */
export async function uploadPortrait(file, onsent) {
  const form = new FormData();
  form.append('portrait', file);
  const { status, body } = await reach(() => sent('/upload', form, onsent));
  return judged(status, body).portrait;
}

/**
 * @param {string} id
 * @returns {Promise<import('./protocol.js').SavedCall>}
 */
export const readCall = (id) => request(`/api/calls/${encodeURIComponent(id)}`);

/**
 * @param {string} method
 * @param {unknown} content
 * @returns {RequestInit}
 */
export function withJson(method, content) {
  return {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(content),
  };
}

/**
 * The JSON that came back. Rejects with `Failed`.
 * @param {string} url
 * @param {RequestInit} [init]
 */
export async function request(url, init = {}) {
  const headers = { Accept: 'application/json', ...init.headers };
  const response = await reach(() => fetch(url, { ...init, headers }));
  return judged(response.status, await response.json().catch(() => ({})));
}

/**
 * @param {number} status
 * @param {any} body
 */
function judged(status, body) {
  if (status < 400) return body;
  const message = body.message ?? `The server answered ${status}.`;
  throw new Failed(body.code ?? `http_${status}`, message);
}

/**
 * @template Answer
 * @param {() => Promise<Answer>} send
 */
async function reach(send) {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failed('unreachable', 'The server cannot be reached. Check your connection.');
  }
}

/**
 * A form sent, with word of how much of it has left, which `fetch` does not give. Rejects with a
 * `TypeError`, as `fetch` does, when the server cannot be reached.
 * @param {string} url
 * @param {FormData} form
 * @param {(share: number) => void} onsent 0 to 1
 * @returns {Promise<{status: number, body: any}>} the body is `{}` when it is no JSON
 */
function sent(url, form, onsent) {
  const request = new XMLHttpRequest();
  request.open('POST', url);
  request.responseType = 'json';
  request.setRequestHeader('Accept', 'application/json');
  request.upload.addEventListener('progress', ({ loaded, total }) => onsent(total && loaded / total));
  request.upload.addEventListener('load', () => onsent(1));
  return new Promise((resolve, reject) => {
    request.addEventListener('load', () => {
      resolve({ status: request.status, body: request.response ?? {} });
    });
    request.addEventListener('error', () => reject(new TypeError('The server cannot be reached.')));
    request.send(form);
  });
}
