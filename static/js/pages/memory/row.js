// @ts-check
/** One memory on its page: what it says, where it comes from, and what can be done with it. */

import { make, smallButton } from '../../lib/elements.js';
import { momentText } from '../../lib/moments.js';

/** @typedef {import('../../lib/memory_api.js').Memory} Memory */
/**
 * @typedef {object} Deeds what the page does for a row
 * @property {(memory: Memory, changes: {text?: string, pinned?: boolean, kept?: boolean,
 *   companion?: string}) => void} change
 * @property {(memory: Memory) => void} forget
 * @property {{id: string, name: string}[]} companions
 */

/**
 * @param {Memory} memory
 * @param {Deeds} deeds
 */
export function row(memory, deeds) {
  const item = make('li', {
    class: 'row memory',
    attributes: { id: `memory-${memory.id}`, 'data-state': memory.state },
  });
  const show = () => item.replaceChildren(text(memory, deeds), actions(memory, deeds, item, show));
  show();
  return item;
}

/**
 * @param {Memory} memory
 * @param {Deeds} deeds
 */
function text(memory, { companions }) {
  const says = make('p', { class: 'memory-text' });
  says.append(memory.state === 'past' ? make('s', { text: memory.text }) : memory.text);
  const only = companions.find(({ id }) => id === memory.companion);
  const marks = [];
  if (memory.state === 'new') marks.push('new');
  if (memory.state === 'past') marks.push('not true any more');
  if (memory.pinned) marks.push('pinned');
  if (only) marks.push(`only ${only.name} knows`);
  says.append(...marks.map((mark) => make('span', { class: 'memory-mark', text: mark })));
  return make('div', { class: 'row-text' }, says, receipts(memory));
}

/** @param {Memory} memory */
function receipts({ receipts: all }) {
  const list = make('ul', { class: 'receipts', attributes: { 'aria-label': 'Where it comes from' } });
  list.append(
    ...all.map(({ call, quote, said_at }) => {
      const link = make('a', { text: momentText(said_at) });
      link.href = `/calls#${encodeURIComponent(call)}`;
      const item = make('li', { class: 'row-note' }, make('q', { text: quote }));
      item.append(' ', link);
      return item;
    }),
  );
  if (all.length === 0) {
    list.append(make('li', { class: 'row-note', text: 'From a call that you deleted' }));
  }
  return list;
}

/**
 * @param {Memory} memory
 * @param {Deeds} deeds
 * @param {HTMLElement} item
 * @param {() => void} show puts the row back as it was
 */
function actions(memory, deeds, item, show) {
  const group = make('div', { class: 'memory-actions' });
  if (memory.state === 'new') {
    group.append(smallButton('Keep', memory.text, () => deeds.change(memory, { kept: true })));
  }
  if (memory.state !== 'past') {
    const pin = smallButton('Pin', memory.text, () => deeds.change(memory, { pinned: !memory.pinned }));
    pin.setAttribute('aria-pressed', String(memory.pinned));
    const edit = smallButton('Edit', memory.text, () => item.replaceChildren(form(memory, deeds, show)));
    group.append(pin, edit);
  }
  group.append(smallButton('Forget', memory.text, () => group.replaceChildren(...sure(memory, deeds, show))));
  return group;
}

/**
 * @param {Memory} memory
 * @param {Deeds} deeds
 * @param {() => void} show
 */
function sure(memory, deeds, show) {
  const note = 'It is struck from the transcripts too, for good.';
  const yes = smallButton('Forget it', memory.text, () => deeds.forget(memory));
  const no = smallButton('Leave it', memory.text, show);
  queueMicrotask(() => yes.focus());
  return [make('p', { class: 'row-note', text: note }), yes, no];
}

/**
 * @param {Memory} memory
 * @param {Deeds} deeds
 * @param {() => void} show
 */
function form(memory, deeds, show) {
  const input = make('input', { class: 'input', attributes: { maxlength: '300', required: '' } });
  input.value = memory.text;
  input.setAttribute('aria-label', 'What is remembered');
  const who = make('select', { class: 'input', attributes: { 'aria-label': 'Who knows it' } });
  who.append(new Option('Every companion knows it', ''));
  who.append(...deeds.companions.map(({ id, name }) => new Option(`Only ${name} knows it`, id)));
  who.value = memory.companion;
  const save = make('button', { class: 'button button-small', text: 'Save' });
  const editing = make('form', { class: 'memory-form' }, input, who, save);
  editing.append(smallButton('Cancel', memory.text, show));
  editing.addEventListener('submit', (event) => {
    event.preventDefault();
    deeds.change(memory, { text: input.value.trim(), companion: who.value, kept: true });
  });
  queueMicrotask(() => input.focus());
  return editing;
}
