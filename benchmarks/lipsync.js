// @ts-check
/** Plays speech as a call does, and keeps each frame that the face draws, with its time. */

import { LivingFace } from '/static/js/face/living_face.js';
import { affordable } from '/static/js/face/render/effort.js';
import { Renderer } from '/static/js/face/render/renderer.js';
import { Player } from '/static/js/player/player.js';

/** @typedef {import('/static/js/protocol.js').Viseme} Viseme */

/** A drawn frame is on the screen with the next refresh. */
const REFRESH_S = 1 / 60;
const BEFORE_S = 0.4;
const AFTER_S = 0.5;

const player = new Player();
/** @type {LivingFace} */
let face;
let turn = 0;
/** What is on the screen: a new frame is not drawn at each refresh. */
let seen = '';

/** @param {number} side_px */
async function sit(side_px) {
  const canvas = document.createElement('canvas');
  canvas.style.width = canvas.style.height = `${side_px}px`;
  document.body.replaceChildren(canvas);
  const effort = affordable();
  const renderer = await Renderer.of(canvas, '/picture.jpg', '/rig.json', effort);
  const draw = renderer.draw.bind(renderer);
  renderer.draw = (frame) => {
    draw(frame);
    seen = canvas.toDataURL('image/jpeg', 0.9);
  };
  face = new LivingFace(canvas, renderer, effort.frame_ms);
  face.draw({ state: 'listening', segment: null, at_ms: 0, spectrum: null });
  await player.unlock();
}

/**
 * Says one segment; the time of a frame is when it shows, from the start of the sound.
 * @param {{audio: string, rate_hz: number, duration_ms: number, visemes: Viseme[], emotion: string}}
 *   said
 * @returns {Promise<{frames: [at_s: number, jpeg: string][], draw_ms: number}>}
 */
async function perform(said) {
  const audio = Uint8Array.from(atob(said.audio), (byte) => byte.charCodeAt(0)).buffer;
  const segment = { ...said, audio, turn: ++turn, segment: 0, text: '', words: [] };
  let starts_s = Infinity;
  player.onsegment = (_, at_s) => (starts_s = at_s);
  setTimeout(() => player.play(segment), BEFORE_S * 1000);
  /** @type {[number, string][]} */
  const shown = [];
  let drawing_ms = 0;
  while (player.clock() < starts_s + segment.duration_ms / 1000 + AFTER_S) {
    await new Promise(requestAnimationFrame);
    const began_ms = performance.now();
    const at_ms = (player.clock() - starts_s) * 1000;
    const sounds = at_ms >= 0 && at_ms < segment.duration_ms;
    const state = sounds ? 'speaking' : 'listening';
    face.draw({ state, segment: sounds ? segment : null, at_ms, spectrum: null });
    shown.push([player.clock() + REFRESH_S, seen]);
    drawing_ms += performance.now() - began_ms;
  }
  for (const frame of shown) frame[0] -= starts_s;
  return { frames: shown, draw_ms: drawing_ms / shown.length };
}

Object.assign(window, { sit, perform });
