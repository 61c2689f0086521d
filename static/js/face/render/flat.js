// @ts-check
/**
 * Draws a face where there is no WebGL2, more simply: the same mesh, moved triangles only, a plain
 * mouth, no gaze, and the head as one flat picture.
 */

import { at, Blend } from './blend.js';
import { drawLids } from './flat_lids.js';

/** @typedef {import('../types.js').Face} Face */
/** @typedef {import('./rig.js').Rig} Rig */

/** Less than this share of the frame is no movement. */
const MIN_MOVE = 0.0004;
/** Triangles overlap by this share of the frame, so that no seams show. */
const OVERLAP = 0.0016;
/** The picture is enlarged a little, so that a moving head shows no border. */
const OVERSCAN = 1.03;
const STILL = { x: 0, y: 0, roll: 0, scale: 1 };
const TEETH = 0.16;

export class Flat {
  #canvas;
  #context;
  #rig;
  #picture;
  #blend;
  #triangles;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Rig} rig
   * @param {HTMLCanvasElement} picture
   */
  constructor(canvas, rig, picture) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.#rig = rig;
    this.#picture = picture;
    this.#blend = new Blend(rig);
    this.#triangles = [rig.eyeTriangles, rig.skinTriangles];
  }

  /** @param {Face} face */
  draw({ weights, pose }) {
    const positions = this.#blend.to(weights, STILL);
    const context = this.#context;
    context.save();
    this.#place(pose);
    this.#still();
    const [eyes, skin] = this.#triangles;
    this.#cover(positions, eyes);
    this.#mouth(positions);
    this.#cover(positions, skin);
    drawLids(context, this.#rig, positions, weights);
    context.restore();
  }

  /** The picture as it is. */
  #still() {
    const { x, y, width, height } = this.#rig.crop;
    this.#context.drawImage(this.#picture, -x / width, -y / height, 1 / width, 1 / height);
  }

  /** @param {import('../types.js').Pose} pose */
  #place({ x, y, roll, scale }) {
    const { neck } = this.#blend;
    const context = this.#context;
    context.scale(this.#canvas.width, this.#canvas.height);
    context.translate(neck.x + x, neck.y + y);
    context.rotate(roll);
    context.scale(OVERSCAN * scale, OVERSCAN * scale);
    context.translate(-neck.x, -neck.y);
  }

  /**
   * @param {Float32Array} positions
   * @param {Uint16Array | undefined} triangles
   */
  #cover(positions, triangles = new Uint16Array()) {
    for (let i = 0; i < triangles.length; i += 3) {
      const corners = [...triangles.subarray(i, i + 3)];
      if (corners.some((corner) => this.#moved(positions, corner))) this.#triangle(positions, corners);
    }
  }

  /**
   * @param {Float32Array} positions
   * @param {number} corner
   */
  #moved(positions, corner) {
    const [x, y] = at(positions, corner);
    const [restX, restY] = at(this.#rig.vertices, corner);
    return Math.abs(x - restX) + Math.abs(y - restY) > MIN_MOVE;
  }

  /**
   * The picture's triangle, where its corners are now.
   * @param {Float32Array} positions
   * @param {number[]} corners
   */
  #triangle(positions, corners) {
    const now = corners.map((corner) => at(positions, corner));
    const transform = affine(corners.map((corner) => at(this.#rig.vertices, corner)), now);
    if (!transform) return;
    const context = this.#context;
    const middle = [0, 1].map((axis) => now.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / 3);
    context.save();
    context.beginPath();
    for (const point of now) {
      const [dx, dy] = [point[0] - (middle[0] ?? 0), point[1] - (middle[1] ?? 0)];
      const grow = OVERLAP / Math.max(OVERLAP, Math.hypot(dx, dy));
      context.lineTo(point[0] + grow * dx, point[1] + grow * dy);
    }
    context.clip();
    context.transform(...transform);
    this.#still();
    context.restore();
  }

  /** @param {Float32Array} positions */
  #mouth(positions) {
    const { mouth, tones } = this.#rig;
    const context = this.#context;
    const outline = this.#lips(positions);
    context.save();
    context.clip(outline);
    context.fillStyle = tones.colour > 0.5 ? '#30100f' : '#1b1b1b';
    context.fill(outline);
    context.fillStyle = `rgb(${tones.tooth.join(' ')} / 0.8)`;
    const [, top] = at(positions, mouth.upper[mouth.upper.length >> 1] ?? 0);
    const { middle, half } = mouth;
    context.beginPath();
    context.ellipse(middle.x, top - TEETH * half, 0.8 * half, 2.2 * TEETH * half, 0, 0, 2 * Math.PI);
    context.fill();
    if (mouth.ownTeeth) {
      context.clip(this.#lips(this.#rig.vertices));
      this.#still();
    }
    context.restore();
  }

  /**
   * The opening between the lips.
   * @param {Float32Array} positions
   */
  #lips(positions) {
    const { upper, lower } = this.#rig.mouth;
    const outline = new Path2D();
    for (const point of [...upper, ...lower.toReversed()]) outline.lineTo(...at(positions, point));
    return outline;
  }
}

/**
 * The transform that takes three points to three others; null when they lie on a line.
 * @param {[number, number][]} from
 * @param {[number, number][]} to
 * @returns {[number, number, number, number, number, number] | null}
 */
function affine([[ax, ay] = [0, 0], [bx, by] = [0, 0], [cx, cy] = [0, 0]], [a, b, c]) {
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (Math.abs(area) < 1e-9 || !a || !b || !c) return null;
  /** @param {0 | 1} axis @returns {[number, number, number]} */
  const row = (axis) => {
    const [u, v] = [b[axis] - a[axis], c[axis] - a[axis]];
    const x = (u * (cy - ay) - v * (by - ay)) / area;
    const y = (v * (bx - ax) - u * (cx - ax)) / area;
    return [x, y, a[axis] - x * ax - y * ay];
  };
  const [[xx, xy, x], [yx, yy, y]] = [row(0), row(1)];
  return [xx, yx, xy, yy, x, y];
}
