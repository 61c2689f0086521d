// @ts-check
/** What the companion noticed, and every frame that left this device for it. */

import { make } from '../lib/elements.js';

/** @typedef {import('../protocol.js').Fact} Fact */
/** @typedef {import('../protocol.js').VideoFrame} VideoFrame */

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
/** That someone is there is no news. */
const PLAIN = 'in view';
/** @type {Record<string, string>} */
const RECIPIENTS = { embedded: 'to the model on this server' };

export class Seen {
  #parts;
  #frames = 0;
  /** @type {Set<string>} kinds of what held before */
  #known = new Set();
  /** @type {Map<number, HTMLElement>} by `taken_ms`, where each frame went */
  #went = new Map();

  /**
   * @param {{line: HTMLElement, panel: HTMLElement, list: HTMLElement, total: HTMLElement}} parts
   */
  constructor(parts) {
    this.#parts = parts;
  }

  get isOpen() {
    return !this.#parts.panel.hidden;
  }

  /** @param {boolean} open */
  open(open) {
    this.#parts.panel.hidden = !open;
  }

  clear() {
    this.#frames = 0;
    this.#known.clear();
    this.#went.clear();
    this.#parts.list.replaceChildren();
    this.#parts.line.textContent = '';
    this.#count();
  }

  /** @param {Fact[]} facts all that holds now; the line says what is new, or all there is */
  noticed(facts) {
    const told = facts.filter(({ kind }) => kind !== PLAIN);
    const fresh = told.filter(({ kind }) => !this.#known.has(kind));
    this.#known = new Set(told.map(({ kind }) => kind));
    const shown = fresh.length > 0 ? fresh : told;
    const text = shown.map(({ text }) => text).join(', ');
    this.#parts.line.textContent = text && `Noticed: ${text}`;
  }

  /**
   * A frame leaves.
   * @param {VideoFrame} frame
   * @param {string} thumbnail a data URL
   */
  add({ source, taken_ms, jpeg }, thumbnail) {
    const time = TIME.format(taken_ms);
    const went = make('span', { class: 'seen-went', text: 'on its way' });
    const kb = Math.max(1, Math.round(jpeg.byteLength / 1000));
    const picture = make('img', { attributes: { src: thumbnail, alt: `Your ${source} at ${time}` } });
    const when = make('span', { text: `${time}, ${source}, ${kb} kB` });
    this.#parts.list.prepend(make('li', {}, picture, make('p', {}, when, went)));
    this.#went.set(taken_ms, went);
    this.#frames += 1;
    this.#count();
  }

  /** @param {number} taken_ms of a frame that the server has acknowledged */
  arrived(taken_ms) {
    this.#say(taken_ms, 'to this server, which keeps it in memory only');
  }

  /**
   * @param {number} taken_ms
   * @param {string} to the chat model that got it
   */
  sentOn(taken_ms, to) {
    this.#say(taken_ms, `to this server, and ${RECIPIENTS[to] ?? `on to ${to}`}`);
  }

  /**
   * @param {number} taken_ms
   * @param {string} text
   */
  #say(taken_ms, text) {
    const went = this.#went.get(taken_ms);
    if (went) went.textContent = text;
  }

  #count() {
    const frames = `${this.#frames} ${this.#frames === 1 ? 'picture' : 'pictures'}`;
    this.#parts.total.textContent = this.#frames ? `${frames} in this call` : 'None in this call.';
  }
}
