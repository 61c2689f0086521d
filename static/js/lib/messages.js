// @ts-check
/** A message as people read it: in the chat, and in the summary. */

import { make } from './elements.js';
import { partHeard } from './words.js';

/** @typedef {import('../protocol.js').SavedMessage} SavedMessage */

/**
 * One message; what an interruption kept from being heard is struck through.
 * @param {SavedMessage} message
 * @param {string} companionName
 */
export function messageItem({ speaker, text, heard_text, interrupted }, companionName) {
  const who = speaker === 'user' ? 'You' : companionName;
  const cut = speaker === 'companion' && interrupted;
  const { heard, unheard } = cut ? partHeard(text, heard_text) : { heard: text, unheard: '' };
  const words = make('p', { class: 'message-text', text: heard });
  if (unheard) {
    words.append(heard ? ' ' : '');
    words.append(make('span', { class: 'visually-hidden', text: 'Not heard: ' }));
    words.append(make('s', { class: 'unheard', text: unheard }));
  }
  const name = make('span', { class: 'message-who', text: who });
  return make('li', { class: `message message-${speaker}` }, name, words);
}
