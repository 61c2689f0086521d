// @ts-check
/** The light round the face: it has the picture's colours, and follows the voice. */

const GLOW_PX = 96;
/** So few colours that they flow into each other when stretched. */
const COLOURS_PX = 4;
/** The glow's colours come from this share of the picture, at its left and right edges. */
const EDGE = 0.08;
const LIFT = '#443833';
const GLOW_FALL = 0.12;

export class Glow {
  #canvas;
  #glowing = 0;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
  }

  /** @param {number} level how loud the voice is, 0 to 1 */
  shine(level) {
    const glowing = Math.max(level, this.#glowing - GLOW_FALL * (this.#glowing - level));
    if (Math.abs(glowing - this.#glowing) < 0.015) return;
    this.#glowing = glowing;
    this.#canvas.style.opacity = String(0.35 + 0.65 * glowing);
    this.#canvas.style.transform = `scale(${(1 + 0.09 * glowing).toFixed(3)})`;
  }

  /** @param {HTMLImageElement} image */
  light(image) {
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    this.#canvas.width = this.#canvas.height = GLOW_PX;
    context.drawImage(edgeColours(image), 0, 0, GLOW_PX, GLOW_PX);
    const middle = GLOW_PX / 2;
    const fade = context.createRadialGradient(middle, middle, middle / 2, middle, middle, middle);
    fade.addColorStop(0, '#000f');
    fade.addColorStop(1, '#0000');
    context.globalCompositeOperation = 'destination-in';
    context.fillStyle = fade;
    context.fillRect(0, 0, GLOW_PX, GLOW_PX);
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
