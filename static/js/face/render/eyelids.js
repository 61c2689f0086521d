// @ts-check
/** Closed lids, painted over the eyes. Pure. */

import { at } from './blend.js';

/** @typedef {import('../types.js').Weights} Weights */
/** @typedef {import('./rig.js').Rig} Rig */

/** Numbers a vertex: place (2), colour (3), from crease to lashes, blink, along. */
export const STRIDE = 8;

export class Eyelids {
  /** Changed by each call of `to`. */
  vertices;
  triangles;

  #rig;

  /** @param {Rig} rig */
  constructor(rig) {
    this.#rig = rig;
    const columns = rig.eyes[0]?.upper.length ?? 0;
    this.vertices = new Float32Array(rig.eyes.length * 2 * columns * STRIDE);
    this.triangles = Uint16Array.from(
      rig.eyes.flatMap((_, eye) =>
        Array.from({ length: columns - 1 }, (_, j) => {
          const first = 2 * (eye * columns + j);
          return [first, first + 2, first + 1, first + 1, first + 2, first + 3];
        }).flat(),
      ),
    );
  }

  /**
   * @param {Float32Array} positions of all vertices
   * @param {Weights} weights
   */
  to(positions, { blinkR = 0, blinkL = 0 }) {
    let offset = 0;
    this.#rig.eyes.forEach(({ upper, crease, lid }, eye) => {
      const blink = eye === 0 ? blinkR : blinkL;
      upper.forEach((edge, j) => {
        const fold = crease[j] ?? edge;
        const along = (2 * j) / (upper.length - 1) - 1;
        const colour = lid.slice(3 * j, 3 * j + 3).map((level) => level / 255);
        this.vertices.set([...at(positions, fold), ...colour, 0, blink, along], offset);
        this.vertices.set([...at(positions, edge), ...colour, 1, blink, along], offset + STRIDE);
        offset += 2 * STRIDE;
      });
    });
  }
}
