// @ts-check
/** The page of companions: who there is, made, changed, copied, taken along and deleted. */

import {
  changeCompanion,
  duplicateCompanion,
  exportPath,
  importCompanion,
  makeCompanion,
  readChoices,
  removeCompanion,
} from '../api.js';
import { byId, make } from '../lib/elements.js';
import { attempt } from '../lib/form.js';
import { Notices } from '../lib/notices.js';
import { startTheme } from '../lib/theme.js';
import { initials } from '../lib/words.js';
import { Editor } from './companions/editor.js';

/** @typedef {import('../protocol.js').Companion} Companion */

const list = byId('companions', HTMLElement);
const problem = byId('companions-error', HTMLElement);
const file = byId('import-input', HTMLInputElement);
const goodbye = byId('goodbye', HTMLDialogElement);
const notices = new Notices(byId('notices', HTMLElement));
const editor = new Editor();

/** @type {import('../protocol.js').Choices} */
let choices = { companions: [], personas: [], voices: [] };

/** Show what the server has, once `work` is done; what goes wrong is said.
 * @param {() => Promise<unknown>} work
 */
async function refresh(work = async () => {}) {
  problem.hidden = true;
  list.setAttribute('aria-busy', 'true');
  const shown = attempt(async () => {
    await work();
    choices = await readChoices();
    list.replaceChildren(...choices.companions.map(row));
  }, problem);
  await shown.finally(() => list.removeAttribute('aria-busy'));
}

/** @param {Companion} companion */
function row(companion) {
  const { id, name, portrait_url, own } = companion;
  const picture = portrait_url
    ? make('img', { class: 'row-portrait', attributes: { src: portrait_url, alt: '' } })
    : make('span', { class: 'row-portrait row-initials', text: initials(name) });
  picture.setAttribute('aria-hidden', 'true');
  const call = link('Call', `/?companion=${encodeURIComponent(id)}`, name);
  const copy = button('Copy', name, () => refresh(() => duplicateCompanion(id)));
  const take = link('Export', exportPath(id), name);
  take.download = '';
  const edit = button('Edit', name, () => editor.open(choices, companion));
  const remove = button('Delete', name, () => askToRemove(companion));
  return make(
    'li',
    { class: 'row' },
    picture,
    make(
      'div',
      { class: 'row-text' },
      make('p', { class: 'row-name', text: name }),
      make('p', { class: 'row-note', text: note(companion) }),
    ),
    make('div', { class: 'row-actions' }, call, ...(own ? [edit] : []), copy, take, ...(own ? [remove] : [])),
  );
}

/** @param {Companion} companion */
function note({ persona, voice, own }) {
  const labels = [
    choices.personas.find(({ id }) => id === persona)?.label,
    choices.voices.find(({ id }) => id === voice)?.label,
    own ? 'made by you' : 'always there',
  ];
  return labels.filter(Boolean).join(' · ');
}

/**
 * @param {string} text
 * @param {string} name whom it is about
 * @param {() => unknown} onclick
 */
function button(text, name, onclick) {
  const attributes = { type: 'button', 'aria-label': `${text} ${name}` };
  const element = make('button', { class: 'button button-small', text, attributes });
  element.addEventListener('click', onclick);
  return element;
}

/**
 * @param {string} text
 * @param {string} href
 * @param {string} name
 */
function link(text, href, name) {
  const attributes = { href, 'aria-label': `${text} ${name}` };
  return make('a', { class: 'button button-small', text, attributes });
}

/** @param {Companion} companion */
function askToRemove({ id, name }) {
  byId('goodbye-title', HTMLElement).textContent = `Delete ${name}?`;
  goodbye.returnValue = '';
  goodbye.onclose = () => {
    if (goodbye.returnValue === 'delete') void refresh(() => removeCompanion(id));
  };
  goodbye.showModal();
}

async function bring() {
  const chosen = file.files?.[0];
  file.value = '';
  if (!chosen) return;
  const { companion, notes } = await importCompanion(chosen);
  const message = [`${companion.name} is here.`, ...notes].join(' ');
  notices.show({ code: 'imported', message, kind: 'info' });
}

editor.onsave = async (id, wishes) => {
  await (id ? changeCompanion(id, wishes) : makeCompanion(wishes));
  void refresh();
};
file.addEventListener('change', () => void refresh(bring));
byId('make-button', HTMLButtonElement).addEventListener('click', () => editor.open(choices, null));
startTheme(byId('theme-button', HTMLButtonElement), () => {});
void refresh();
