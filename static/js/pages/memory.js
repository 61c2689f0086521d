// @ts-check
/** The page of what is remembered. */

import { readChoices, request } from '../api.js';
import { byId, make } from '../lib/elements.js';
import { telling } from '../lib/form.js';
import { changeMemory, chooseToRemember, forgetMemory, readMemories } from '../lib/memory_api.js';
import { Notices } from '../lib/notices.js';
import { startTheme } from '../lib/theme.js';
import { chart, legend, tableRows } from './memory/emotions.js';
import { row } from './memory/row.js';

/** @typedef {import('../lib/memory_api.js').Memory} Memory */
/** @typedef {import('./memory/emotions.js').CallEmotions} CallEmotions */

const KINDS = {
  name: 'You',
  people: 'People',
  pets: 'Animals',
  home: 'Home',
  work: 'Work',
  tastes: 'Likes and dislikes',
  health: 'Health',
  dates: 'Dates',
  plans: 'Plans',
  life: 'Life',
};
const SEARCH_AFTER_MS = 250;

const notices = new Notices(byId('notices', HTMLElement));
const tell = telling(notices);
const kinds = byId('memories', HTMLElement);
const empty = byId('memories-empty', HTMLElement);
const nothing = byId('nothing-found', HTMLElement);
const search = byId('search-input', HTMLInputElement);
const remembers = byId('remembers', HTMLInputElement);
/** @type {{id: string, name: string}[]} */
let companions = [];
let asked = 0;

const deeds = () => ({
  companions,
  /** @type {import('./memory/row.js').Deeds['change']} */
  change: (memory, changes) =>
    void tell(async () => {
      await changeMemory(memory.id, changes);
      await show();
      document.getElementById(`memory-${memory.id}`)?.querySelector('button')?.focus();
    }),
  /** @param {Memory} memory */
  forget: (memory) =>
    void tell(async () => {
      await forgetMemory(memory.id);
      notices.show({ code: 'forgotten', message: 'Forgotten.', kind: 'info' });
      await show();
      search.focus();
    }),
});

/**
 * @param {string} kind
 * @param {Memory[]} memories
 */
function section(kind, memories) {
  const title = make('h2', { text: KINDS[/** @type {keyof typeof KINDS} */ (kind)] });
  const list = make('ul', { class: 'rows' }, ...memories.map((each) => row(each, deeds())));
  return make('section', { class: 'page-section' }, title, list);
}

async function show() {
  const words = search.value.trim();
  const mine = (asked += 1);
  const found = await readMemories(words);
  if (mine !== asked) return;
  remembers.checked = found.remembers;
  const byKind = Object.keys(KINDS).map(
    (kind) => /** @type {const} */ ([kind, found.memories.filter((each) => each.kind === kind)]),
  );
  const filled = byKind.filter(([, memories]) => memories.length > 0);
  kinds.replaceChildren(...filled.map(([kind, memories]) => section(kind, memories)));
  kinds.setAttribute('aria-busy', 'false');
  const count = found.memories.length;
  byId('count', HTMLElement).textContent = count === 1 ? '1 memory' : `${count} memories`;
  empty.hidden = words !== '' || found.memories.length > 0;
  nothing.hidden = words === '' || found.memories.length > 0;
}

async function showEmotions() {
  /** @type {{moods: CallEmotions[]}} */
  const { moods } = await request('/api/moods');
  const felt = moods.filter(({ emotions }) => Object.keys(emotions).length > 0);
  byId('emotions', HTMLElement).hidden = felt.length === 0;
  byId('emotions-chart', HTMLElement).replaceChildren(chart(felt));
  byId('emotions-legend', HTMLElement).replaceChildren(...legend(felt));
  byId('emotions-rows', HTMLElement).replaceChildren(...tableRows(felt));
}

let waiting = 0;
search.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void tell(show), SEARCH_AFTER_MS);
});
remembers.addEventListener('change', () => void tell(() => chooseToRemember(remembers.checked)));
startTheme(byId('theme-button', HTMLButtonElement), () => {});
void tell(async () => {
  ({ companions } = await readChoices());
  await show();
  await showEmotions();
});
