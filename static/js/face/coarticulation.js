// @ts-check
/**
 * The mouth at any moment of a viseme track: pure, for the audio clock.
 *
 * What shows is the mean of the visemes nearby, weighted by how present each is and how firmly it
 * holds the jaw and the lips; lips that close win over all.
 * Source: Cohen and Massaro, Modeling Coarticulation in Synthetic Visual Speech, 1993.
 */

import { smooth } from './curves.js';
import { BITE, MANNERS, PLAIN, SHAPES } from './mouth_shapes.js';

/** @typedef {import('../protocol.js').Viseme} Viseme */
/** @typedef {import('./types.js').Weights} Weights */
/** @typedef {import('./mouth_shapes.js').Shape} Shape */

const LIPS = /** @type {const} */ (['wide', 'pucker', 'funnel', 'upperUp', 'lowerDown']);
/** The jaw that everything rests on when no viseme is near. */
const REST_HOLD = 0.04;
/** Shapes form before their sound and last a little longer; both are where presence is 1/e. */
const FORM_MS = 48;
const LAST_MS = 36;
/** Beyond this many times the reach nothing is left. */
const REACH = 3;
/** Lips close and part at once, in comparison. */
const SEAL_MS = 45;

/**
 * The mouth at that moment of a segment; outside the track it comes to rest.
 * @param {Viseme[]} visemes ascending
 * @param {number} at_ms from the segment's start
 * @param {string} [emotion] how it is said
 * @returns {Weights}
 */
export function mouthAt(visemes, at_ms, emotion = 'neutral') {
  const mean = new Mean();
  let [sealed, bitten] = [0, 0];
  for (const [start_ms, end_ms, id, weight] of visemes) {
    if (start_ms - at_ms > REACH * FORM_MS) break;
    if (at_ms - end_ms > REACH * LAST_MS) continue;
    mean.add(SHAPES[id] ?? SHAPES.sil, weight, presence(at_ms, start_ms, end_ms));
    if (id === 'PP') sealed = Math.max(sealed, weight * seal(at_ms, start_ms, end_ms));
    if (id === 'FF') bitten = Math.max(bitten, weight * seal(at_ms, start_ms, end_ms));
  }
  return closed(bite(inManner(mean.weights(), emotion), bitten), sealed);
}

/** The mean of shapes, each morph weighted by how firmly it is held. */
class Mean {
  #jaw = 0;
  #jawHold = REST_HOLD;
  #lipHold = REST_HOLD;
  #lips = { wide: 0, pucker: 0, funnel: 0, upperUp: 0, lowerDown: 0 };

  /**
   * @param {Shape | undefined} shape
   * @param {number} weight
   * @param {number} present
   */
  add(shape, weight, present) {
    if (!shape) return;
    const [jawHold, lipHold] = [shape.jawHold * present, shape.lipHold * present];
    this.#jaw += jawHold * weight * shape.jaw;
    this.#jawHold += jawHold;
    this.#lipHold += lipHold;
    for (const morph of LIPS) this.#lips[morph] += lipHold * weight * (shape.lips[morph] ?? 0);
  }

  /** @returns {Required<Pick<Weights, 'jaw' | (typeof LIPS)[number]>>} */
  weights() {
    const lips = { ...this.#lips };
    for (const morph of LIPS) lips[morph] /= this.#lipHold;
    return { jaw: this.#jaw / this.#jawHold, ...lips };
  }
}

/** @typedef {ReturnType<Mean['weights']>} Open */

/**
 * 1 within a viseme's own time, and falling off before and after it.
 * @param {number} at_ms
 * @param {number} start_ms
 * @param {number} end_ms
 */
function presence(at_ms, start_ms, end_ms) {
  if (at_ms < start_ms) return Math.exp(-(((start_ms - at_ms) / FORM_MS) ** 2));
  if (at_ms > end_ms) return Math.exp(-(((at_ms - end_ms) / LAST_MS) ** 2));
  return 1;
}

/**
 * How far lips have met for a sound: fully for as long as it lasts.
 * @param {number} at_ms
 * @param {number} start_ms
 * @param {number} end_ms
 */
function seal(at_ms, start_ms, end_ms) {
  const away_ms = Math.max(0, start_ms - at_ms, at_ms - end_ms);
  return smooth(1 - away_ms / SEAL_MS);
}

/**
 * @param {Open} mouth
 * @param {string} emotion
 * @returns {Open}
 */
function inManner(mouth, emotion) {
  const { jaw, wide, round } = MANNERS[emotion] ?? PLAIN;
  return {
    ...mouth,
    jaw: Math.min(1, mouth.jaw * jaw),
    wide: Math.min(1, mouth.wide * wide),
    pucker: Math.min(1, mouth.pucker * round),
    funnel: Math.min(1, mouth.funnel * round),
  };
}

/**
 * @param {Open} mouth
 * @param {number} bitten 0 to 1
 * @returns {Open}
 */
function bite(mouth, bitten) {
  const bitter = { ...mouth };
  for (const morph of /** @type {const} */ (['jaw', 'upperUp', 'lowerDown', 'funnel'])) {
    bitter[morph] += bitten * (BITE[morph] - mouth[morph]);
  }
  return bitter;
}

/**
 * @param {Open} mouth
 * @param {number} sealed 0 to 1
 * @returns {Weights}
 */
function closed(mouth, sealed) {
  const apart = 1 - sealed;
  return {
    jaw: mouth.jaw * apart,
    wide: mouth.wide * (1 - 0.5 * sealed),
    pucker: mouth.pucker * (1 - 0.4 * sealed),
    funnel: mouth.funnel * apart,
    upperUp: mouth.upperUp * apart,
    lowerDown: mouth.lowerDown * apart,
    press: sealed,
    close: 1,
  };
}
