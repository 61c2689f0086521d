// @ts-check
/** What a call used of its providers, and what that costs. */

import { costText, dollars } from '../lib/cost.js';
import { byId, make } from '../lib/elements.js';
import { durationText } from '../lib/timing.js';
import { TITLES, providerName } from '../lib/words.js';

/** @typedef {import('../protocol.js').Bill} Bill */
/** @typedef {import('../protocol.js').BillRow} BillRow */

export class Spending {
  #total = byId('spending-total', HTMLElement);
  #rows = byId('spending-rows', HTMLElement);

  clear() {
    this.#total.textContent = 'Nothing was used yet.';
    this.#rows.replaceChildren();
  }

  /** @param {Bill} bill */
  show(bill) {
    const cap = bill.cap_usd === null ? '' : `, of at most ${dollars(bill.cap_usd)}`;
    this.#total.textContent = `${costText(bill)}${cap}`;
    this.#rows.replaceChildren(...bill.rows.map(item));
  }
}

/**
 * What one provider was used for: `120 tokens in, 7 out`.
 * @param {BillRow} row
 */
export function amountText({ tokens_in, tokens_out, characters, sound_s, capability }) {
  if (tokens_in + tokens_out > 0) {
    return `${tokens_in.toLocaleString('en')} tokens in, ${tokens_out.toLocaleString('en')} out`;
  }
  if (capability === 'speech') return `${characters.toLocaleString('en')} characters`;
  return durationText(sound_s);
}

/** @param {BillRow} row */
function item(row) {
  const { capability, provider, model, cost_usd, about } = row;
  const who = model ? `${model} (${providerName(provider)})` : providerName(provider);
  const cost = cost_usd === null ? 'cost not known' : costText({ cost_usd, about, unpriced: false });
  return make(
    'li',
    {},
    make('span', { text: `${TITLES[capability] ?? capability}: ${who}` }),
    make('span', { class: 'details-ms', text: cost }),
    make('span', { class: 'spending-amount', text: amountText(row) }),
  );
}
