// @ts-check
/** A call over its connection: begun once, taken up again whenever the connection was lost. */

import { RESUME_WINDOW_S, TO_SERVER } from '../protocol.js';

const RETRY_MS = 1000;
/** What the server says of a call that it does not have any more. */
const OVER = 'not_found';
/** Refusals that say nothing of the call: it waits, and is asked for again. */
const PASSING = ['too_many_requests', 'storage', 'internal'];

/** @typedef {import('../protocol.js').CallStart} CallStart */
/** @typedef {import('../protocol.js').CallStarted} CallStarted */
/**
 * @typedef {object} Connection
 * @property {() => void} onconnect
 * @property {() => void} ondisconnect
 * @property {(error: Error) => void} onrefused
 * @property {() => void} open
 * @property {() => void} close
 * @property {boolean} isOpen
 * @property {(event: string, payload: unknown) => void} tell
 * @property {(event: string, payload: unknown) => Promise<any>} ask
 */

export class Session {
  /** The call's id, once it has begun. */
  call = '';
  /** Whether the server knows, over the present connection, which call this is. */
  isUp = false;
  /** @type {(started: CallStarted) => void} */
  onbegun = () => {};
  /** @type {(started: CallStarted) => void} the same call goes on */
  onresumed = () => {};
  /** @type {(started: CallStarted) => void} the old call was over; this is a new one */
  onreplaced = () => {};
  onlost = () => {};
  /** @type {(error: Error) => void} there will be no call */
  onrefused = () => {};

  #socket;
  /** @type {CallStart} */
  #wish;

  /**
   * @param {Connection} socket
   * @param {CallStart} wish
   */
  constructor(socket, wish) {
    this.#socket = socket;
    this.#wish = wish;
    socket.onconnect = () => void this.#join();
    socket.ondisconnect = () => this.#lost();
    socket.onrefused = (error) => this.onrefused(error);
  }

  open() {
    this.#socket.open();
  }

  close() {
    this.#socket.close();
  }

  /**
   * Send what only helps now: while the session is down it is dropped.
   * @param {string} event
   * @param {unknown} payload
   */
  tell(event, payload) {
    if (this.isUp) this.#socket.tell(event, payload);
  }

  /**
   * The server's answer. Rejects when it said no or nothing.
   * @param {string} event
   * @param {unknown} payload
   */
  ask(event, payload) {
    return this.#socket.ask(event, payload);
  }

  async #join() {
    try {
      const started = await this.#askToJoin();
      const before = this.call;
      this.call = started.call;
      this.isUp = true;
      if (!before) this.onbegun(started);
      else if (started.resumed) this.onresumed(started);
      else this.onreplaced(started);
    } catch (error) {
      this.#failed(/** @type {Error} */ (error));
    }
  }

  /** @returns {Promise<CallStarted>} */
  async #askToJoin() {
    if (!this.call) return this.#socket.ask(TO_SERVER.callStart, this.#wish);
    try {
      return await this.#socket.ask(TO_SERVER.callStart, { ...this.#wish, call: this.call });
    } catch (error) {
      // Gone for longer than RESUME_WINDOW_S: begin anew rather than leave the person with nothing.
      if (codeOf(error) !== OVER) throw error;
      return this.#socket.ask(TO_SERVER.callStart, this.#wish);
    }
  }

  #lost() {
    this.isUp = false;
    this.onlost();
  }

  async #again() {
    if (this.#socket.isOpen) await this.#join();
  }

  /** @param {Error} error */
  #failed(error) {
    const code = codeOf(error);
    if (code && !(this.call && PASSING.includes(code))) {
      this.onrefused(error);
      return;
    }
    this.#lost();
    // Still connected, only slow: nothing else would ask again.
    if (this.#socket.isOpen) setTimeout(() => void this.#again(), RETRY_MS);
  }
}

export const CALL_REPLACED = `The call had been gone for more than ${RESUME_WINDOW_S} seconds, so a new one began.`;

/**
 * @param {unknown} error
 * @returns {string} '' when nobody refused anything
 */
const codeOf = (error) =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
