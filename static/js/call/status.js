// @ts-check
/** How the call stands: in words for people, in data attributes for whoever watches. */

import { clockText } from '../lib/timing.js';

/** @typedef {import('../protocol.js').State} State */
/** @typedef {'connecting' | 'open' | 'lost'} Connection */

/** @type {Record<State, (name: string) => string>} */
const WORDS = {
  listening: () => 'Listening',
  hearing: () => 'Hearing you',
  thinking: (name) => `${name} is thinking`,
  speaking: (name) => `${name} is speaking`,
  ended: () => 'Call ended',
};

/** @type {Record<Connection, string>} */
const BANNERS = {
  connecting: '',
  open: '',
  lost: 'No connection. Getting you back; nothing is forgotten.',
};

export class Status {
  #root;
  #text;
  #banner;
  #timer;
  #name = '';
  /** @type {State} */
  #state = 'listening';
  #muted = false;
  #started_ms = 0;

  /**
   * @param {HTMLElement} root the call's element, for its data
   * @param {{text: HTMLElement, banner: HTMLElement, timer: HTMLElement}} parts
   */
  constructor(root, { text, banner, timer }) {
    this.#root = root;
    this.#text = text;
    this.#banner = banner;
    this.#timer = timer;
  }

  /** @param {string} name the companion's */
  begin(name) {
    this.#name = name;
    this.#started_ms = 0;
    this.#timer.textContent = clockText(0);
    this.connection('connecting');
  }

  /**
   * The clock starts.
   * @param {string} name the companion's, as the server has it
   */
  answered(name) {
    this.#name = name;
    this.#show();
    this.#started_ms ||= performance.now();
  }

  /** @param {Connection} connection */
  connection(connection) {
    this.#root.dataset.connection = connection;
    this.#banner.textContent = BANNERS[connection];
    this.#banner.hidden = BANNERS[connection] === '';
    this.#show();
  }

  /**
   * @param {State} state
   * @param {number} turn
   */
  state(state, turn) {
    this.#state = state;
    this.#root.dataset.state = state;
    this.#root.dataset.turn = String(turn);
    this.#show();
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.#muted = muted;
    this.#show();
  }

  /** Seconds since the call was answered. */
  get elapsed_s() {
    return this.#started_ms ? (performance.now() - this.#started_ms) / 1000 : 0;
  }

  tick() {
    const text = clockText(this.elapsed_s);
    if (this.#timer.textContent !== text) this.#timer.textContent = text;
  }

  #show() {
    const { connection } = this.#root.dataset;
    if (connection === 'connecting') this.#text.textContent = `Calling ${this.#name}…`;
    else if (connection === 'lost') this.#text.textContent = 'Reconnecting…';
    else if (this.#muted && this.#state === 'listening') this.#text.textContent = 'Your microphone is off';
    else this.#text.textContent = WORDS[this.#state](this.#name);
  }
}
