// @ts-check
/** What the face shows besides speaking: its emotion, its attention, its stress on words. */

import { bump, Eased } from './curves.js';

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('../protocol.js').State} State */
/** @typedef {import('./curves.js').Values} Values */
/**
 * @typedef {object} Look
 * @property {Values} morphs
 * @property {Values} head what is added to its pose: `x`, `y`, `roll`, `scale`
 */

const EASE_MS = 260;

/** Felt in full while it is said. @type {Record<string, Look>} */
const EMOTIONS = {
  happy: {
    morphs: { smile: 0.7, cheek: 0.4, browUp: 0.15, blinkL: 0.1, blinkR: 0.1 },
    head: { y: -0.004, roll: 0.012 },
  },
  sad: {
    morphs: { frown: 1, browInner: 1, browDown: 0.15, blinkL: 0.2, blinkR: 0.2 },
    head: { y: 0.009, roll: -0.022 },
  },
  surprised: {
    morphs: { browUp: 0.9, eyeWide: 0.8, jaw: 0.36, pucker: 0.3, funnel: 0.2 },
    head: { y: -0.007, scale: 0.008 },
  },
  thoughtful: {
    morphs: { browDown: 0.9, press: 0.2, pucker: 0.24, frown: 0.3, blinkL: 0.1, blinkR: 0.1 },
    head: { roll: -0.03 },
  },
  caring: {
    morphs: { smile: 0.45, browInner: 0.7, browUp: 0.15, blinkL: 0.1, blinkR: 0.1 },
    head: { roll: 0.045, scale: 0.012 },
  },
  amused: {
    morphs: { smile: 0.95, cheek: 0.9, browUp: 0.3, blinkL: 0.15, blinkR: 0.15 },
    head: { y: -0.003, roll: -0.02 },
  },
};
/** @type {Look} */
const NEUTRAL = { morphs: { smile: 0.1 }, head: {} };
/** How much of the emotion of the last reply is left when another speaks or nobody does. */
const LINGERS = 0.5;

/** @type {Partial<Record<State, Look>>} */
const ATTENTION = {
  listening: { morphs: { smile: 0.1 }, head: {} },
  hearing: { morphs: { smile: 0.22, browUp: 0.1 }, head: { roll: 0.012, scale: 0.008 } },
  thinking: { morphs: { browDown: 0.12, press: 0.08 }, head: {} },
};
/** @type {Look} */
const NONE = { morphs: {}, head: {} };

/** The emotion of the reply and the attention to the caller, eased from one to the next. */
export class Expression {
  #morphs = new Eased(EASE_MS);
  #head = new Eased(EASE_MS);

  /**
   * @param {number} now_ms of a clock that goes on
   * @param {State} state
   * @param {string} emotion one that is not known is neutral
   * @returns {Look}
   */
  at(now_ms, state, emotion) {
    const name = `${emotion} ${state}`;
    const felt = state === 'speaking' ? 1 : LINGERS;
    const [look, attention] = [EMOTIONS[emotion] ?? NEUTRAL, ATTENTION[state] ?? NONE];
    return {
      morphs: this.#morphs.to(now_ms, name, sum(attention.morphs, look.morphs, felt)),
      head: this.#head.to(now_ms, name, sum(attention.head, look.head, felt)),
    };
  }
}

/**
 * @param {Values} some
 * @param {Values} others
 * @param {number} share of the others
 */
function sum(some, others, share) {
  const values = { ...some };
  for (const [name, value] of Object.entries(others)) {
    values[name] = (values[name] ?? 0) + share * value;
  }
  return values;
}

const VOWELS = new Set(['aa', 'E', 'I', 'O', 'U']);
/** A vowel said with at least this weight is a stressed one. */
const STRESSED = 0.9;
const RISE_MS = 120;
const FALL_MS = 260;
/** Brows do not rise for each word. */
const REST_MS = 1100;

/**
 * The times of the words in a segment that carry its stress, at most one in about a second.
 * @param {Pick<Segment, 'visemes'>} segment
 * @returns {[start_ms: number, end_ms: number][]}
 */
export function stresses({ visemes }) {
  /** @type {[number, number][]} */
  const found = [];
  const loudest = visemes
    .filter(([, , id, weight]) => VOWELS.has(id) && weight >= STRESSED)
    .sort((a, b) => b[1] - b[0] - (a[1] - a[0]));
  for (const [start_ms, end_ms] of loudest) {
    if (found.every(([other_ms]) => Math.abs(other_ms - start_ms) >= REST_MS)) {
      found.push([start_ms, end_ms]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

/** @type {WeakMap<object, [start_ms: number, end_ms: number][]>} */
const known = new WeakMap();

/**
 * How much stress lies on this moment of a segment, 0 to 1; it rises before the vowel sounds.
 * @param {Pick<Segment, 'visemes'>} segment
 * @param {number} at_ms
 */
export function stressAt(segment, at_ms) {
  const found = known.get(segment) ?? stresses(segment);
  known.set(segment, found);
  return Math.max(
    0,
    ...found.map(([start_ms, end_ms]) => bump(at_ms, start_ms - RISE_MS, end_ms + FALL_MS)),
  );
}
