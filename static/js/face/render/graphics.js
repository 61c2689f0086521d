// @ts-check
/** Draws a face with WebGL2: eyes, the inside of the mouth, the skin over both, closed lids. */

import { Blend } from './blend.js';
import { Eyelids, STRIDE as LID_STRIDE } from './eyelids.js';
import { Interior, STRIDE as MOUTH_STRIDE } from './interior.js';
import { restLine } from './lips.js';
import { Program } from './program.js';
import * as shaders from './shaders.js';

/** @typedef {import('../types.js').Face} Face */
/** @typedef {import('./rig.js').Rig} Rig */

/** How far eyes go, in radii of the iris. */
const GAZE = 0.62;
/** Lips this far apart, in half mouths, are open. */
const OPEN = 0.10;
/** @type {import('./program.js').Layout} */
const SKIN_LAYOUT = { place: [2, 0] };
/** @type {import('./program.js').Layout} */
const STILL_LAYOUT = { rest: [2, 0], inside: [1, 2] };

export class Graphics {
  #gl;
  #blend;
  #interior;
  #eyelids;
  #eyes;
  #mouth;
  #skin;
  #lids;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {Rig} rig
   * @param {TexImageSource} picture
   */
  constructor(gl, rig, picture) {
    this.#gl = gl;
    this.#blend = new Blend(rig);
    this.#interior = new Interior(rig);
    this.#eyelids = new Eyelids(rig);
    const { SKIN_VERTEX, SKIN_FRAGMENT, EYE_FRAGMENT, MOUTH_VERTEX, MOUTH_FRAGMENT } = shaders;
    const mesh = { layout: SKIN_LAYOUT, stride: 2, still: withLips(rig), stillLayout: STILL_LAYOUT, stillStride: 3 };
    this.#skin = new Program(gl, SKIN_VERTEX, SKIN_FRAGMENT, { ...mesh, triangles: rig.skinTriangles });
    this.#eyes = new Program(gl, SKIN_VERTEX, EYE_FRAGMENT, { ...mesh, triangles: rig.eyeTriangles });
    this.#mouth = new Program(gl, MOUTH_VERTEX, MOUTH_FRAGMENT, {
      layout: { place: [2, 0], skull: [2, 2], lips: [2, 4] },
      stride: MOUTH_STRIDE,
      triangles: this.#interior.triangles,
    });
    this.#lids = new Program(gl, shaders.LID_VERTEX, shaders.LID_FRAGMENT, {
      layout: { place: [2, 0], colour: [3, 2], lid: [3, 5] },
      stride: LID_STRIDE,
      triangles: this.#eyelids.triangles,
    });
    this.#tell(rig);
    this.#load(picture);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** @param {Face} face */
  draw({ weights, pose, gaze }) {
    const gl = this.#gl;
    const positions = this.#blend.to(weights, pose);
    this.#interior.to(positions, pose);
    this.#eyelids.to(positions, weights);
    const { height, width, floor } = this.#interior.opening;
    const rounded = (weights.pucker ?? 0) + 0.4 * (weights.funnel ?? 0);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    this.#eyes.draw(positions, { gaze: [GAZE * gaze.x, GAZE * gaze.y] });
    this.#mouth.draw(this.#interior.vertices, { opening: [height, width, floor], rounded });
    this.#skin.draw(positions, { open: Math.min(1, height / OPEN) });
    this.#lids.draw(this.#eyelids.vertices, {});
  }

  /**
   * What does not change from frame to frame.
   * @param {Rig} rig
   */
  #tell({ crop, eyes, lashes, mouth, tones, vertices }) {
    for (const program of [this.#skin, this.#eyes, this.#mouth, this.#lids]) {
      program.set({ crop: [crop.x, crop.y, crop.width, crop.height] });
    }
    const grain = tones.grain / 255;
    const { middle, across, half } = mouth;
    this.#eyes.set({ 'irises[3]': eyes.flatMap(({ iris, radius }) => [iris.x, iris.y, radius]) });
    this.#lids.set({
      grain,
      drawn: Number(lashes !== null),
      lash: (lashes ?? [0, 0, 0]).map((level) => level / 255),
    });
    this.#mouth.set({
      tooth: tones.tooth.map((level) => level / 255),
      light: [tones.light, tones.slant, grain],
      origin: [middle.x, middle.y, across.x * half, across.y * half],
      ownTeeth: Number(mouth.ownTeeth),
      colourful: tones.colour,
      'line[2]': restLine(vertices, mouth),
    });
  }

  /** @param {TexImageSource} picture */
  #load(picture) {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, picture);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  }
}

/**
 * Each vertex with its place at rest and 1 where it is an inner edge of the lips. The corners hold
 * on to the skin.
 * @param {Rig} rig
 */
function withLips({ vertices, mouth }) {
  const inside = new Float32Array(vertices.length / 2);
  for (const row of [mouth.upper, mouth.lower]) {
    row.forEach((point, j) => {
      const fromEnd = Math.min(j, row.length - 1 - j);
      inside[point] = Math.min(1, fromEnd / 2);
    });
  }
  const packed = new Float32Array(inside.length * 3);
  inside.forEach((lip, i) => {
    packed.set([vertices[2 * i] ?? 0, vertices[2 * i + 1] ?? 0, lip], 3 * i);
  });
  return packed;
}
