// @ts-check
/** A list to choose a chat model from: by a wish, or one by name. */

import { make } from './elements.js';
import { providerName } from './words.js';

/** @typedef {import('../protocol.js').Models} Models */
/** @typedef {import('../protocol.js').VendorModels} VendorModels */
/** @typedef {import('../protocol.js').ModelInUse} ModelInUse */

/** @type {[id: string, label: string][]} */
const WISHES = [
  ['auto', 'As this server is set up'],
  ['fastest', 'Fastest that sees'],
  ['best', 'Best'],
  ['offline', 'Offline only: nothing leaves this server'],
];

/** @param {HTMLSelectElement} select */
export function fillWishes(select) {
  select.replaceChildren(...WISHES.map(([value, text]) => option(value, text)));
}

/**
 * @param {HTMLSelectElement} select
 * @param {Models} models
 * @param {string} choice
 */
export function fillModels(select, { vendors }, choice) {
  const wishes = make('optgroup', { attributes: { label: 'Let it choose' } });
  wishes.append(...WISHES.map(([value, text]) => option(value, text)));
  select.replaceChildren(wishes, ...vendors.filter(({ models }) => models.length > 0).map(group));
  choose(select, choice);
}

/**
 * Show what is chosen, also when nobody lists it any more.
 * @param {HTMLSelectElement} select
 * @param {string} choice
 */
export function choose(select, choice) {
  const listed = [...select.options].some(({ value }) => value === choice);
  if (!listed) select.append(option(choice, `${choice} (not listed now)`));
  select.value = choice;
}

/**
 * What is wrong with the lists, in a sentence; '' when nothing is.
 * @param {Models} models
 */
export function listingTrouble({ vendors }) {
  const silent = vendors.filter(({ error }) => error !== null).map(({ provider }) => provider);
  if (silent.length === 0) return '';
  return `No new list of models came from ${silent.join(', ')}.`;
}

/** @param {ModelInUse} model */
export function inUseText({ provider, name, sees }) {
  const who = name ? `${name} (${providerName(provider)})` : providerName(provider);
  return `Answers come from ${who}, which gets ${sees ? 'to see you' : 'no pictures'}.`;
}

/** @param {VendorModels} vendor */
function group({ provider, models }) {
  const options = models.map(({ id, name, sees }) => option(id, sees ? `${name} · sees` : name));
  return make('optgroup', { attributes: { label: provider } }, ...options);
}

/**
 * @param {string} value
 * @param {string} text
 */
function option(value, text) {
  return make('option', { text, attributes: { value } });
}
