// @ts-check
/** What a call was: from the server when it can be had, else from what this page knows. */

import { readCall } from '../api.js';

/** @typedef {import('../protocol.js').Summary} Summary */

/** @type {Record<string, string>} why the server ended a call */
const REASONS = {
  'another call': 'The call was ended because another one began.',
  'signed out': 'The call was ended because you were signed out.',
  'the server is restarting':
    'The call was ended because the server restarts. You can call again in a moment.',
};

/** @param {string} [reason] as the server has it */
export const endedBecause = (reason = '') => REASONS[reason] ?? 'The call was ended.';

/**
 * What this page knows of the call by itself.
 * @param {string} call
 * @param {import('./stage.js').Stage} stage
 * @returns {Summary}
 */
export function ownSummary(call, { record, status }) {
  const { messages } = record.chat;
  const turns = new Set(messages.map(({ turn }) => turn)).size;
  return { call, duration_s: status.elapsed_s, turns, messages };
}

/**
 * The same, with the messages and the bill as the server has kept them.
 * @param {Summary} own
 * @param {(error: unknown) => null} complain
 * @returns {Promise<Summary>}
 */
export async function keptSummary(own, complain) {
  const kept = await readCall(own.call).catch(complain);
  if (!kept) return own;
  return { ...own, messages: kept.messages, ...(kept.usage && { usage: kept.usage }) };
}
