// @ts-check
/** The page of voices: those there are, and the steps to another. */

import { Failed } from '../api.js';
import { byId } from '../lib/elements.js';
import { telling } from '../lib/form.js';
import { Notices } from '../lib/notices.js';
import { startTheme } from '../lib/theme.js';
import { Agreement } from './voices/agreement.js';
import { row } from './voices/list.js';
import { Choosing, unfinishedJob, Waiting } from './voices/making.js';
import { hush } from './voices/play.js';
import { Sampling } from './voices/sampling.js';
import { Verdict } from './voices/verdict.js';
import { forgetVoice, readVoices, vendorName } from './voices/voice_api.js';

/** @typedef {import('./voices/voice_api.js').OwnVoice} OwnVoice */
/** @typedef {import('./voices/voice_api.js').Receipt} Receipt */
/** @typedef {'sample' | 'consent' | 'kind' | 'making' | 'verdict'} Step */

/** @type {Record<Step, string>} */
const TITLES = {
  sample: 'Let the voice be heard',
  consent: 'Agree to it',
  kind: 'Choose how it is made',
  making: 'The voice is being made',
  verdict: 'Does it sound right?',
};
const STEPS = /** @type {Step[]} */ (Object.keys(TITLES));

const own = byId('own', HTMLElement);
const maker = byId('maker', HTMLElement);
const title = byId('maker-title', HTMLElement);
const problem = byId('voices-error', HTMLElement);
const notices = new Notices(byId('notices', HTMLElement));
const sampling = new Sampling();
const agreement = new Agreement();
const choosing = new Choosing();
const waiting = new Waiting();
const verdict = new Verdict();

/** @param {Step} step */
function show(step) {
  leave();
  own.hidden = true;
  maker.hidden = false;
  for (const each of STEPS) byId(`step-${each}`, HTMLElement).hidden = each !== step;
  byId('maker-step', HTMLElement).textContent = `Step ${STEPS.indexOf(step) + 1} of ${STEPS.length}`;
  title.textContent = TITLES[step];
  title.focus();
}

function leave() {
  hush();
  sampling.leave();
  agreement.leave();
  waiting.leave();
}

/**
 * What to go on with when the server said no, which the person is told.
 * @template T
 * @param {T} instead
 * @returns {(error: unknown) => T}
 */
const toldAs = (instead) => (error) => {
  if (!(error instanceof Failed)) throw error;
  problem.textContent = error.message;
  problem.hidden = false;
  return instead;
};

/** The voices as the server has them; without an answer, none. */
const voices = () => readVoices().catch(toldAs({ voices: [], cloner: null, matches: false }));

async function showList() {
  leave();
  problem.hidden = true;
  const { voices: all, cloner, matches } = await voices();
  const rows = all.map((voice) => row(voice, { goOn, forget }));
  byId('voices', HTMLElement).replaceChildren(...rows);
  const canMake = Boolean(cloner) || matches;
  byId('voices-none', HTMLElement).hidden = canMake || !problem.hidden;
  byId('make-button', HTMLElement).hidden = !canMake;
  byId('voices-empty', HTMLElement).hidden = all.length > 0 || !canMake;
  maker.hidden = true;
  own.hidden = false;
}

/** @param {string} id */
async function goOnWith(id) {
  const { voices: all } = await voices();
  const voice = all.find((each) => each.id === id);
  await (voice ? goOn(voice) : showList());
}

/** @param {OwnVoice} voice */
async function goOn(voice) {
  const job = await unfinishedJob().catch(toldAs(undefined));
  if (job) wait(job.job, voice.id);
  else if (voice.state === 'made') judge(voice);
  else if (voice.consent) await choose(voice);
  else {
    show('consent');
    agreement.begin(voice.id);
  }
}

/** @param {OwnVoice} voice */
async function choose(voice) {
  const ways = await voices();
  show('kind');
  choosing.begin(voice, ways);
  choosing.onready = (job) => wait(job, voice.id);
}

/**
 * @param {string} job
 * @param {string} [id] of the voice
 */
function wait(job, id) {
  show('making');
  waiting.onready = async (reason) => {
    if (reason) notices.show({ code: 'not_made', message: reason });
    await (id ? goOnWith(id) : showList());
  };
  waiting.begin(job);
}

/** @param {OwnVoice} voice */
function judge(voice) {
  show('verdict');
  verdict.begin(voice);
  verdict.onready = async (outcome) => {
    if (outcome === 'again') {
      await choose(voice);
      return;
    }
    await showList();
    const kept = `${voice.label} can be chosen for your companions now.`;
    const message = outcome === 'kept' ? kept : `${voice.label} is deleted.`;
    notices.show({ code: 'voice', message, kind: 'info' });
  };
}

/** @param {OwnVoice} voice */
async function forget(voice) {
  await telling(notices)(async () => {
    const { forgotten } = await forgetVoice(voice.id);
    notices.show({ code: 'voice', message: receipt(forgotten), kind: 'info' });
  });
  await showList();
}

/** @param {Receipt} forgotten */
function receipt({ label, at_vendor, vendor, companions }) {
  const vendors = {
    '': '',
    deleted: ` So is the copy at ${vendorName(vendor)}.`,
    later: ` ${vendorName(vendor)} does not answer: it is asked again until the copy there is deleted.`,
  };
  const names = companions.join(', ');
  const heirs = names && ` ${names} now ${companions.length > 1 ? 'speak' : 'speaks'} with the first voice.`;
  return `${label} is deleted.${vendors[at_vendor]}${heirs}`;
}

sampling.onready = agreement.onready = (id) => void goOnWith(id);
byId('make-button', HTMLButtonElement).addEventListener('click', () => {
  show('sample');
  sampling.begin();
});
byId('maker-back', HTMLButtonElement).addEventListener('click', () => showList());
startTheme(byId('theme-button', HTMLButtonElement), () => {
  sampling.refresh();
  agreement.refresh();
});
void showList();
