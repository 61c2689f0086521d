// @ts-check
/** Arithmetic of movement: pure. */

/**
 * The value, no less than `least` and no more than `most`.
 * @param {number} value
 * @param {number} [least]
 * @param {number} [most]
 */
export const within = (value, least = 0, most = 1) => Math.max(least, Math.min(most, value));

/**
 * 0 to 1 with gentle ends, also for a share outside of that.
 * @param {number} share
 */
export function smooth(share) {
  const clipped = within(share);
  return clipped * clipped * (3 - 2 * clipped);
}

/**
 * 0 to 1 and back to 0 between two times, gently.
 * @param {number} at_ms
 * @param {number} start_ms
 * @param {number} end_ms
 */
export function bump(at_ms, start_ms, end_ms) {
  const share = within((at_ms - start_ms) / (end_ms - start_ms));
  return Math.sin(Math.PI * share) ** 2;
}

/** @typedef {Record<string, number>} Values */

/**
 * What lies between two sets of values; one that is missing is 0.
 * @param {Values} from
 * @param {Values} to
 * @param {number} share 0 to 1
 * @returns {Values}
 */
export function between(from, to, share) {
  /** @type {Values} */
  const values = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    values[name] = (from[name] ?? 0) * (1 - share) + (to[name] ?? 0) * share;
  }
  return values;
}

/** Values that ease from one set to the next, also when the next comes before they are there. */
export class Eased {
  #name = '';
  /** @type {Values} */
  #from = {};
  /** @type {Values} */
  #to = {};
  #since_ms = -Infinity;
  #lasts_ms;

  /** @param {number} lasts_ms */
  constructor(lasts_ms) {
    this.#lasts_ms = lasts_ms;
  }

  /**
   * The values now; another name begins to ease to `values`. The first are there at once.
   * @param {number} now_ms of a clock that goes on
   * @param {string} name
   * @param {Values} values
   * @returns {Values}
   */
  to(now_ms, name, values) {
    if (name !== this.#name) {
      const first = this.#name === '';
      this.#from = first ? values : this.#now(now_ms);
      this.#since_ms = now_ms;
      this.#name = name;
      this.#to = values;
    }
    return this.#now(now_ms);
  }

  /** @param {number} now_ms */
  #now(now_ms) {
    const share = smooth((now_ms - this.#since_ms) / this.#lasts_ms);
    return between(this.#from, this.#to, share);
  }
}
