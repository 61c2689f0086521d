// @ts-check
/** Where the eyes look: held on the camera, with short jumps; away for a thought. */

import { smooth } from './curves.js';

/** @typedef {import('../protocol.js').State} State */
/** @typedef {import('./types.js').Gaze} Gaze */

const JUMP_MS = 45;
/** Around the other's face, and back. */
const SMALL = 0.09;
const SMALL_HOLDS_MS = [250, 900];
const CAMERA_HOLDS_MS = [900, 2600];
/** While speaking one now and then looks aside. */
const ASIDE = 0.16;
const ASIDE_AT = { x: 0.34, y: 0.12 };
/** Before an answer: up and to one side. */
const THOUGHT_AT = { x: 0.42, y: -0.4 };
const ASIDE_HOLDS_MS = [450, 800];
const CAMERA = { x: 0, y: 0 };

export class Eyes {
  #random;
  #from = CAMERA;
  #to = CAMERA;
  #since_ms = 0;
  #until_ms = 0;
  /** @type {State | ''} */
  #state = '';

  /** @param {() => number} random 0 to 1 */
  constructor(random) {
    this.#random = random;
  }

  /**
   * @param {number} now_ms of a clock that goes on
   * @param {State} state
   * @returns {Gaze}
   */
  at(now_ms, state) {
    const changed = state !== this.#state && this.#state !== '';
    if (changed && state === 'thinking') this.#jump(now_ms, this.#beside(THOUGHT_AT));
    else if (changed && this.#state === 'thinking') this.#jump(now_ms, CAMERA);
    else if (now_ms >= this.#until_ms) this.#jump(now_ms, this.#next(state));
    this.#state = state;
    return this.#now(now_ms);
  }

  /** @param {number} now_ms */
  #now(now_ms) {
    const share = smooth((now_ms - this.#since_ms) / JUMP_MS);
    return {
      x: this.#from.x + share * (this.#to.x - this.#from.x),
      y: this.#from.y + share * (this.#to.y - this.#from.y),
    };
  }

  /**
   * @param {number} now_ms
   * @param {Gaze} to
   */
  #jump(now_ms, to) {
    this.#from = this.#now(now_ms);
    this.#to = to;
    this.#since_ms = now_ms;
    this.#until_ms = now_ms + this.#among(holds_ms(to));
  }

  /**
   * From the camera to a place nearby, and from anywhere else back to the camera.
   * @param {State} state
   * @returns {Gaze}
   */
  #next(state) {
    if (this.#to !== CAMERA) return CAMERA;
    if (state === 'thinking') return this.#beside(THOUGHT_AT);
    if (state === 'speaking' && this.#random() < ASIDE) return this.#beside(ASIDE_AT);
    return { x: SMALL * (2 * this.#random() - 1), y: 0.6 * SMALL * (2 * this.#random() - 1) };
  }

  /**
   * @param {Gaze} place
   * @returns {Gaze}
   */
  #beside({ x, y }) {
    return { x: this.#random() < 0.5 ? x : -x, y };
  }

  /** @param {number[]} range */
  #among([least = 0, most = 0]) {
    return least + this.#random() * (most - least);
  }
}

/**
 * For how long eyes stay there, from and to.
 * @param {Gaze} place
 */
function holds_ms(place) {
  if (place === CAMERA) return CAMERA_HOLDS_MS;
  return Math.abs(place.x) > SMALL ? ASIDE_HOLDS_MS : SMALL_HOLDS_MS;
}
