// @ts-check
/** All that the page says to the server during a call. What goes wrong becomes a notice. */

import { TO_SERVER } from '../protocol.js';
import { Unanswered } from '../socket.js';

/** @typedef {import('../protocol.js').ModelInUse} ModelInUse */
/** @typedef {import('../protocol.js').Summary} Summary */

export class Requests {
  #session;
  #notices;

  /**
   * @param {() => import('./session.js').Session | null} session null between calls
   * @param {import('../lib/notices.js').Notices} notices
   */
  constructor(session, notices) {
    this.#session = session;
    this.#notices = notices;
  }

  get isInCall() {
    return this.#session() !== null;
  }

  /** Whether the server would know, just now, which call it is about. */
  get isUp() {
    return this.#session()?.isUp === true;
  }

  /** @param {ArrayBuffer} pcm */
  sound(pcm) {
    this.#session()?.tell(TO_SERVER.audio, pcm);
  }

  /** @param {import('../protocol.js').Playback} report */
  playback(report) {
    this.#session()?.tell(TO_SERVER.playback, report);
  }

  /**
   * Resolves once the frame is acknowledged, or lost with the connection: there will be another.
   * @param {import('../protocol.js').VideoFrame} frame
   * @returns {Promise<boolean>} whether it arrived
   */
  async frame(frame) {
    try {
      await this.#session()?.ask(TO_SERVER.videoFrame, frame);
      return true;
    } catch (error) {
      if (!(error instanceof Unanswered)) this.complain(error);
      return false;
    }
  }

  /** Nothing is shown any more. */
  lookAway() {
    if (this.isUp) void this.#ask(TO_SERVER.lookAway, {});
  }

  /**
   * @param {string} text
   * @param {'typed' | 'browser'} source
   * @returns {Promise<{turn: number} | null>} null: it did not arrive
   */
  message(text, source) {
    return this.#ask(TO_SERVER.userMessage, { text, source });
  }

  /**
   * @param {number} turn
   * @param {number} heard_ms of its answer
   */
  interrupt(turn, heard_ms) {
    void this.#ask(TO_SERVER.interrupt, { turn, heard_ms });
  }

  /**
   * @param {string} model
   * @returns {Promise<ModelInUse | null>} null: it stays as it was
   */
  async chooseModel(model) {
    const answer = await this.#ask(TO_SERVER.chooseModel, { model });
    return answer?.model ?? null;
  }

  /**
   * @param {boolean} on
   * @returns {Promise<import('../protocol.js').StudioFaceState | null>} null: it stays as it was
   */
  studioFace(on) {
    return this.#ask(TO_SERVER.studioFace, { on });
  }

  /** @returns {Promise<Summary | null>} null: the server had none to give */
  async end() {
    const answer = this.isUp ? await this.#ask(TO_SERVER.callEnd, {}) : null;
    return answer?.summary ?? null;
  }

  /**
   * @param {unknown} error
   * @returns {null}
   */
  complain(error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? String(error.code) : 'unanswered';
    this.#notices.show({ code, message: error.message });
    return null;
  }

  /**
   * The server's answer; null, and a notice, when it said no or nothing.
   * @param {string} event
   * @param {unknown} payload
   * @returns {Promise<any>}
   */
  async #ask(event, payload) {
    const session = this.#session();
    if (!session) return null;
    return session.ask(event, payload).catch((error) => this.complain(error));
  }
}
