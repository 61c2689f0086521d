// @ts-check
/** On demand: how long the last answer took, and who made it. */

import { make } from '../lib/elements.js';
import { latencyStages } from '../lib/timing.js';
import { makersText } from '../lib/words.js';

/** @type {Record<string, string>} */
const LABELS = {
  turn_end: 'Sure that you had finished',
  transcript: 'Words understood',
  recalled: 'Memories found',
  first_token: 'First thought',
  first_clause: 'First clause',
  first_speech: 'First clause voiced',
  first_audio_sent: 'First sound sent',
  first_sound: 'Sound reached your ear',
};

export class Details {
  #panel;
  #list;
  #total;
  #makers;

  /** @param {{panel: HTMLElement, list: HTMLElement, total: HTMLElement, makers: HTMLElement}} parts */
  constructor({ panel, list, total, makers }) {
    this.#panel = panel;
    this.#list = list;
    this.#total = total;
    this.#makers = makers;
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  /** @param {boolean} open */
  open(open) {
    this.#panel.hidden = !open;
  }

  clear() {
    this.#total.textContent = 'Nothing was answered yet.';
    this.#list.replaceChildren();
    this.#makers.textContent = '';
  }

  /**
   * @param {import('../protocol.js').Answer} answer
   * @param {number} waited_ms from the first sound's arrival until it was heard
   * @returns {number | null} end of speech to first sound, in milliseconds; null: never sounded
   */
  show({ timings_ms, providers }, waited_ms) {
    if (timings_ms.first_audio_sent === undefined) return null;
    const { stages, total_ms } = latencyStages(timings_ms, waited_ms);
    const most_ms = Math.max(1, ...stages.map(({ ms }) => ms));
    this.#total.textContent = `${(total_ms / 1000).toFixed(2)} s until the first sound`;
    this.#list.replaceChildren(...stages.map((stage) => row(stage, most_ms)));
    this.#makers.textContent = makersText(providers);
    return total_ms;
  }
}

/**
 * @param {{name: string, ms: number}} stage
 * @param {number} most_ms
 */
function row({ name, ms }, most_ms) {
  const bar = make('meter', { attributes: { max: String(most_ms), value: String(ms) } });
  const label = LABELS[name] ?? name.replaceAll('_', ' ');
  bar.setAttribute('aria-label', label);
  return make(
    'li',
    {},
    make('span', { text: label }),
    make('span', { class: 'details-ms', text: `${ms} ms` }),
    bar,
  );
}
