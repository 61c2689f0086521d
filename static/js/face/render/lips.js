// @ts-check
/** The lips of the picture itself. Pure. */

import { at } from './blend.js';

/** As many as the shader has room for. */
const STEPS = 16;

/**
 * Top and bottom of the opening between the lips at rest, at even steps across it from -1 to 1, in
 * half mouths from its middle.
 * @param {Float32Array} vertices
 * @param {import('./rig.js').Mouth} mouth
 */
export function restLine(vertices, mouth) {
  const { middle, across, half } = mouth;
  /** @param {number} point @returns {[number, number]} */
  const seen = (point) => {
    const [x, y] = at(vertices, point);
    const [fromX, fromY] = [x - middle.x, y - middle.y];
    return [
      (fromX * across.x + fromY * across.y) / half,
      (fromY * across.x - fromX * across.y) / half,
    ];
  };
  const rows = [mouth.upper.map(seen), mouth.lower.map(seen)];
  return Array.from({ length: STEPS }, (_, step) => {
    const x = (2 * step) / (STEPS - 1) - 1;
    return rows.map((row) => heightAt(row, x));
  }).flat();
}

/**
 * @param {[number, number][]} row of points from left to right
 * @param {number} x
 */
function heightAt(row, x) {
  const after = row.findIndex(([pointX]) => pointX >= x);
  if (after <= 0) return (after === 0 ? row[0] : row.at(-1))?.[1] ?? 0;
  const [[leftX, leftY], [rightX, rightY]] = /** @type {[[number, number], [number, number]]} */ ([
    row[after - 1], row[after],
  ]);
  return leftY + ((x - leftX) / Math.max(1e-6, rightX - leftX)) * (rightY - leftY);
}
