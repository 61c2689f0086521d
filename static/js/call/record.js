// @ts-check
/** What was said, as it becomes certain: into the chat, and with its timing. */

import { byId } from '../lib/elements.js';
import { Chat } from './chat.js';
import { Details } from './details.js';

/** @typedef {import('../protocol.js').Answer} Answer */

export class Record {
  chat = new Chat({
    panel: byId('chat', HTMLElement),
    list: byId('chat-messages', HTMLElement),
    form: byId('type-form', HTMLFormElement),
    input: byId('type-input', HTMLInputElement),
  });
  details = new Details({
    panel: byId('details', HTMLElement),
    list: byId('details-stages', HTMLElement),
    total: byId('details-total', HTMLElement),
    makers: byId('details-makers', HTMLElement),
  });

  /** @type {Map<number, {text: string, waited_ms: number}>} what each turn has sounded so far */
  #sounded = new Map();
  /** The newest turn that has an answer. */
  #answering = -1;
  /** @type {{turn: number, text: string} | null} final words that may yet get no answer */
  #unsure = null;

  /** @param {string} name the companion's */
  begin(name) {
    this.#answering = -1;
    this.#unsure = null;
    this.#sounded.clear();
    this.chat.begin(name);
    this.details.clear();
  }

  /** @param {number} turn */
  answering(turn) {
    this.#answering = turn;
    if (this.#unsure?.turn === turn) this.userSaid(turn, this.#unsure.text);
  }

  /**
   * Final words, which become a message only with a turn that answers them: "mhm" gets none.
   * @param {number} turn
   * @param {string} text
   */
  userMayHaveSaid(turn, text) {
    if (!text) return;
    this.#unsure = { turn, text };
    if (turn === this.#answering) this.userSaid(turn, text);
  }

  /**
   * @param {number} turn
   * @param {string} text
   */
  userSaid(turn, text) {
    this.#unsure = null;
    this.chat.put({ turn, speaker: 'user', text, heard_text: text, interrupted: false });
  }

  /**
   * @param {import('../protocol.js').Segment} segment
   * @param {number} waited_ms from its arrival until it is heard
   */
  sounds({ turn, text }, waited_ms) {
    const sounded = this.#sounded.get(turn) ?? { text: '', waited_ms };
    this.#sounded.set(turn, { ...sounded, text: `${sounded.text} ${text}`.trim() });
  }

  /**
   * @param {Answer} answer
   * @returns {number | null} end of speech to first sound, in milliseconds; null: never sounded
   */
  answered(answer) {
    const { turn, text, heard_text, interrupted } = answer;
    const waited_ms = this.#sounded.get(turn)?.waited_ms ?? 0;
    this.#sounded.delete(turn);
    if (text) this.chat.put({ turn, speaker: 'companion', text, heard_text, interrupted });
    return this.details.show(answer, waited_ms);
  }

  /** @param {import('../protocol.js').Cancelled} cancelled */
  cancelled({ turn, heard_text }) {
    const text = this.#sounded.get(turn)?.text;
    if (text) this.chat.put({ turn, speaker: 'companion', text, heard_text, interrupted: true });
  }
}
