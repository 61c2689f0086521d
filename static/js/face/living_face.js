// @ts-check
/** A portrait that lives: its rig, drawn anew each frame as the call goes on. */

import { Life } from './life.js';
import { affordable } from './render/effort.js';
import { Renderer } from './render/renderer.js';

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('./types.js').Spectrum} Spectrum */

const STILL = matchMedia('(prefers-reduced-motion: reduce)');

export class LivingFace {
  /** How far the mouth was open in the last frame, 0 to 1. */
  open = 0;

  #canvas;
  #renderer;
  #life = new Life();
  #emotion = 'neutral';
  #frame_ms;
  #drawn_ms = 0;

  /**
   * @param {string} pictureUrl
   * @param {string} rigUrl
   * @param {string} label read to those who do not see
   */
  static async of(pictureUrl, rigUrl, label) {
    const canvas = document.createElement('canvas');
    canvas.className = 'face-picture';
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', label);
    const effort = affordable();
    const renderer = await Renderer.of(canvas, pictureUrl, rigUrl, effort);
    return new LivingFace(canvas, renderer, effort.frame_ms);
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Renderer} renderer
   * @param {number} frame_ms the least time between two frames
   */
  constructor(canvas, renderer, frame_ms) {
    this.#frame_ms = frame_ms;
    this.#canvas = canvas;
    this.#renderer = renderer;
    canvas.dataset.renderer = renderer.kind;
  }

  get element() {
    return this.#canvas;
  }

  /** The part of the portrait that is seen. */
  get crop() {
    return this.#renderer.crop;
  }

  /**
   * @param {object} now
   * @param {import('../protocol.js').State} now.state
   * @param {Segment | null} now.segment what is heard
   * @param {number} now.at_ms into the segment, on the audio clock
   * @param {Spectrum | null} now.spectrum
   */
  draw({ state, segment, at_ms, spectrum }) {
    if (segment) this.#emotion = segment.emotion;
    const now_ms = performance.now();
    if (now_ms - this.#drawn_ms < this.#frame_ms) return;
    this.#drawn_ms = now_ms;
    const face = this.#life.faceAt({
      now_ms,
      state,
      emotion: this.#emotion,
      segment,
      at_ms,
      spectrum,
      reducedMotion: STILL.matches,
    });
    this.open = Math.min(1, Math.max(0, face.weights.jaw ?? 0));
    this.#renderer.draw(face);
  }

  close() {
    this.#renderer.close();
  }
}
