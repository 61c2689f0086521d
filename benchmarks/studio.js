// @ts-check
/** Renders faces for the contact sheet, with the page's own renderer. */

import { Life } from '/static/js/face/life.js';
import { Blend } from '/static/js/face/render/blend.js';
import { Renderer } from '/static/js/face/render/renderer.js';
import { readRig } from '/static/js/face/render/rig.js';
import { mouthAt } from '/static/js/face/coarticulation.js';

const STILL = { pose: { x: 0, y: 0, roll: 0, scale: 1 }, gaze: { x: 0, y: 0 } };
const SETTLED_MS = 2000;
const HELD_MS = 400;

/** @type {Record<string, (name: string) => import('/static/js/face/types.js').Face>} */
const LOOKS = {
  rest: () => ({ weights: { close: 1 }, ...STILL }),
  picture: () => ({ weights: {}, ...STILL }),
  viseme: (id) => ({ weights: mouthAt([[0, HELD_MS, id, 1]], HELD_MS / 2, 'neutral'), ...STILL }),
  emotion: (emotion) => ({ ...felt(emotion), ...STILL }),
  weights: (json) => ({ weights: { close: 1, ...JSON.parse(json) }, ...STILL }),
  gaze: (json) => ({ weights: { close: 1 }, pose: STILL.pose, gaze: JSON.parse(json) }),
  pose: (json) => ({ weights: { close: 1 }, gaze: STILL.gaze, pose: JSON.parse(json) }),
};

/** @param {string} emotion as it shows while it is said */
function felt(emotion) {
  const life = new Life(() => 0.5);
  /** @param {number} now_ms */
  const moment = (now_ms) => ({
    now_ms, emotion, state: /** @type {'speaking'} */ ('speaking'),
    segment: null, at_ms: 0, reducedMotion: false,
  });
  for (let now_ms = 1; now_ms < SETTLED_MS; now_ms += 16) life.faceAt(moment(now_ms));
  return { weights: life.faceAt(moment(SETTLED_MS)).weights };
}

/**
 * The face with each look, as PNG data URLs, and where its vertices are then, in pixels.
 * @param {{picture: string, rig: string, side: number, looks: [string, string][]}} wish
 */
async function render({ picture, rig, side, looks }) {
  const canvas = document.createElement('canvas');
  canvas.style.width = canvas.style.height = `${side}px`;
  document.body.replaceChildren(canvas);
  const renderer = await Renderer.of(canvas, picture, rig);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const faces = looks.map(([kind, name]) => LOOKS[kind]?.(name) ?? { weights: {}, ...STILL });
  const shown = faces.map((face) => {
    renderer.draw(face);
    return canvas.toDataURL('image/png');
  });
  const blend = new Blend(await readRig(rig));
  const places = faces.map(({ weights, pose }) => [...blend.to(weights, pose)].map((x) => side * x));
  const began_ms = performance.now();
  for (let frame = 0; frame < 20; frame++) {
    renderer.draw({ weights: { close: 1, jaw: frame / 20 }, ...STILL });
    canvas.toDataURL('image/jpeg', 0.01).length;
  }
  const frame_ms = (performance.now() - began_ms) / 20;
  const { kind } = renderer;
  renderer.close();
  return { shown, places, kind, frame_ms };
}

Object.assign(window, { render });
