// @ts-check
/**
 * The mouth at any moment of a viseme track: pure, for the audio clock.
 *
 * Each viseme asks for a shape of the jaw and of the lips, and holds each of them more or less
 * firmly: the tongue makes a K, so the lips already round for the vowel of `cool`. What shows is the
 * mean of the visemes nearby, weighted by presence and hold; lips that close win over all.
 * Source: Cohen and Massaro, Modeling Coarticulation in Synthetic Visual Speech, 1993.
 */

/** @typedef {import('../protocol.js').Viseme} Viseme */
/** @typedef {import('./types.js').Weights} Weights */
/**
 * @typedef {object} Shape
 * @property {number} jaw how far it asks the jaw to open
 * @property {number} jawHold how firmly, 0 to 1
 * @property {number} lipHold
 * @property {Weights} lips
 */

/** @type {Record<string, Shape>} */
const SHAPES = {
  sil: { jaw: 0, jawHold: 0.8, lipHold: 0.5, lips: {} },
  PP: { jaw: 0, jawHold: 0.5, lipHold: 0.1, lips: {} },
  FF: { jaw: 0.06, jawHold: 0.6, lipHold: 0.15, lips: {} },
  TH: { jaw: 0.22, jawHold: 0.8, lipHold: 0.4, lips: { wide: 0.1, upperUp: 0.25, lowerDown: 0.22 } },
  DD: { jaw: 0.16, jawHold: 0.6, lipHold: 0.2, lips: { wide: 0.12, upperUp: 0.2, lowerDown: 0.2 } },
  kk: { jaw: 0.24, jawHold: 0.35, lipHold: 0.1, lips: { upperUp: 0.12, lowerDown: 0.1 } },
  CH: {
    jaw: 0.12, jawHold: 0.9, lipHold: 0.8,
    lips: { funnel: 0.7, pucker: 0.35, upperUp: 0.28, lowerDown: 0.28 },
  },
  SS: { jaw: 0.07, jawHold: 1, lipHold: 0.35, lips: { wide: 0.32, upperUp: 0.3, lowerDown: 0.42 } },
  nn: { jaw: 0.16, jawHold: 0.5, lipHold: 0.15, lips: { wide: 0.08, upperUp: 0.15, lowerDown: 0.15 } },
  RR: {
    jaw: 0.18, jawHold: 0.5, lipHold: 0.5,
    lips: { funnel: 0.38, pucker: 0.3, upperUp: 0.12, lowerDown: 0.1 },
  },
  aa: { jaw: 0.85, jawHold: 1, lipHold: 0.7, lips: { wide: 0.05, upperUp: 0.24, lowerDown: 0.12 } },
  E: { jaw: 0.5, jawHold: 0.95, lipHold: 0.75, lips: { wide: 0.36, upperUp: 0.3, lowerDown: 0.22 } },
  I: { jaw: 0.26, jawHold: 0.95, lipHold: 0.85, lips: { wide: 0.62, upperUp: 0.34, lowerDown: 0.42 } },
  O: { jaw: 0.54, jawHold: 1, lipHold: 1, lips: { funnel: 0.62, pucker: 0.45, upperUp: 0.1 } },
  U: {
    jaw: 0.24, jawHold: 1, lipHold: 1,
    lips: { pucker: 0.95, funnel: 0.18, upperUp: 0.1, lowerDown: 0.08 },
  },
};

const LIPS = /** @type {const} */ (['wide', 'pucker', 'funnel', 'upperUp', 'lowerDown']);
/** The lips of an F: the lower one rolled in, under the upper teeth. */
const BITE = { jaw: 0.06, upperUp: 0.4, lowerDown: -0.3, funnel: 0 };
/** The jaw that everything rests on when no viseme is near. */
const REST_HOLD = 0.04;
/** Shapes form before their sound and last a little longer; both are where presence is 1/e. */
const FORM_MS = 48;
const LAST_MS = 36;
/** Beyond this many times the reach nothing is left. */
const REACH = 3;
/** Lips close and part at once, in comparison. */
const SEAL_MS = 60;

/** How moods speak. @type {Record<string, {jaw: number, wide: number, round: number}>} */
const MANNERS = {
  neutral: { jaw: 1, wide: 1, round: 1 },
  happy: { jaw: 1.05, wide: 1.2, round: 0.88 },
  sad: { jaw: 0.8, wide: 0.75, round: 0.95 },
  surprised: { jaw: 1.15, wide: 0.95, round: 1.05 },
  thoughtful: { jaw: 0.88, wide: 0.9, round: 1 },
  caring: { jaw: 0.92, wide: 1, round: 0.95 },
  amused: { jaw: 1.05, wide: 1.25, round: 0.85 },
};

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
  const { jaw, wide, round } = MANNERS[emotion] ?? { jaw: 1, wide: 1, round: 1 };
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

/** @param {number} value */
function smooth(value) {
  const within = Math.max(0, Math.min(1, value));
  return within * within * (3 - 2 * within);
}
