// @ts-check
/** Whose turn it is: what the server says of it, and how the person takes it. */

/** @typedef {import('../protocol.js').CallState} CallState */
/**
 * @typedef {object} Parts
 * @property {import('./sound.js').Sound} sound
 * @property {import('./stage.js').Stage} stage
 * @property {import('./requests.js').Requests} requests
 */

export class TurnTaking {
  #sound;
  #stage;
  #requests;
  /** The newest one, as the server counts them. */
  #turn = 0;

  /** @param {Parts} parts */
  constructor({ sound, stage, requests }) {
    this.#sound = sound;
    this.#stage = stage;
    this.#requests = requests;
  }

  /** @param {CallState} state */
  entered({ state, turn }) {
    this.#turn = turn;
    this.#stage.entered(state, turn);
    this.#stage.controls.allow('stop', state === 'thinking' || state === 'speaking');
    this.#sound.duck(state === 'hearing' && this.#isSpeaking);
  }

  /** @param {import('../protocol.js').Transcript} transcript of the person */
  heard({ turn, text, final }) {
    this.#stage.userSays({ text, final });
    if (final) this.#stage.record.userMayHaveSaid(turn, text);
  }

  /** @param {import('../protocol.js').Cancelled} cancelled */
  cancelled(cancelled) {
    this.#silence(cancelled.turn);
    this.#stage.record.cancelled(cancelled);
  }

  /** The person cuts the companion short; while it is silent, what lies over the stage goes away. */
  interrupt() {
    const turn = this.#sound.turn ?? this.#turn;
    const isBusy = ['thinking', 'speaking'].includes(this.#stage.root.dataset.state ?? '');
    if (isBusy || this.#isSpeaking) this.#requests.interrupt(turn, this.#silence(turn));
    else this.#stage.panels.uncover();
  }

  /**
   * What the person has typed.
   * @param {string} text
   * @returns {Promise<boolean>} whether it arrived
   */
  async typed(text) {
    const answer = await this.#requests.message(text, 'typed');
    if (answer) this.#stage.record.userSaid(answer.turn, text);
    return answer !== null;
  }

  /**
   * What the browser heard. It may be an echo or a "mhm": the server says which words count.
   * @param {string} text
   * @param {boolean} final
   */
  browserHeard(text, final) {
    this.#stage.userSays({ text, final });
    if (final) void this.#requests.message(text, 'browser');
    else if (this.#isSpeaking) this.#sound.duck(true);
  }

  get #isSpeaking() {
    return this.#sound.turn !== null;
  }

  /**
   * @param {number} turn
   * @returns {number} milliseconds of it that were heard
   */
  #silence(turn) {
    this.#stage.silence();
    return this.#sound.silence(turn);
  }
}
