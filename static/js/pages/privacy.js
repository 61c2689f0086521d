// @ts-check
/** Privacy: what is kept, for how long, and the way out. */

import { changeMe, deleteEverything, readMe } from '../api.js';
import { byId, make } from '../lib/elements.js';
import { attempt } from '../lib/form.js';
import { startTheme } from '../lib/theme.js';

const keep = byId('keep-select', HTMLSelectElement);
const note = byId('keep-note', HTMLElement);
const problem = byId('delete-error', HTMLElement);
const sure = byId('sure', HTMLDialogElement);
const receipt = byId('receipt', HTMLElement);
const NAMES = new Map([
  ['people', 'Your name and settings'],
  ['accounts', 'Your account'],
  ['links', 'Ways to sign in'],
  ['sessions', 'Where you were signed in'],
  ['companions', 'Companions'],
  ['calls', 'Calls'],
  ['messages', 'Things said'],
  ['memories', 'Memories'],
  ['memory_vectors', 'What memories mean, in numbers'],
  ['receipts', 'Sentences that memories came from'],
  ['jobs', 'Jobs'],
  ['files', 'Files'],
]);

async function load() {
  const { keep_days } = await readMe();
  keep.value = String(keep_days ?? '');
}

async function changeKeeping() {
  const days = keep.value ? Number(keep.value) : null;
  await changeMe({ keep_days: days });
  note.textContent = days ? 'Older calls are deleted within the hour.' : 'Calls stay until you delete them.';
}

async function remove() {
  const { deleted, voices } = await deleteEverything();
  const lines = Object.entries(deleted).map(([kind, count]) => `${NAMES.get(kind) ?? kind}: ${count}`);
  const said = voices.map(({ label, vendor, at_vendor }) => `Voice “${label}”${atVendor(vendor, at_vendor)}`);
  byId('receipt-rows', HTMLElement).replaceChildren(
    ...[...lines, ...said].map((text) => make('li', { text })),
  );
  receipt.hidden = false;
  byId('delete-button', HTMLButtonElement).disabled = true;
  receipt.focus();
}

/**
 * @param {string} vendor
 * @param {string} state
 */
function atVendor(vendor, state) {
  if (!vendor) return '';
  return state === 'deleted' ? `, also at ${vendor}` : `; ${vendor} did not answer and is asked again`;
}

keep.addEventListener('change', () => void attempt(changeKeeping, note));
byId('delete-button', HTMLButtonElement).addEventListener('click', () => {
  problem.hidden = true;
  sure.returnValue = '';
  sure.showModal();
});
sure.addEventListener('close', () => {
  if (sure.returnValue === 'delete') void attempt(remove, problem);
});
startTheme(byId('theme-button', HTMLButtonElement), () => {});
void attempt(load, note);
