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

/** @returns {Promise<import('./protocol.js').Choices>} */
export const readChoices = () => request('/api/companions');

/**
 * @param {{name: string, persona: string, voice: string, portrait?: string}} companion
 * @returns {Promise<import('./protocol.js').Companion>}
 */
export const makeCompanion = (companion) => request('/api/companions', withJson('POST', companion));

/**
 * @param {File} file
 * @returns {Promise<import('./protocol.js').Portrait>}
 */
export async function uploadPortrait(file) {
  const body = new FormData();
  body.append('portrait', file);
  return (await request('/upload', { method: 'POST', body })).portrait;
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
  const response = await reach(url, { ...init, headers });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const message = body.message ?? `The server answered ${response.status}.`;
  throw new Failed(body.code ?? `http_${response.status}`, message);
}

/**
 * @param {string} url
 * @param {RequestInit} init
 */
async function reach(url, init) {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failed('unreachable', 'The server cannot be reached. Check your connection.');
  }
}
