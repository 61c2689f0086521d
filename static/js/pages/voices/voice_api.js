// @ts-check
/** What the page of voices asks of the server. */

import { request, withJson } from '../../api.js';

/**
 * @typedef {object} OwnVoice
 * @property {string} id
 * @property {string} label
 * @property {'sample' | 'made' | 'kept'} state
 * @property {'clone' | 'match' | null} kind
 * @property {number | null} similarity of a match, to one's own: 0 to 1
 * @property {string | null} recording_url
 * @property {string | null} excerpt_url
 * @property {string | null} preview_url
 * @property {{whose: 'mine' | 'other', name: string, agreed_at: string} | null} consent
 */
/**
 * @typedef {{voices: OwnVoice[], cloner: string | null, matches: boolean}} OwnVoices
 *   `cloner`: who copies voices; `matches`: whether they are matched here
 */
/**
 * @typedef {{label: string, recordings: number, vendor: string,
 *   at_vendor: '' | 'deleted' | 'later', companions: string[]}} Receipt
 */
/** @typedef {import('../../protocol.js').Job} Job */

/** @type {Record<string, string>} */
const VENDORS = { elevenlabs: 'ElevenLabs' };
/** @param {string} name as the server has it */
export const vendorName = (name) => VENDORS[name] ?? name;

const ALL = '/api/voices';
/** @param {string} id */
const of = (id) => `${ALL}/${encodeURIComponent(id)}`;

/** @returns {Promise<OwnVoices>} */
export const readVoices = () => request(ALL);

/**
 * @param {File} file
 * @returns {Promise<{voice: string, url: string, speech_ms: number}>}
 */
export async function uploadSample(file) {
  return (await upload({ voice_sample: file })).voice_sample;
}

/**
 * @param {string} id
 * @param {File} file
 * @returns {Promise<{transcript: string}>}
 */
export async function uploadReading(id, file) {
  return (await upload({ voice: id, consent: file })).consent;
}

/**
 * @param {string} id
 * @param {{whose: 'mine' | 'other', name?: string}} wish
 * @returns {Promise<{sentence: string, valid_s: number}>}
 */
export const askSentence = (id, wish) => request(`${of(id)}/sentence`, withJson('POST', wish));

/**
 * @param {string} id
 * @param {{kind: 'clone' | 'match', label: string}} wish
 * @returns {Promise<{job: string}>}
 */
export const makeVoice = (id, wish) => request(`${of(id)}/make`, withJson('POST', wish));

/**
 * @param {string} id
 * @param {boolean} keep_recording
 * @returns {Promise<OwnVoice>}
 */
export const keepVoice = (id, keep_recording) =>
  request(of(id), withJson('PATCH', { keep: true, keep_recording }));

/**
 * @param {string} id
 * @returns {Promise<{forgotten: Receipt}>}
 */
export const forgetVoice = (id) => request(of(id), { method: 'DELETE' });

/** @returns {Promise<{jobs: Job[]}>} */
export const readJobs = () => request('/api/jobs');

/** @param {string} id */
export const cancelJob = (id) => request(`/api/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });

/** @param {Record<string, string | File>} fields */
function upload(fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return request('/upload', { method: 'POST', body });
}
