// @ts-check
/** What the person has chosen for a call, and how that is asked of the server. */

import { browserRecognizes } from '../devices/recognition.js';

/**
 * @typedef {object} Plan
 * @property {import('../protocol.js').Companion | null} companion null: the server's default
 * @property {boolean} greet whether the companion speaks first
 * @property {boolean} offTheRecord
 * @property {'server' | 'browser'} recognizer
 * @property {number | null} echo_ms null: not measured
 * @property {string} language the companion's, as in BCP 47; '' when not known
 */

/**
 * @param {Plan} plan
 * @returns {import('../protocol.js').CallStart}
 */
export function callStart({ companion, greet, offTheRecord, echo_ms, language }) {
  return {
    ...(companion && { companion: companion.id }),
    ...(echo_ms !== null && { echo_ms }),
    ...(language && { language }),
    off_the_record: offTheRecord,
    greet,
    client: {
      speech_recognition: browserRecognizes,
      webgl: 'WebGL2RenderingContext' in window,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  };
}
