// @ts-check
/**
 * The shape each viseme asks of the mouth, and how firmly it holds the jaw and the lips to it.
 *
 * A firm hold wins over neighbours: the tongue makes a K, so the lips already round for the vowel
 * of `cool`. PP, which closes the mouth, and FF, which bites the lower lip, win over all others and
 * so ask for little here.
 */

/** @typedef {import('./types.js').Weights} Weights */
/**
 * @typedef {object} Shape
 * @property {number} jaw how far it asks the jaw to open, 0 to 1
 * @property {number} jawHold 0 to 1
 * @property {number} lipHold 0 to 1
 * @property {Weights} lips
 * @property {DrawnMouth} drawn the same for a mouth of a few lines
 */
/**
 * @typedef {object} DrawnMouth
 * @property {number} open 0 (lips together) to 1
 * @property {number} wide -1 (pursed) to 1 (spread)
 */

/** @type {Record<string, Shape>} */
export const SHAPES = {
  sil: {
    jaw: 0, jawHold: 0.8, lipHold: 0.5,
    lips: {},
    drawn: { open: 0, wide: 0 },
  },
  PP: {
    jaw: 0, jawHold: 0.5, lipHold: 0.1,
    lips: {},
    drawn: { open: 0, wide: -0.08 },
  },
  FF: {
    jaw: 0.06, jawHold: 0.6, lipHold: 0.15,
    lips: {},
    drawn: { open: 0.1, wide: 0.12 },
  },
  TH: {
    jaw: 0.13, jawHold: 0.9, lipHold: 0.4,
    lips: { wide: 0.1, upperUp: 0.25, lowerDown: 0.22 },
    drawn: { open: 0.24, wide: 0.08 },
  },
  DD: {
    jaw: 0.08, jawHold: 0.8, lipHold: 0.2,
    lips: { wide: 0.12, upperUp: 0.2, lowerDown: 0.2 },
    drawn: { open: 0.22, wide: 0.12 },
  },
  kk: {
    jaw: 0.12, jawHold: 0.6, lipHold: 0.1,
    lips: { upperUp: 0.12, lowerDown: 0.1 },
    drawn: { open: 0.28, wide: 0.05 },
  },
  CH: {
    jaw: 0.12, jawHold: 0.9, lipHold: 0.8,
    lips: { funnel: 0.7, pucker: 0.35, upperUp: 0.28, lowerDown: 0.28 },
    drawn: { open: 0.24, wide: -0.4 },
  },
  SS: {
    jaw: 0.06, jawHold: 1, lipHold: 0.35,
    lips: { wide: 0.32, upperUp: 0.3, lowerDown: 0.42 },
    drawn: { open: 0.12, wide: 0.35 },
  },
  nn: {
    jaw: 0.18, jawHold: 0.5, lipHold: 0.15,
    lips: { wide: 0.08, upperUp: 0.15, lowerDown: 0.15 },
    drawn: { open: 0.2, wide: 0.1 },
  },
  RR: {
    jaw: 0.3, jawHold: 0.7, lipHold: 0.5,
    lips: { funnel: 0.38, pucker: 0.3, upperUp: 0.12, lowerDown: 0.1 },
    drawn: { open: 0.24, wide: -0.3 },
  },
  aa: {
    jaw: 0.85, jawHold: 1, lipHold: 0.7,
    lips: { wide: 0.05, upperUp: 0.24, lowerDown: 0.12 },
    drawn: { open: 0.9, wide: 0.08 },
  },
  E: {
    jaw: 0.56, jawHold: 0.95, lipHold: 0.75,
    lips: { wide: 0.36, upperUp: 0.3, lowerDown: 0.22 },
    drawn: { open: 0.52, wide: 0.4 },
  },
  I: {
    jaw: 0.36, jawHold: 0.95, lipHold: 0.85,
    lips: { wide: 0.62, upperUp: 0.34, lowerDown: 0.42 },
    drawn: { open: 0.36, wide: 0.55 },
  },
  O: {
    jaw: 0.6, jawHold: 1, lipHold: 1,
    lips: { funnel: 0.62, pucker: 0.45, upperUp: 0.1 },
    drawn: { open: 0.62, wide: -0.55 },
  },
  U: {
    jaw: 0.32, jawHold: 1, lipHold: 1,
    lips: { pucker: 0.95, funnel: 0.18, upperUp: 0.1, lowerDown: 0.08 },
    drawn: { open: 0.34, wide: -0.9 },
  },
};

/** The lips of an F: the lower one rolled in, under the upper teeth. */
export const BITE = { jaw: 0.06, upperUp: 0.4, lowerDown: -0.3, funnel: 0 };

/** @typedef {{jaw: number, wide: number, round: number}} Manner how far shapes are made */

/** How emotions speak. @type {Record<string, Manner>} */
export const MANNERS = {
  happy: { jaw: 1.05, wide: 1.2, round: 0.88 },
  sad: { jaw: 0.8, wide: 0.75, round: 0.95 },
  surprised: { jaw: 1.15, wide: 0.95, round: 1.05 },
  thoughtful: { jaw: 0.88, wide: 0.9, round: 1 },
  caring: { jaw: 0.92, wide: 1, round: 0.95 },
  amused: { jaw: 1.05, wide: 1.25, round: 0.85 },
};
/** @type {Manner} */
export const PLAIN = { jaw: 1, wide: 1, round: 1 };
