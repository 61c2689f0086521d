// @ts-check
/** The companion as it is heard: its own voice, or the browser's where nobody else could speak. */

import { BrowserVoice } from '../player/browser_voice.js';
import { Player } from '../player/player.js';

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('../protocol.js').Playback} Playback */

export class Sound {
  /** @type {(segment: Segment, clockStart: number) => void} when it will be heard, on `clock()` */
  onsegment = () => {};
  /** @type {(report: Playback, heard_ms: number) => void} `heard_ms`: of its turn, until now */
  onreport = () => {};
  /** @type {(running: boolean) => void} false while the browser holds the sound back */
  onrunning = () => {};

  #player = new Player();
  #browserVoice = new BrowserVoice();

  constructor() {
    this.#player.onreport = (report) => this.onreport(report, this.#player.heardMs(report.turn));
    this.#player.onsegment = (segment, clockStart) => {
      this.onsegment(segment, clockStart);
      this.#browserVoice.play(segment, clockStart - this.clock());
    };
    this.#player.onrunning = (running) => this.onrunning(running);
  }

  /** @param {string} language of the companion, as in BCP 47 */
  speaks(language) {
    this.#browserVoice.language = language;
  }

  /** Must be called from a press, once or more. */
  unlock() {
    return this.#player.unlock();
  }

  /** Forget what was said: a new call begins on the same clock. */
  restart() {
    this.#player.restart();
  }

  close() {
    this.#player.close();
    this.#browserVoice.stop();
  }

  /** @param {Segment} segment */
  play(segment) {
    this.#player.play(segment);
  }

  /** @param {boolean} ducked */
  duck(ducked) {
    this.#player.duck(ducked);
  }

  /**
   * @param {number} turn
   * @returns {number} milliseconds of it that were heard
   */
  silence(turn) {
    this.#browserVoice.stop();
    return this.#player.cancel(turn);
  }

  /** The turn that is being heard; null while none is. */
  get turn() {
    return this.#player.playingTurn();
  }

  /** The time that is being heard, in seconds. */
  clock() {
    return this.#player.clock();
  }

  /** How loud the companion is, 0 to 1. */
  level() {
    return this.#player.level();
  }

  spectrum() {
    return this.#player.spectrum();
  }
}
