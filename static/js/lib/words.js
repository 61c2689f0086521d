// @ts-check
/** What was said and heard, and who did it, in words for people. */

const BUILT_IN = 'embedded';

/** @type {Record<string, string>} in the order of a turn, from what you say to what you hear */
export const TITLES = {
  transcription: 'Hearing you',
  chat: 'Thinking of answers',
  speech: 'Speaking',
  vision: 'Seeing you',
};

/** @param {string} text */
const wordsOf = (text) => text.split(/\s+/).filter(Boolean);

/**
 * A reply parted where the listening stopped.
 * @param {string} text the whole reply
 * @param {string} heardText its heard start, perhaps with other white space
 * @returns {{heard: string, unheard: string}} joined by a space, all words of `text`
 */
export function partHeard(text, heardText) {
  const words = wordsOf(text);
  const count = Math.min(wordsOf(heardText).length, words.length);
  return { heard: words.slice(0, count).join(' '), unheard: words.slice(count).join(' ') };
}

/**
 * The letters that stand for a name where there is no picture.
 * @param {string} name
 */
export function initials(name) {
  const letters = wordsOf(name).map((word) => [...word][0] ?? '');
  return letters.slice(0, 2).join('').toUpperCase() || '?';
}

/**
 * A voice as it is chosen.
 * @param {import('../protocol.js').Voice} voice
 */
export function voiceName({ label, kind }) {
  if (kind === 'stock') return label;
  return `${label} (${kind === 'clone' ? 'cloned' : 'matched'})`;
}

/** @param {string} provider */
export const providerName = (provider) => (provider === BUILT_IN ? 'the built-in one' : provider);

/**
 * Everyone at work, by what they do: `Speaking: elevenlabs · …`.
 * @param {Record<string, string>} providers by capability
 */
export function makersText(providers) {
  return Object.entries(TITLES)
    .filter(([capability]) => providers[capability])
    .map(([capability, title]) => `${title}: ${providerName(providers[capability] ?? '')}`)
    .join(' · ');
}
