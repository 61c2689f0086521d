// @ts-check
/** Where every vertex is: morphs added to the face at rest, then the head's pose. Pure. */

/** @typedef {import('../types.js').Weights} Weights */
/** @typedef {import('../types.js').Pose} Pose */
/** @typedef {import('./rig.js').Rig} Rig */
/** @typedef {import('./rig.js').Point} Point */

/** A broad smile shows the picture's own teeth again. */
const TEETH_FROM = 0.45;
const TEETH_TO = 1;
const TEETH_SHOWN = 0.85;
/** How far below the chin the head turns, in distances from nose to chin. */
const NECK = 0.9;
const CHIN = 152;

export class Blend {
  /** Of each vertex, x and y; changed by each call of `to`. */
  positions;
  /** The pivot the head turns about. @type {Point} */
  neck;

  #rig;

  /** @param {Rig} rig */
  constructor(rig) {
    this.#rig = rig;
    this.positions = rig.vertices.slice();
    const { vertices, mouth } = rig;
    const [chinX, chinY] = at(vertices, CHIN);
    const [noseX, noseY] = at(vertices, mouth.nose);
    this.neck = { x: chinX + NECK * (chinX - noseX), y: chinY + NECK * (chinY - noseY) };
  }

  /**
   * @param {Weights} weights
   * @param {Pose} pose
   */
  to(weights, pose) {
    this.positions.set(this.#rig.vertices);
    for (const [name, weight] of Object.entries(weights)) {
      this.#add(name, name === 'close' ? this.#closed(weight, weights.smile ?? 0) : weight);
    }
    this.#turn(pose);
    return this.positions;
  }

  /**
   * @param {number} close
   * @param {number} smile
   */
  #closed(close, smile) {
    if (!this.#rig.mouth.ownTeeth) return close;
    const broad = Math.max(0, Math.min(1, (smile - TEETH_FROM) / (TEETH_TO - TEETH_FROM)));
    return close * (1 - TEETH_SHOWN * broad);
  }

  /**
   * @param {string} name
   * @param {number} weight
   */
  #add(name, weight) {
    const morph = this.#rig.morphs.get(name);
    if (!morph || !weight) return;
    const { positions } = this;
    morph.at.forEach((point, i) => {
      const [x, y] = at(positions, point);
      const [dx, dy] = at(morph.by, i);
      positions[2 * point] = x + weight * dx;
      positions[2 * point + 1] = y + weight * dy;
    });
  }

  /** @param {Pose} pose */
  #turn({ x, y, roll, scale }) {
    const [cos, sin] = [scale * Math.cos(roll), scale * Math.sin(roll)];
    const { positions, neck } = this;
    this.#rig.hold.forEach((held, i) => {
      const [px, py] = at(positions, i);
      const [dx, dy] = [px - neck.x, py - neck.y];
      positions[2 * i] = px + held * (neck.x + cos * dx - sin * dy + x - px);
      positions[2 * i + 1] = py + held * (neck.y + sin * dx + cos * dy + y - py);
    });
  }
}

/**
 * @param {Float32Array} points
 * @param {number} i
 * @returns {[number, number]}
 */
export function at(points, i) {
  return [points[2 * i] ?? 0, points[2 * i + 1] ?? 0];
}
