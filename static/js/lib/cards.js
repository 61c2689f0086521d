// @ts-check
/** The cards to choose a companion from. */

import { make } from './elements.js';
import { initials } from './words.js';

/** @typedef {import('../protocol.js').Companion} Companion */

/** The value of the card for a companion that is yet to be made. */
export const OWN = 'own';

/**
 * @param {string} value
 * @param {boolean} checked
 */
function radio(value, checked) {
  const input = make('input', { attributes: { type: 'radio', name: 'companion', value } });
  input.defaultChecked = checked;
  return input;
}

/**
 * @param {Companion} companion
 * @param {string} note
 * @param {boolean} checked
 */
export function companionCard({ id, name, portrait_url }, note, checked) {
  const picture = portrait_url
    ? make('img', { class: 'card-picture', attributes: { src: portrait_url, alt: '' } })
    : make('span', { class: 'card-picture card-initials', text: initials(name) });
  return make(
    'label',
    { class: 'card' },
    radio(id, checked),
    picture,
    make('span', { class: 'card-name', text: name }),
    make('span', { class: 'card-note', text: note }),
  );
}

/** @param {boolean} checked */
export function ownCard(checked) {
  const picture = make('span', { class: 'card-picture card-plus', text: '+' });
  picture.setAttribute('aria-hidden', 'true');
  return make(
    'label',
    { class: 'card' },
    radio(OWN, checked),
    picture,
    make('span', { class: 'card-name', text: 'Someone else' }),
    make('span', { class: 'card-note', text: 'Your own picture and voice' }),
  );
}
