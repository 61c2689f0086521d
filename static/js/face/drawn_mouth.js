// @ts-check
/** The shape of a simple drawn mouth, from the viseme track: pure. */

import { SHAPES } from './mouth_shapes.js';

/** @typedef {import('../protocol.js').Viseme} Viseme */
/** @typedef {import('./mouth_shapes.js').DrawnMouth} DrawnMouth */

/** @type {DrawnMouth} */
const CLOSED = { open: 0, wide: 0 };
/** Over this long a shape comes and goes, in milliseconds. */
const EASE_MS = 45;

/** How far the corners of the mouth rise with each emotion, in units of the drawing. */
const SMILES = {
  neutral: 6, happy: 11, sad: -4, surprised: 3, thoughtful: 3, caring: 8, amused: 10,
};

/**
 * The mouth at that moment of a segment: a weighted mean of the visemes that are on.
 * @param {Viseme[]} visemes
 * @param {number} at_ms
 * @returns {DrawnMouth}
 */
export function shapeAt(visemes, at_ms) {
  let [open, wide, total] = [0, 0, 0];
  for (const [start_ms, end_ms, id, weight] of visemes) {
    const share = weight * presence(at_ms, start_ms, end_ms);
    const drawn = SHAPES[id]?.drawn ?? CLOSED;
    open += share * drawn.open;
    wide += share * drawn.wide;
    total += share;
  }
  const scale = Math.max(1, total);
  return { open: open / scale, wide: wide / scale };
}

/**
 * 0 to 1: how much of a viseme shows, with eased ends that reach beyond its own time.
 * @param {number} at_ms
 * @param {number} start_ms
 * @param {number} end_ms
 */
function presence(at_ms, start_ms, end_ms) {
  const inside_ms = Math.min(at_ms - start_ms, end_ms - at_ms);
  return Math.max(0, Math.min(1, (inside_ms + EASE_MS / 2) / EASE_MS));
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/**
 * The outline of the mouth round (0, 0), some 70 units wide at rest, and where its rows lie.
 * @param {DrawnMouth} shape
 * @param {string} [emotion]
 * @returns {{path: string, top: number, bottom: number}}
 */
export function outline({ open, wide }, emotion = 'neutral') {
  const smile = SMILES[/** @type {keyof typeof SMILES} */ (emotion)] ?? SMILES.neutral;
  const half = round(34 * (1 + (wide < 0 ? 0.45 : 0.22) * wide));
  const corner = round(-smile * (1 - 0.5 * open));
  const [top, bottom] = [smile / 2 - 9 * open, smile / 2 + 38 * open];
  const [upper, lower] = [top, bottom].map((middle) => round((middle - 0.25 * corner) / 0.75));
  const inset = round(half * 0.5);
  const path =
    `M${-half} ${corner}C${-inset} ${upper} ${inset} ${upper} ${half} ${corner}` +
    `C${inset} ${lower} ${-inset} ${lower} ${-half} ${corner}Z`;
  return { path, top: round(top), bottom: round(bottom) };
}
