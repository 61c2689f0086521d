// @ts-check
/** The voices that there are. */

import { icon, make } from '../../lib/elements.js';
import { plays } from './play.js';
import { whatItIs } from './verdict.js';

/** @typedef {import('./voice_api.js').OwnVoice} OwnVoice */
/**
 * @typedef {{goOn: (voice: OwnVoice) => void, forget: (voice: OwnVoice) => void}} Wishes
 *   `goOn`: where its making stopped
 */

const KIND = { clone: 'Copy', match: 'Match' };

/**
 * @param {OwnVoice} voice
 * @param {Wishes} wishes
 */
export function row(voice, wishes) {
  const name = make('p', { class: 'row-name', text: voice.label });
  if (voice.kind) name.append(make('span', { class: 'voice-kind', text: KIND[voice.kind] }));
  const actions = make('div', { class: 'row-actions' }, ...buttons(voice, wishes));
  const text = make('div', { class: 'row-text' }, name, make('p', { class: 'row-note', text: note(voice) }));
  return make('li', { class: 'row' }, text, actions);
}

/** @param {OwnVoice} voice */
function note(voice) {
  if (voice.state === 'sample') return 'A recording of which no voice was made yet. It is deleted after a day.';
  if (voice.state === 'made') return `${whatItIs(voice)} It waits for your decision, for a day.`;
  return `${whatItIs(voice)} Agreed to on ${day(voice.consent?.agreed_at ?? '')}.`;
}

/** @param {string} time ISO 8601 */
const day = (time) => new Date(time).toLocaleDateString(undefined, { dateStyle: 'long' });

/**
 * @param {OwnVoice} voice
 * @param {Wishes} wishes
 */
function buttons(voice, { goOn, forget }) {
  const all = [];
  if (voice.state === 'kept' && voice.preview_url) {
    const play = button('', voice.label, () => {});
    plays(play, voice.preview_url, 'it');
    all.push(play);
  }
  const next = { sample: 'Go on', made: 'Listen and decide', kept: 'Make it anew' }[voice.state];
  if (voice.state !== 'kept' || voice.recording_url) {
    all.push(button(next, voice.label, () => goOn(voice)));
  }
  return [...all, ...deleting(voice, forget)];
}

/**
 * A button that asks once more.
 * @param {OwnVoice} voice
 * @param {Wishes['forget']} forget
 */
function deleting(voice, forget) {
  const first = button('Delete', voice.label, () => ask(true));
  const sure = button('Delete for good', voice.label, () => forget(voice));
  const spare = button('Keep', voice.label, () => ask(false));
  sure.prepend(icon('alert'));
  const ask = (/** @type {boolean} */ asked) => {
    first.hidden = asked;
    sure.hidden = spare.hidden = !asked;
    (asked ? spare : first).focus();
  };
  sure.hidden = spare.hidden = true;
  return [first, sure, spare];
}

/**
 * @param {string} text
 * @param {string} label of the voice
 * @param {() => void} onclick
 */
function button(text, label, onclick) {
  const attributes = { type: 'button', 'aria-description': label };
  const element = make('button', { class: 'button button-small', text, attributes });
  element.addEventListener('click', onclick);
  return element;
}
