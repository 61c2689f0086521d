// @ts-check
/** What is remembered of the person, as the server has it. */

import { request, withJson } from '../api.js';

/**
 * @typedef {{call: string, turn: number, quote: string, said_at: string}} Receipt
 * @typedef {object} Memory
 * @property {number} id
 * @property {string} kind
 * @property {string} text
 * @property {'new' | 'kept' | 'past'} state
 * @property {boolean} pinned
 * @property {string} companion who alone may know it; empty for all
 * @property {Receipt[]} receipts oldest first
 */

/**
 * @param {string} words what to look for; empty for everything
 * @returns {Promise<{remembers: boolean, memories: Memory[]}>}
 */
export const readMemories = (words) => request(`/api/memories?q=${encodeURIComponent(words)}`);

/** @param {boolean} remembers */
export const chooseToRemember = (remembers) =>
  request('/api/memories', withJson('PATCH', { remembers }));

/**
 * @param {number} id
 * @param {{text?: string, pinned?: boolean, kept?: boolean, companion?: string}} changes
 * @returns {Promise<Memory>}
 */
export const changeMemory = (id, changes) =>
  request(`/api/memories/${id}`, withJson('PATCH', changes));

/** @param {number} id */
export const forgetMemory = (id) => request(`/api/memories/${id}`, { method: 'DELETE' });

/**
 * What a call taught, as far as it is known by now.
 * @param {string} call
 * @returns {Promise<{memories: Memory[], learning: boolean}>}
 */
export const readTaught = (call) => request(`/api/calls/${encodeURIComponent(call)}/memories`);
