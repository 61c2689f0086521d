// @ts-check
/** How a provider does, in plain words. */

/**
 * @typedef {object} Provider
 * @property {string} name
 * @property {string} label
 * @property {boolean} configured
 * @property {string | null} needs the setting that would put it to use
 * @property {'closed' | 'open' | 'half_open'} state
 * @property {number} retry_in_s
 * @property {{code: string, message: string, at: string} | null} error the last one
 * @property {number | null} latency_ms median time to the first result
 */

const SECOND_MS = 1000;
const MINUTE_S = 60;
const HOUR_S = 3600;

/** @param {Provider} provider */
export const isUnknown = ({ error, latency_ms }) => error === null && latency_ms === null;

/** @param {Provider} provider */
export function standing(provider) {
  const { state, retry_in_s } = provider;
  if (state === 'open') return `Left alone, tried again in ${duration(retry_in_s)}`;
  if (state === 'half_open') return 'About to be tried again';
  return isUnknown(provider) ? 'Not asked yet' : 'Well';
}

/** @param {Provider} provider */
export function speed({ latency_ms }) {
  if (latency_ms === null) return 'Not known yet';
  return latency_ms < SECOND_MS ? `${latency_ms} ms` : `${(latency_ms / SECOND_MS).toFixed(1)} s`;
}

/** @param {Provider} provider */
export function outlook({ label, needs }) {
  if (needs?.endsWith('_KEY')) return `${label}: set ${needs} to use it.`;
  return `${label}: name it in ${needs ?? 'its chain'} to use it.`;
}

/**
 * @param {string} at ISO 8601
 * @param {number} now_ms milliseconds since 1970
 */
export function ago(at, now_ms) {
  const seconds = Math.max(0, (now_ms - Date.parse(at)) / SECOND_MS);
  return seconds < MINUTE_S ? 'Just now' : `${duration(seconds)} ago`;
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < MINUTE_S) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < HOUR_S) return `${Math.round(seconds / MINUTE_S)} min`;
  return `${Math.round(seconds / HOUR_S)} h`;
}
