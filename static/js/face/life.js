// @ts-check
/**
 * A living face, frame by frame: speaks, feels, blinks, breathes, looks and listens.
 *
 *     const life = new Life();
 *     renderer.draw(life.faceAt({ now_ms, state, emotion, segment, at_ms, reducedMotion }));
 *
 * One for each face, asked once a frame. `at_ms` is the play head of `segment` on the audio clock;
 * between two segments, and when nothing sounds, `segment` is null. A `spectrum` is only looked at
 * when the segment has no visemes.
 */

import { mouthAt } from './coarticulation.js';
import { within } from './curves.js';
import { Expression, stressAt } from './expression.js';
import { Eyes } from './eyes.js';
import { Head } from './head.js';
import { Lids } from './lids.js';
import { mouthFromSpectrum } from './spectrum.js';

/** @typedef {import('./types.js').Face} Face */
/** @typedef {import('./types.js').Moment} Moment */
/** @typedef {import('./types.js').Pose} Pose */
/** @typedef {import('./types.js').Weights} Weights */
/** @typedef {import('./curves.js').Values} Values */

const BROWS_ON_STRESS = 0.4;
/** From here to the eye a frame is drawn, put together with the page, and shown. */
const SEEN_AFTER_MS = 35;
const NOD_ON_STRESS = 0.004;
const STILL = { pose: { x: 0, y: 0, roll: 0, scale: 1 }, gaze: { x: 0, y: 0 } };

export class Life {
  #lids;
  #eyes;
  #head;
  #expression = new Expression();

  /** @param {() => number} [random] 0 to 1 */
  constructor(random = Math.random) {
    this.#lids = new Lids(random);
    this.#eyes = new Eyes(random);
    this.#head = new Head(random);
  }

  /**
   * @param {Moment} moment
   * @returns {Face}
   */
  faceAt(moment) {
    const { now_ms, segment, at_ms } = moment;
    const state = segment ? 'speaking' : moment.state;
    const { morphs, head } = this.#expression.at(now_ms, state, moment.emotion);
    const shut = this.#lids.closedness(now_ms, state === 'speaking');
    if (moment.reducedMotion) {
      return { weights: blinking(joined(mouth(moment), corners(morphs)), shut), ...STILL };
    }
    const stress = segment ? stressAt(segment, at_ms) : 0;
    const weights = blinking(joined(mouth(moment), morphs), shut);
    weights.browUp = within((weights.browUp ?? 0) + BROWS_ON_STRESS * stress);
    const pose = moved(this.#head.at(now_ms, state), head);
    pose.y += NOD_ON_STRESS * stress;
    return { weights, pose, gaze: this.#eyes.at(now_ms, state) };
  }
}

/**
 * @param {Moment} moment
 * @returns {Weights}
 */
function mouth({ segment, at_ms, emotion, spectrum }) {
  if (!segment) return { close: 1 };
  if (segment.visemes.length === 0 && spectrum) return mouthFromSpectrum(spectrum);
  return mouthAt(segment.visemes, at_ms + SEEN_AFTER_MS, emotion);
}

/**
 * The mouth that speaks with the emotion's, as far as its shape leaves room for that.
 * @param {Weights} mouth
 * @param {Values} emotion
 * @returns {Weights}
 */
function joined(mouth, emotion) {
  const { jaw = 0, wide = 0, pucker = 0, funnel = 0, press = 0 } = mouth;
  const corners = 1 - within(0.25 * jaw + 0.75 * pucker + 0.6 * funnel + 0.3 * press, 0, 0.85);
  const idle = 1 - within(4 * (jaw + wide + pucker + funnel + press));
  /** @type {Values} */
  const room = {
    smile: corners, frown: corners, jaw: idle, pucker: idle, funnel: idle, press: idle,
  };
  /** @type {Values} */
  const weights = { ...mouth };
  for (const [morph, weight] of Object.entries(emotion)) {
    weights[morph] = within(Math.max(weights[morph] ?? 0, (room[morph] ?? 1) * weight), -1);
  }
  return weights;
}

/** The part of an emotion that the mouth shows. @param {Values} emotion @returns {Values} */
const corners = ({ smile = 0, frown = 0 }) => ({ smile, frown });

/**
 * @param {Weights} weights
 * @param {number} shut 0 to 1
 * @returns {Weights}
 */
function blinking(weights, shut) {
  const { blinkL = 0, blinkR = 0 } = weights;
  return { ...weights, blinkL: Math.max(blinkL, shut), blinkR: Math.max(blinkR, shut) };
}

/**
 * @param {Pose} pose
 * @param {Values} by
 * @returns {Pose}
 */
function moved(pose, { x = 0, y = 0, roll = 0, scale = 0 }) {
  return { x: pose.x + x, y: pose.y + y, roll: pose.roll + roll, scale: pose.scale + scale };
}
