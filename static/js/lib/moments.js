// @ts-check
/** Moments as people read them, in the browser's own language. */

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** @param {string} iso */
export const dayText = (iso) => DAY.format(new Date(iso));

/** @param {string} iso */
export const momentText = (iso) => MOMENT.format(new Date(iso));
