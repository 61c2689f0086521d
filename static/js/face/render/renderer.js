// @ts-check
/**
 * A face on a canvas: `await Renderer.of(canvas, pictureUrl, rigUrl)`, then `draw(face)` per frame.
 */

import { FULL } from './effort.js';
import { Flat } from './flat.js';
import { Graphics } from './graphics.js';
import { readRig } from './rig.js';

/** @typedef {import('../types.js').Face} Face */

/** Drawings have no pixels of their own. */
const DRAWN_PX = 1024;

export class Renderer {
  /** How it draws: for those who ask. @type {'webgl2' | '2d'} */
  kind = 'webgl2';

  #canvas;
  #rig;
  #picture;
  /** @type {Graphics | Flat | null} null while the graphics are lost */
  #painter = null;
  #watch;
  #effort;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {string} pictureUrl
   * @param {string} rigUrl
   * @param {import('./effort.js').Effort} [effort]
   */
  static async of(canvas, pictureUrl, rigUrl, effort = FULL) {
    const [picture, rig] = await Promise.all([readPicture(pictureUrl), readRig(rigUrl)]);
    return new Renderer(canvas, picture, rig, effort);
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLCanvasElement} picture
   * @param {import('./rig.js').Rig} rig
   * @param {import('./effort.js').Effort} effort
   */
  constructor(canvas, picture, rig, effort) {
    this.#effort = effort;
    this.#canvas = canvas;
    this.#rig = rig;
    this.#picture = picture;
    this.#painter = this.#begin();
    this.#watch = new ResizeObserver(() => this.#fit());
    this.#watch.observe(canvas);
    canvas.addEventListener('webglcontextlost', this.#lost);
    canvas.addEventListener('webglcontextrestored', this.#restored);
  }

  /** The part of the picture that is seen. */
  get crop() {
    return this.#rig.crop;
  }

  /**
   * One frame; nothing while the page is hidden.
   * @param {Face} face
   */
  draw(face) {
    if (!document.hidden) this.#painter?.draw(face);
  }

  close() {
    this.#watch.disconnect();
    this.#canvas.removeEventListener('webglcontextlost', this.#lost);
    this.#canvas.removeEventListener('webglcontextrestored', this.#restored);
    this.#painter = null;
  }

  #begin() {
    const gl = this.#canvas.getContext('webgl2', { antialias: this.#effort.antialias, alpha: false });
    this.kind = gl ? 'webgl2' : '2d';
    return gl
      ? new Graphics(gl, this.#rig, this.#picture)
      : new Flat(this.#canvas, this.#rig, this.#picture);
  }

  /** @param {Event} event */
  #lost = (event) => {
    event.preventDefault();
    this.#painter = null;
  };

  #restored = () => {
    this.#painter = this.#begin();
  };

  #fit() {
    const side = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    this.#canvas.width = this.#canvas.height = Math.max(1, Math.min(this.#effort.largest_px, side));
  }
}

/**
 * @param {string} url
 * @returns {Promise<HTMLCanvasElement>}
 */
async function readPicture(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const isDrawn = new URL(url, location.href).pathname.endsWith('.svg');
  const canvas = document.createElement('canvas');
  canvas.width = isDrawn ? DRAWN_PX : image.naturalWidth;
  canvas.height = isDrawn ? DRAWN_PX : image.naturalHeight;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
