// @ts-check
/** Closed lids on a plain canvas: a stretched open lid would be a smear of lashes. */

import { within } from '../curves.js';
import { at } from './blend.js';

/** @typedef {import('../types.js').Weights} Weights */
/** @typedef {import('./rig.js').Rig} Rig */
/** @typedef {import('./rig.js').Eye} Eye */

/** Lids less closed than this are those of the picture. */
const FROM = 0.2;
const TO = 0.6;
/** Lashes: their colour on a photo, and their width in radii of the iris. */
const DARK = [70, 50, 44];
const LASHES = 0.16;
const DRAWN_LASHES = 0.4;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Rig} rig
 * @param {Float32Array} positions of all vertices
 * @param {Weights} weights
 */
export function drawLids(context, rig, positions, { blinkR = 0, blinkL = 0 }) {
  rig.eyes.forEach((eye, i) => {
    const shut = within(((i === 0 ? blinkR : blinkL) - FROM) / (TO - FROM));
    if (shut === 0) return;
    context.save();
    context.globalAlpha = shut;
    cover(context, eye, positions);
    const [colour, width] = rig.lashes ? [rig.lashes, DRAWN_LASHES] : [DARK, LASHES];
    line(context, eye.upper, positions);
    context.strokeStyle = `rgb(${colour.join(' ')})`;
    context.lineWidth = width * eye.radius;
    context.lineCap = context.lineJoin = 'round';
    context.stroke();
    context.restore();
  });
}

/**
 * The lid's skin, from its fold to its edge, in its colours from corner to corner.
 * @param {CanvasRenderingContext2D} context
 * @param {Eye} eye
 * @param {Float32Array} positions
 */
function cover(context, { upper, crease, lid }, positions) {
  const [from, to] = [upper[0] ?? 0, upper.at(-1) ?? 0].map((point) => at(positions, point));
  if (!from || !to) return;
  const skin = context.createLinearGradient(...from, ...to);
  upper.forEach((_, j) => {
    skin.addColorStop(j / (upper.length - 1), `rgb(${lid.slice(3 * j, 3 * j + 3).join(' ')})`);
  });
  line(context, [...upper, ...crease.toReversed()], positions);
  context.closePath();
  context.fillStyle = skin;
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} points
 * @param {Float32Array} positions
 */
function line(context, points, positions) {
  context.beginPath();
  for (const point of points) context.lineTo(...at(positions, point));
}
