// @ts-check
/** The page of calls: what was said in them, as it was heard. */

import { readCall, request } from '../api.js';
import { costText } from '../lib/cost.js';
import { byId, make, smallButton } from '../lib/elements.js';
import { telling } from '../lib/form.js';
import { messageItem } from '../lib/messages.js';
import { momentText } from '../lib/moments.js';
import { Notices } from '../lib/notices.js';
import { startTheme } from '../lib/theme.js';
import { durationText } from '../lib/timing.js';

/**
 * @typedef {object} Kept
 * @property {string} id
 * @property {string} started_at
 * @property {string | null} [ended_at]
 * @property {{name: string}} companion
 * @property {import('../protocol.js').Bill | null} [usage]
 * @property {{heard_text: string}[]} [messages] those that were found
 */

const SEARCH_AFTER_MS = 250;
const MAX_QUOTED = 3;

const notices = new Notices(byId('notices', HTMLElement));
const tell = telling(notices);
const list = byId('calls', HTMLElement);
const search = byId('search-input', HTMLInputElement);
let asked = 0;

/** @param {Kept} call */
function row(call) {
  const { id, started_at, ended_at, companion, usage, messages = [] } = call;
  const lasted = ended_at ? (Date.parse(ended_at) - Date.parse(started_at)) / 1000 : 0;
  const when = momentText(started_at);
  const cost = usage && (usage.unpriced || usage.cost_usd > 0) ? costText(usage).toLowerCase() : '';
  const note = [when, lasted && durationText(lasted), cost].filter(Boolean).join(', ');
  const text = make('div', { class: 'row-text' }, make('p', { class: 'call-with', text: companion.name }));
  text.append(make('p', { class: 'row-note', text: note }));
  text.append(...messages.slice(0, MAX_QUOTED).map(({ heard_text }) =>
    make('p', { class: 'row-note' }, make('q', { text: heard_text })),
  ));
  const said = make('ol', { class: 'messages call-said', attributes: { hidden: '' } });
  const item = make('li', { class: 'row', attributes: { id: `call-${id}` } }, text);
  const open = smallButton('Read', `${companion.name}, ${when}`, () => void tell(() => read(call, open, said)));
  open.setAttribute('aria-expanded', 'false');
  const actions = make('div', { class: 'call-actions' }, open);
  const remove = smallButton('Delete', `${companion.name}, ${when}`, () => ask(call, actions, [open, remove]));
  actions.append(remove);
  item.append(actions, said);
  return item;
}

/**
 * @param {Kept} call
 * @param {HTMLElement} open
 * @param {HTMLElement} said
 */
async function read({ id, companion }, open, said) {
  if (said.childElementCount === 0) {
    const { messages } = await readCall(id);
    const spoken = messages.filter(({ text }) => text !== '');
    said.replaceChildren(...spoken.map((message) => messageItem(message, companion.name)));
    if (spoken.length === 0) said.append(make('li', { text: 'Nothing was said.' }));
  }
  said.hidden = !said.hidden;
  open.setAttribute('aria-expanded', String(!said.hidden));
  open.textContent = said.hidden ? 'Read' : 'Close';
}

/**
 * @param {Kept} call
 * @param {HTMLElement} actions
 * @param {HTMLElement[]} before
 */
function ask(call, actions, before) {
  const cancel = smallButton('Cancel', 'leave the call as it is', () => {
    actions.replaceChildren(...before);
    before.at(-1)?.focus();
  });
  const keep = smallButton('Delete the call, keep what it taught', '', () => void tell(() => remove(call, 'keep')));
  const both = smallButton('Delete both', 'the call and what it taught', () => void tell(() => remove(call, 'forget')));
  keep.removeAttribute('aria-label');
  actions.replaceChildren(keep, both, cancel);
  keep.focus();
}

/**
 * @param {Kept} call
 * @param {'keep' | 'forget'} memories
 */
async function remove({ id }, memories) {
  await request(`/api/calls/${encodeURIComponent(id)}?memories=${memories}`, { method: 'DELETE' });
  notices.show({ code: 'deleted', message: 'The call is deleted.', kind: 'info' });
  await show();
  search.focus();
}

async function show() {
  const words = search.value.trim();
  const mine = (asked += 1);
  const url = words ? `/api/calls/search?q=${encodeURIComponent(words)}` : '/api/calls';
  /** @type {{calls: Kept[]}} */
  const { calls } = await request(url);
  if (mine !== asked) return;
  list.replaceChildren(...calls.map(row));
  list.setAttribute('aria-busy', 'false');
  byId('count', HTMLElement).textContent = calls.length === 1 ? '1 call' : `${calls.length} calls`;
  byId('calls-empty', HTMLElement).hidden = words !== '' || calls.length > 0;
  byId('nothing-found', HTMLElement).hidden = words === '' || calls.length > 0;
}

/** Open the call that the address names, as the receipt of a memory does. */
function openNamed() {
  const named = decodeURIComponent(location.hash.slice(1));
  const item = named ? document.getElementById(`call-${named}`) : null;
  item?.scrollIntoView();
  item?.querySelector('button')?.click();
}

let waiting = 0;
search.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void tell(show), SEARCH_AFTER_MS);
});
addEventListener('hashchange', openNamed);
startTheme(byId('theme-button', HTMLButtonElement), () => {});
void tell(show).then(openNamed);
