// @ts-check
/** Draws a face that speaks without end, at each refresh of the page, and counts its frames. */

import { LivingFace } from '/static/js/face/living_face.js';
import { affordable, FULL } from '/static/js/face/render/effort.js';
import { Renderer } from '/static/js/face/render/renderer.js';

const SOUND_MS = 180;
const SPOKEN = ['aa', 'SS', 'PP', 'E', 'FF', 'O', 'nn', 'I', 'CH', 'U', 'DD', 'sil'];
const SEGMENT = {
  turn: 1, segment: 0, text: '', emotion: 'happy', rate_hz: 16000, audio: new ArrayBuffer(0),
  duration_ms: SPOKEN.length * SOUND_MS, words: [],
  visemes: SPOKEN.map((id, i) =>
    /** @type {import('/static/js/protocol.js').Viseme} */ ([i * SOUND_MS, (i + 1) * SOUND_MS, id, 1])),
};

let drawn = 0;
let drawing_ms = 0;
let stop = () => {};

/**
 * Begins anew with a face `side` pixels wide; 0: as large and as often as a call draws it here.
 * @param {{picture: string, rig: string, side: number}} wish
 * @returns {Promise<number>} the side of what is drawn, in pixels
 */
export async function begin({ picture, rig, side }) {
  stop();
  const canvas = document.createElement('canvas');
  canvas.style.width = canvas.style.height = `${side || FULL.largest_px}px`;
  document.body.replaceChildren(canvas);
  const effort = side ? FULL : affordable();
  const renderer = await Renderer.of(canvas, picture, rig, effort);
  const draw = renderer.draw.bind(renderer);
  renderer.draw = (frame) => {
    const began_ms = performance.now();
    draw(frame);
    drawing_ms += performance.now() - began_ms;
    drawn += 1;
  };
  const face = new LivingFace(canvas, renderer, effort.frame_ms);
  let request = 0;
  const step = () => {
    const at_ms = performance.now() % SEGMENT.duration_ms;
    face.draw({ state: 'speaking', segment: SEGMENT, at_ms, spectrum: null });
    request = requestAnimationFrame(step);
  };
  request = requestAnimationFrame(step);
  stop = () => {
    cancelAnimationFrame(request);
    face.close();
  };
  await new Promise((resolve) => setTimeout(resolve, 500));
  return canvas.width;
}

/** Since the page was opened. */
export const counted = () => ({ drawn, drawing_ms, at_ms: performance.now() });
