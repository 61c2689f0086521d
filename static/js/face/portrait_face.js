// @ts-check
/**
 * The companion's face: alive when its portrait has a rig; else a drawing with a simple mouth, a
 * still photo with a line of sound, or initials. Its light follows the voice. Where it was
 * filmed, the clip is shown.
 */

import { make } from '../lib/elements.js';
import { initials } from '../lib/words.js';
import { Blink } from './blink.js';
import { Clips } from './clip.js';
import { outline, shapeAt } from './drawn_mouth.js';
import { Glow } from './glow.js';
import { LivingFace } from './living_face.js';
import { Wave } from './wave.js';

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('./types.js').Spectrum} Spectrum */
/**
 * @typedef {object} Frame
 * @property {number} level how loud the companion is, 0 to 1
 * @property {import('../protocol.js').State} state
 * @property {() => Spectrum | null} spectrum of the companion's sound
 */
/**
 * @typedef {object} Face what the call asks of any face, drawn or rendered
 * @property {(url: string, name: string, rigUrl: string) => Promise<void>} show
 * @property {(segment: Segment, clockStart: number) => void} play
 * @property {(frame: Frame) => void} draw
 * @property {(clip: import('../protocol.js').ClipOf) => void} showClip
 * @property {() => void} stop
 */

/** Only our own drawings are made part of the page; a picture of a person's stays an image. */
const OWN_DRAWING = /^\/static\/portraits\/[\w-]+\.svg(\?|$)/;
/** @implements {Face} */
export class PortraitFace {
  #frame;
  #glow;
  #wave;
  #clock;
  #clips;
  #blink = new Blink();
  /** @type {{segment: Segment, clockStart: number}[]} */
  #playing = [];
  /** @type {LivingFace | null} */
  #living = null;
  /** @type {SVGElement | null} */
  #drawing = null;
  #shown = '';

  /**
   * @param {HTMLElement} root holds `.face-frame`, a canvas `.face-glow` and a canvas `.face-wave`
   * @param {() => number} clock the time that is being heard, in seconds
   */
  constructor(root, clock) {
    this.#frame = /** @type {HTMLElement} */ (root.querySelector('.face-frame'));
    this.#glow = new Glow(/** @type {HTMLCanvasElement} */ (root.querySelector('.face-glow')));
    this.#wave = new Wave(/** @type {HTMLCanvasElement} */ (root.querySelector('.face-wave')));
    this.#clips = new Clips(this.#frame);
    this.#clock = clock;
  }

  /**
   * @param {string} url '' for one without a picture
   * @param {string} name read to those who do not see
   * @param {string} rigUrl '' for a portrait that stays still
   */
  async show(url, name, rigUrl) {
    this.#clips.stop();
    this.#living?.close();
    this.#living = this.#drawing = null;
    this.#shown = '';
    this.#wave.hidden = false;
    this.#frame.replaceChildren(make('span', { class: 'face-initials', text: initials(name) }));
    if (url) await this.#showPicture(url, name);
    if (url && rigUrl) await this.#enliven(url, rigUrl, name);
    this.#clips.fit(/** @type {LivingFace | null} */ (this.#living)?.crop ?? null);
    this.#mouth({ open: 0, wide: 0 }, 'neutral');
  }

  /** @param {import('../protocol.js').ClipOf} clip to be seen when its segment is heard */
  showClip(clip) {
    this.#clips.offer(clip);
  }

  /**
   * @param {Segment} segment
   * @param {number} clockStart
   */
  play(segment, clockStart) {
    this.#playing.push({ segment, clockStart });
  }

  /** @param {Frame} frame */
  draw({ level, state, spectrum }) {
    const now_s = this.#clock();
    this.#playing = this.#playing.filter(
      ({ segment, clockStart }) => now_s < clockStart + segment.duration_ms / 1000,
    );
    const current = this.#playing.find(({ clockStart }) => clockStart <= now_s);
    const at_ms = current ? (now_s - current.clockStart) * 1000 : 0;
    this.#glow.shine(level);
    if (this.#clips.draw(current?.segment ?? null, at_ms / 1000)) return;
    if (this.#living) {
      const segment = current?.segment ?? null;
      const heard = segment?.visemes.length === 0 ? spectrum() : null;
      this.#living.draw({ state, segment, at_ms, spectrum: heard });
      this.#frame.dataset.mouth = this.#living.open.toFixed(2);
      return;
    }
    const shape = current ? shapeAt(current.segment.visemes, at_ms) : { open: 0, wide: 0 };
    this.#mouth(shape, current?.segment.emotion);
    this.#wave.draw(Math.min(1, Math.max(1.4 * shape.open, 0.6 * level)));
    this.#look(this.#blink.isClosed(performance.now()) ? 'closed' : 'open');
  }

  stop() {
    this.#playing = [];
    this.#clips.stop();
  }

  /** @param {'open' | 'closed'} eyes */
  #look(eyes) {
    if (this.#drawing && this.#drawing.dataset.eyes !== eyes) this.#drawing.dataset.eyes = eyes;
  }

  /**
   * @param {string} url
   * @param {string} name
   */
  async #showPicture(url, name) {
    const image = new Image();
    image.alt = `Portrait of ${name}`;
    image.className = 'face-picture';
    image.src = url;
    try {
      await image.decode();
    } catch (error) {
      // A picture that cannot be read: the initials stay, the call goes on.
      if (error instanceof DOMException) return;
      throw error;
    }
    this.#glow.light(image);
    this.#drawing = OWN_DRAWING.test(new URL(url, location.href).pathname) ? await draw(url) : null;
    this.#drawing?.setAttribute('aria-label', image.alt);
    this.#frame.replaceChildren(this.#drawing ?? image);
    this.#wave.hidden = this.#drawing !== null;
  }

  /**
   * The picture moves, if it can; otherwise it stays as it is shown.
   * @param {string} url
   * @param {string} rigUrl
   * @param {string} name
   */
  async #enliven(url, rigUrl, name) {
    const living = await LivingFace.of(url, rigUrl, `Portrait of ${name}`).catch(() => null);
    if (!living) return;
    this.#living = living;
    this.#frame.replaceChildren(living.element);
    this.#wave.hidden = true;
  }

  /**
   * @param {import('./mouth_shapes.js').DrawnMouth} shape
   * @param {string} [emotion]
   */
  #mouth(shape, emotion) {
    const { path, top, bottom } = outline(shape, emotion);
    this.#frame.dataset.mouth = shape.open.toFixed(2);
    if (!this.#drawing || path === this.#shown) return;
    this.#shown = path;
    for (const part of this.#drawing.querySelectorAll('.mouth-shape')) part.setAttribute('d', path);
    this.#drawing.querySelector('.mouth-teeth')?.setAttribute('y', String(top - 12));
    this.#drawing.querySelector('.mouth-tongue')?.setAttribute('cy', String(bottom + 2));
    this.#drawing.setAttribute('data-emotion', emotion ?? 'neutral');
  }
}

/**
 * One of our own drawings, as elements.
 * @param {string} url
 * @returns {Promise<SVGElement>}
 */
async function draw(url) {
  const source = await (await fetch(url)).text();
  const root = new DOMParser().parseFromString(source, 'image/svg+xml').documentElement;
  const drawing = /** @type {SVGElement} */ (/** @type {unknown} */ (document.importNode(root, true)));
  drawing.setAttribute('class', 'face-picture');
  drawing.setAttribute('role', 'img');
  return drawing;
}
