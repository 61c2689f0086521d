// @ts-check
/** The last screen: what the call was. */

import { costText } from '../lib/cost.js';
import { byId, make } from '../lib/elements.js';
import { messageItem } from '../lib/messages.js';
import { durationText } from '../lib/timing.js';
import { Taught } from './taught.js';

/** @typedef {import('../protocol.js').Summary} Summary */

export class Ending {
  onagain = () => {};
  onhome = () => {};

  #title = byId('end-title', HTMLElement);
  #reason = byId('end-reason', HTMLElement);
  #facts = byId('end-facts', HTMLElement);
  #list = byId('end-messages', HTMLElement);
  #legend = byId('end-legend', HTMLElement);
  #empty = byId('end-empty', HTMLElement);
  #taught = new Taught();

  constructor() {
    byId('again-button', HTMLButtonElement).addEventListener('click', () => this.onagain());
    byId('home-button', HTMLButtonElement).addEventListener('click', () => this.onhome());
  }

  /**
   * @param {Summary} summary
   * @param {{companionName: string, offTheRecord: boolean, reason: string}} call
   */
  show({ call, duration_s, turns, messages, usage }, { companionName, offTheRecord, reason }) {
    this.#title.textContent = `Your call with ${companionName}`;
    this.#reason.textContent = reason;
    this.#reason.hidden = reason === '';
    const facts = [durationText(duration_s), turns === 1 ? '1 turn' : `${turns} turns`];
    if (usage) facts.push(costText(usage));
    if (offTheRecord) facts.push('off the record: nothing was kept');
    this.#facts.replaceChildren(...facts.map((text) => make('li', { text })));
    this.#list.replaceChildren(...messages.map((message) => messageItem(message, companionName)));
    this.#taught.show(offTheRecord ? '' : call);
    this.#empty.hidden = messages.length > 0;
    this.#legend.hidden = this.#list.querySelector('.unheard') === null;
  }
}
