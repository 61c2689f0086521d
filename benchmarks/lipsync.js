// @ts-check
/** Plays speech as a call does, and keeps each frame that the face draws, with its time. */

import { LivingFace } from '/static/js/face/living.js';
import { Player } from '/static/js/player.js';

/** @typedef {import('/static/js/protocol.js').Viseme} Viseme */

/** A drawn frame is on the screen with the next refresh. */
const REFRESH_S = 1 / 60;
const BEFORE_S = 0.4;
const AFTER_S = 0.5;

const player = new Player();
/** @type {LivingFace} */
let face;
let turn = 0;

/** @param {number} side_px */
async function sit(side_px) {
  face = await LivingFace.of('/picture.jpg', '/rig.json', 'A face');
  face.element.style.width = face.element.style.height = `${side_px}px`;
  document.body.replaceChildren(face.element);
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
    const jpeg = face.element.toDataURL('image/jpeg', 0.9);
    shown.push([player.clock() + REFRESH_S, jpeg]);
    drawing_ms += performance.now() - began_ms;
  }
  for (const frame of shown) frame[0] -= starts_s;
  return { frames: shown, draw_ms: drawing_ms / shown.length };
}

Object.assign(window, { sit, perform });
