// @ts-check
/** How the head moves by itself: it sways, breathes, and nods to someone who speaks. */

import { bump, Eased } from './curves.js';

/** @typedef {import('../protocol.js').State} State */
/** @typedef {import('./types.js').Pose} Pose */

/** Three slow waves that never meet the same way twice, in Hz. */
const WAVES_HZ = [0.071, 0.173, 0.311];
const SHARES = [0.5, 0.33, 0.17];
const SWAY = { x: 0.006, y: 0.0035, roll: 0.014 };
/** Speaking and hearing move a head more than waiting does. */
const LIVELY = 1.5;
const SETTLE_MS = 800;
const BREATH_HZ = 0.24;
const BREATH = { y: 0.0016, scale: 0.0022 };
const NOD = 0.011;
const NOD_MS = 520;
const NODS_AFTER_MS = [1400, 4200];
/** A second, smaller nod follows at once. */
const NODS_TWICE = 0.45;

export class Head {
  #random;
  /** @type {number[]} */
  #phases;
  #lively = new Eased(SETTLE_MS);
  #nods_ms = NaN;
  #twice = false;

  /** @param {() => number} random 0 to 1 */
  constructor(random) {
    this.#random = random;
    this.#phases = Array.from({ length: 9 }, () => 2 * Math.PI * random());
  }

  /**
   * @param {number} now_ms of a clock that goes on
   * @param {State} state
   * @returns {Pose}
   */
  at(now_ms, state) {
    const lively = state === 'speaking' || state === 'hearing' ? LIVELY : 1;
    const { much = 1 } = this.#lively.to(now_ms, String(lively), { much: lively });
    const breath = Math.sin(2 * Math.PI * BREATH_HZ * (now_ms / 1000));
    return {
      x: much * SWAY.x * this.#wave(now_ms, 0),
      y: much * SWAY.y * this.#wave(now_ms, 3) - BREATH.y * breath + this.#nod(now_ms, state),
      roll: much * SWAY.roll * this.#wave(now_ms, 6),
      scale: 1 + BREATH.scale * breath,
    };
  }

  /**
   * Smooth, -1 to 1.
   * @param {number} now_ms
   * @param {number} first of its three phases
   */
  #wave(now_ms, first) {
    return WAVES_HZ.reduce((sum, hz, i) => {
      const phase = this.#phases[first + i] ?? 0;
      return sum + (SHARES[i] ?? 0) * Math.sin((2 * Math.PI * hz * now_ms) / 1000 + phase);
    }, 0);
  }

  /**
   * @param {number} now_ms
   * @param {State} state
   */
  #nod(now_ms, state) {
    const since_ms = now_ms - this.#nods_ms;
    const nodding = since_ms > 0 && since_ms < 2 * NOD_MS;
    if (state !== 'hearing' && !nodding) this.#nods_ms = NaN;
    else if (!(since_ms < 2 * NOD_MS)) this.#plan(now_ms);
    const second = this.#twice ? 0.6 * bump(since_ms, NOD_MS * 0.85, NOD_MS * 1.85) : 0;
    return nodding ? NOD * (bump(since_ms, 0, NOD_MS) + second) : 0;
  }

  /** @param {number} now_ms */
  #plan(now_ms) {
    const [least = 0, most = 0] = NODS_AFTER_MS;
    this.#nods_ms = now_ms + least + this.#random() * (most - least);
    this.#twice = this.#random() < NODS_TWICE;
  }
}
