// @ts-check
/** The face as a picture: its light follows the voice, its mouth the visemes. */

import { make } from '../elements.js';
import { initials } from '../words.js';
import { Blink } from './blink.js';
import { outline, shapeAt } from './mouth.js';
import { Wave } from './wave.js';

/** @typedef {import('../protocol.js').Segment} Segment */
/**
 * @typedef {object} Face what the call asks of any face, drawn or rendered
 * @property {(url: string, name: string) => Promise<void>} show
 * @property {(segment: Segment, clockStart: number) => void} play
 * @property {(level: number) => void} level draws one frame; 0 to 1
 * @property {() => void} stop
 */

/** Only our own drawings are made part of the page; a picture of a person's stays an image. */
const OWN_DRAWING = /^\/static\/portraits\/[\w-]+\.svg(\?|$)/;
const GLOW_PX = 96;
/** So few colours that they flow into each other when stretched. */
const COLOURS_PX = 4;
/** The glow's colours come from this share of the picture, at its left and right edges. */
const EDGE = 0.08;
const LIFT = '#443833';
const GLOW_FALL = 0.12;

/** @implements {Face} */
export class PortraitFace {
  #frame;
  #glow;
  #wave;
  #clock;
  #glowing = 0;
  #blink = new Blink();
  /** @type {{segment: Segment, clockStart: number}[]} */
  #playing = [];
  /** @type {SVGElement | null} */
  #drawing = null;
  #shown = '';

  /**
   * @param {HTMLElement} root holds `.face-frame`, a canvas `.face-glow` and a canvas `.face-wave`
   * @param {() => number} clock the time that is being heard, in seconds
   */
  constructor(root, clock) {
    this.#frame = /** @type {HTMLElement} */ (root.querySelector('.face-frame'));
    this.#glow = /** @type {HTMLCanvasElement} */ (root.querySelector('.face-glow'));
    this.#wave = new Wave(/** @type {HTMLCanvasElement} */ (root.querySelector('.face-wave')));
    this.#clock = clock;
  }

  /**
   * @param {string} url '' for one without a picture
   * @param {string} name read to those who do not see
   */
  async show(url, name) {
    this.#drawing = null;
    this.#shown = '';
    this.#wave.hidden = false;
    this.#frame.replaceChildren(make('span', { class: 'face-initials', text: initials(name) }));
    if (url) await this.#showPicture(url, name);
    this.#mouth({ open: 0, wide: 0 }, 'neutral');
  }

  /**
   * @param {Segment} segment
   * @param {number} clockStart
   */
  play(segment, clockStart) {
    this.#playing.push({ segment, clockStart });
  }

  /** @param {number} level */
  level(level) {
    const now_s = this.#clock();
    this.#playing = this.#playing.filter(
      ({ segment, clockStart }) => now_s < clockStart + segment.duration_ms / 1000,
    );
    const current = this.#playing.find(({ clockStart }) => clockStart <= now_s);
    const at_ms = current ? (now_s - current.clockStart) * 1000 : 0;
    const shape = current ? shapeAt(current.segment.visemes, at_ms) : { open: 0, wide: 0 };
    this.#mouth(shape, current?.segment.emotion);
    this.#wave.draw(Math.min(1, Math.max(1.4 * shape.open, 0.6 * level)));
    this.#shine(level);
    this.#look(this.#blink.isClosed(performance.now()) ? 'closed' : 'open');
  }

  stop() {
    this.#playing = [];
  }

  /** @param {'open' | 'closed'} eyes */
  #look(eyes) {
    if (this.#drawing && this.#drawing.dataset.eyes !== eyes) this.#drawing.dataset.eyes = eyes;
  }

  /** @param {number} level */
  #shine(level) {
    const glowing = Math.max(level, this.#glowing - GLOW_FALL * (this.#glowing - level));
    if (Math.abs(glowing - this.#glowing) < 0.015) return;
    this.#glowing = glowing;
    this.#glow.style.opacity = String(0.35 + 0.65 * glowing);
    this.#glow.style.transform = `scale(${(1 + 0.09 * glowing).toFixed(3)})`;
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
    this.#light(image);
    this.#drawing = OWN_DRAWING.test(new URL(url, location.href).pathname) ? await draw(url) : null;
    this.#drawing?.setAttribute('aria-label', image.alt);
    this.#frame.replaceChildren(this.#drawing ?? image);
    this.#wave.hidden = this.#drawing !== null;
  }

  /** @param {HTMLImageElement} image */
  #light(image) {
    const context = /** @type {CanvasRenderingContext2D} */ (this.#glow.getContext('2d'));
    this.#glow.width = this.#glow.height = GLOW_PX;
    context.drawImage(edgeColours(image), 0, 0, GLOW_PX, GLOW_PX);
    const middle = GLOW_PX / 2;
    const fade = context.createRadialGradient(middle, middle, middle / 2, middle, middle, middle);
    fade.addColorStop(0, '#000f');
    fade.addColorStop(1, '#0000');
    context.globalCompositeOperation = 'destination-in';
    context.fillStyle = fade;
    context.fillRect(0, 0, GLOW_PX, GLOW_PX);
  }

  /**
   * @param {import('./mouth.js').Shape} shape
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
 * The colours of a picture's sides.
 * @param {HTMLImageElement} image
 */
function edgeColours(image) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = COLOURS_PX;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.imageSmoothingQuality = 'high';
  const { naturalWidth: width, naturalHeight: height } = image;
  const [strip, half] = [width * EDGE, COLOURS_PX / 2];
  context.drawImage(image, 0, 0, strip, height, 0, 0, half, COLOURS_PX);
  context.drawImage(image, width - strip, 0, strip, height, half, 0, half, COLOURS_PX);
  // A dark edge would be a shadow, not a glow.
  context.globalCompositeOperation = 'screen';
  context.fillStyle = LIFT;
  context.fillRect(0, 0, COLOURS_PX, COLOURS_PX);
  return canvas;
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
