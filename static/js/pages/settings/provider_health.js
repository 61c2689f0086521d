// @ts-check
/** How each provider does, looked up again and again while the page is seen. */

import { request } from '../../api.js';
import { make } from '../../lib/elements.js';
import { attempt } from '../../lib/form.js';
import { TITLES } from '../../lib/words.js';
import { ago, isUnknown, outlook, speed, standing } from './provider_text.js';

/** @typedef {import('./provider_text.js').Provider} Provider */

const EVERY_MS = 5000;

export class ProviderHealth {
  #parts;
  #shown = '';

  /**
   * @param {{tables: HTMLElement, status: HTMLElement, error: HTMLElement,
   *   refresh: HTMLButtonElement}} parts
   */
  constructor(parts) {
    this.#parts = parts;
    parts.refresh.addEventListener('click', () => void this.look());
  }

  /** Look now, and from now on. */
  async watch() {
    await this.look();
    setInterval(() => document.visibilityState === 'visible' && void this.look(), EVERY_MS);
  }

  async look() {
    const { status, error } = this.#parts;
    await attempt(async () => {
      const { providers } = await request('/api/providers');
      error.hidden = true;
      status.textContent = `As of ${new Date().toLocaleTimeString()}.`;
      this.#show(providers);
    }, error);
  }

  /** @param {Record<string, Provider[]>} providers by capability */
  #show(providers) {
    const now_ms = Date.now();
    const shown = JSON.stringify(providers) + Math.floor(now_ms / 60_000);
    if (shown === this.#shown) return; // what a person reads or has selected stays
    this.#shown = shown;
    const tables = Object.entries(TITLES).map(([capability, title]) =>
      table(title, providers[capability] ?? [], now_ms),
    );
    this.#parts.tables.replaceChildren(...tables);
  }
}

/**
 * @param {string} title
 * @param {Provider[]} rows
 * @param {number} now_ms
 */
function table(title, rows, now_ms) {
  const used = rows.filter(({ configured }) => configured);
  const head = ['Provider', 'How it does', 'First result', 'Last trouble'].map((text) =>
    make('th', { text, attributes: { scope: 'col' } }),
  );
  const body = used.map((provider) => row(provider, now_ms));
  return make(
    'section',
    { class: 'health-part panel' },
    make('h3', { class: 'section-title', text: title }),
    make(
      'table',
      { class: 'health-table', attributes: { 'aria-label': title } },
      make('thead', {}, make('tr', {}, ...head)),
      make('tbody', {}, ...(body.length ? body : [nobody()])),
    ),
    ...others(rows.filter(({ configured }) => !configured)),
  );
}

/**
 * @param {Provider} provider
 * @param {number} now_ms
 */
function row(provider, now_ms) {
  const name = make('th', { text: provider.label, attributes: { scope: 'row' } });
  const state = make('span', {
    class: 'health-state',
    text: standing(provider),
    attributes: { 'data-state': isUnknown(provider) ? 'unknown' : provider.state },
  });
  const trouble = provider.error
    ? `${ago(provider.error.at, now_ms)}: ${provider.error.message}`
    : 'None';
  return make(
    'tr',
    { attributes: { 'data-provider': provider.name } },
    name,
    make('td', { attributes: { 'data-label': 'How it does' } }, state),
    make('td', { text: speed(provider), attributes: { 'data-label': 'First result' } }),
    make('td', { text: trouble, attributes: { 'data-label': 'Last trouble' } }),
  );
}

function nobody() {
  const cell = make('td', { class: 'health-empty', text: 'Nobody does this.' });
  cell.colSpan = 4;
  return make('tr', {}, cell);
}

/** @param {Provider[]} unused */
function others(unused) {
  if (unused.length === 0) return [];
  const items = unused.map((provider) => make('li', { text: outlook(provider) }));
  return [
    make(
      'details',
      { class: 'health-others' },
      make('summary', { text: `Not in use (${unused.length})` }),
      make('ul', {}, ...items),
    ),
  ];
}
