// @ts-check
/** The server's side of accounts: who one is, and where one is signed in. */

import { request, withJson } from '../../api.js';

/**
 * @typedef {{email: string, role: 'person' | 'admin', has_password: boolean,
 *   is_connected: boolean}} Account
 */
/** @typedef {{account: Account | null, issuer: string | null}} Known `issuer`: what to call it */
/**
 * @typedef {{id: string, kind: 'browser' | 'program', label: string, created_at: string,
 *   seen_at: string, is_here: boolean}} Session
 */
/**
 * @typedef {{token_type: string, access_token: string, expires_in: number,
 *   refresh_token: string}} Tokens
 */

/** @returns {Promise<Known>} */
export const readAccount = () => request('/api/account');

/**
 * @param {string} email
 * @param {string} password
 */
export const claimAccount = (email, password) =>
  request('/api/account', withJson('POST', { email, password }));

/**
 * @param {string} email
 * @param {string} password
 * @param {boolean} bring what was done in this browser so far
 */
export const signIn = (email, password, bring) =>
  request('/api/sign-in', withJson('POST', { email, password, bring }));

export const signOut = () => request('/api/sign-out', { method: 'POST' });

/**
 * @param {string} email
 * @param {string} password
 */
export const changeEmail = (email, password) =>
  request('/api/account', withJson('PATCH', { email, password }));

/**
 * @param {string} old
 * @param {string} chosen
 */
export const changePassword = (old, chosen) =>
  request('/api/account/password', withJson('PUT', { old, new: chosen }));

/**
 * @param {string} token
 * @param {string} password
 */
export const resetPassword = (token, password) =>
  request('/api/account/reset', withJson('POST', { token, password }));

export const disconnectIssuer = () => request('/api/account/issuer', { method: 'DELETE' });

/** @returns {Promise<Session[]>} */
export const readSessions = async () => (await request('/api/sessions')).sessions;

/** @param {string} id */
export const endSession = (id) =>
  request(`/api/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const endOtherSessions = () => request('/api/sessions', { method: 'DELETE' });

/**
 * @param {string} label
 * @returns {Promise<Tokens>}
 */
export const makeTokens = (label) => request('/api/tokens', withJson('POST', { label }));
