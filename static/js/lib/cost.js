// @ts-check
/** What a call costs, as surely as it is known. */

/** @typedef {import('../protocol.js').Bill} Bill */

const CENT_USD = 0.01;

/**
 * What is known of the cost, in words.
 * @param {Pick<Bill, 'cost_usd' | 'about' | 'unpriced'>} bill
 */
export function costText({ cost_usd, about, unpriced }) {
  if (cost_usd === 0) return unpriced ? 'Cost not known' : 'No cost';
  const amount = dollars(cost_usd);
  if (unpriced) return `At least ${amount}`;
  return about ? `About ${amount}` : amount;
}

/** @param {number} usd */
export function dollars(usd) {
  return `$${usd.toFixed(usd < CENT_USD ? 4 : 2)}`;
}
