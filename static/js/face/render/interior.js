// @ts-check
/** The strip between the lips on which the inside of the mouth is drawn. Pure. */

import { at } from './blend.js';

/** @typedef {import('../types.js').Pose} Pose */
/** @typedef {import('./rig.js').Rig} Rig */

/** How far it reaches under the lips, in half mouths. */
const UNDER = 0.14;
/** Numbers a vertex: place (2), place seen from the skull (2), from the upper and lower lip (2). */
export const STRIDE = 6;

/**
 * @typedef {object} Opening in half mouths
 * @property {number} height
 * @property {number} width half of it
 * @property {number} floor of the middle of the lower lip below the line of the closed mouth
 */

export class Interior {
  /** Changed by each call of `to`. */
  vertices;
  triangles;
  /** @type {Opening} */
  opening = { height: 0, width: 1, floor: 0 };

  #rig;

  /** @param {Rig} rig */
  constructor(rig) {
    this.#rig = rig;
    const columns = rig.mouth.upper.length;
    this.vertices = new Float32Array(2 * columns * STRIDE);
    this.triangles = Uint16Array.from(
      Array.from({ length: columns - 1 }, (_, j) => [2 * j, 2 * j + 2, 2 * j + 1]
        .concat([2 * j + 1, 2 * j + 2, 2 * j + 3])).flat(),
    );
  }

  /**
   * @param {Float32Array} positions of all vertices
   * @param {Pose} pose
   */
  to(positions, { roll, scale }) {
    const { mouth, vertices } = this.#rig;
    const [cos, sin] = [Math.cos(roll), Math.sin(roll)];
    const across = {
      x: cos * mouth.across.x - sin * mouth.across.y,
      y: sin * mouth.across.x + cos * mouth.across.y,
    };
    const half = mouth.half * scale;
    const [noseX, noseY] = at(vertices, mouth.nose);
    const [nowX, nowY] = at(positions, mouth.nose);
    const [dx, dy] = [scale * (mouth.middle.x - noseX), scale * (mouth.middle.y - noseY)];
    const skull = { x: nowX + cos * dx - sin * dy, y: nowY + sin * dx + cos * dy };
    /** @param {number} x @param {number} y @returns {[number, number]} */
    const seen = (x, y) => {
      const [fromX, fromY] = [x - skull.x, y - skull.y];
      return [
        (fromX * across.x + fromY * across.y) / half,
        (fromY * across.x - fromX * across.y) / half,
      ];
    };
    const reach = UNDER * half;
    mouth.upper.forEach((point, j) => {
      const [ux, uy] = at(positions, point);
      const [lx, ly] = at(positions, mouth.lower[j] ?? point);
      const gap = seen(lx, ly)[1] - seen(ux, uy)[1];
      const [topX, topY] = [ux + across.y * reach, uy - across.x * reach];
      const [endX, endY] = [lx - across.y * reach, ly + across.x * reach];
      this.vertices.set([topX, topY, ...seen(topX, topY), -UNDER, gap + UNDER], 2 * j * STRIDE);
      this.vertices.set([endX, endY, ...seen(endX, endY), gap + UNDER, -UNDER], (2 * j + 1) * STRIDE);
    });
    this.opening = this.#measure(positions, seen);
  }

  /**
   * @param {Float32Array} positions
   * @param {(x: number, y: number) => [number, number]} seen
   * @returns {Opening}
   */
  #measure(positions, seen) {
    const { upper, lower } = this.#rig.mouth;
    const middle = upper.length >> 1;
    const [, top] = seen(...at(positions, upper[middle] ?? 0));
    const [, floor] = seen(...at(positions, lower[middle] ?? 0));
    const [right] = seen(...at(positions, upper[0] ?? 0));
    const [left] = seen(...at(positions, upper.at(-1) ?? 0));
    return { height: Math.max(0, floor - top), width: (left - right) / 2, floor };
  }
}
