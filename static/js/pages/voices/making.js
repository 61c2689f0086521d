// @ts-check
/** The third step: how the voice is made; and the wait for it. */

import { Failed } from '../../api.js';
import { byId } from '../../lib/elements.js';
import { attempt } from '../../lib/form.js';
import { FROM_SERVER } from '../../protocol.js';
import { Socket } from '../../socket.js';
import { cancelJob, makeVoice, readJobs, vendorName } from './voice_api.js';

/** @typedef {import('./voice_api.js').Job} Job */
/** @typedef {import('./voice_api.js').OwnVoice} OwnVoice */

const KINDS = ['clone_voice', 'match_voice'];
const OVER = ['done', 'failed', 'cancelled'];

/** Asks how a voice is to be made. */
export class Choosing {
  /** @type {(job: string) => void} */
  onready = () => {};

  #label = byId('voice-label', HTMLInputElement);
  #error = byId('kind-error', HTMLElement);
  #button = byId('kind-button', HTMLButtonElement);
  #voice = '';

  constructor() {
    this.#button.addEventListener('click', () => this.#make());
  }

  /**
   * @param {OwnVoice} voice
   * @param {import('./voice_api.js').OwnVoices} ways in which it can be made
   */
  begin({ id, label, consent }, { cloner, matches }) {
    this.#voice = id;
    this.#error.hidden = true;
    const other = consent?.whose === 'other' && label === 'My voice';
    this.#label.value = other ? `${consent.name}’s voice` : label;
    byId('kind-clone', HTMLElement).hidden = !cloner;
    byId('kind-match', HTMLElement).hidden = !matches;
    byId('cloner-name', HTMLElement).textContent = vendorName(cloner ?? '');
    this.#choose(cloner ? 'clone' : 'match');
  }

  /** @param {string} kind */
  #choose(kind) {
    const radio = document.querySelector(`[name="kind"][value="${kind}"]`);
    if (radio instanceof HTMLInputElement) radio.checked = true;
  }

  async #make() {
    const chosen = document.querySelector('[name="kind"]:checked');
    const kind = chosen instanceof HTMLInputElement && chosen.value === 'clone' ? 'clone' : 'match';
    this.#button.disabled = true;
    const made = attempt(async () => {
      const label = this.#label.value.trim() || 'My voice';
      this.onready((await makeVoice(this.#voice, { kind, label })).job);
    }, this.#error);
    await made.finally(() => (this.#button.disabled = false));
  }
}

/** Waits for a voice. */
export class Waiting {
  /** Called when it is over, with why it failed or ''. @type {(problem: string) => void} */
  onready = () => {};

  #progress = byId('making-progress', HTMLProgressElement);
  #status = byId('making-status', HTMLElement);
  #job = '';
  /** @type {Socket | null} */
  #socket = null;

  constructor() {
    byId('making-cancel', HTMLButtonElement).addEventListener('click', () => this.#cancel());
  }

  /** @param {string} job */
  begin(job) {
    this.#job = job;
    this.#progress.removeAttribute('value');
    this.#status.textContent = 'About to begin…';
    this.#socket = new Socket();
    this.#socket.onevent = (event, payload) => event === FROM_SERVER.job && this.#came(payload);
    this.#socket.onconnect = () => void this.#look();
    this.#socket.open();
  }

  leave() {
    this.#socket?.close();
    this.#socket = null;
    this.#job = '';
  }

  /** What happened before the connection was there. */
  async #look() {
    await this.#ask(() => unfinishedJob(this.#job));
  }

  /** @param {Job} job */
  #came({ job, state, progress, message }) {
    if (job !== this.#job) return;
    if (state !== 'queued') this.#progress.value = progress;
    this.#status.textContent = message || 'About to begin…';
    if (!OVER.includes(state)) return;
    this.leave();
    this.onready(state === 'failed' ? message : '');
  }

  async #cancel() {
    this.#status.textContent = 'Stopping…';
    await this.#ask(() => cancelJob(this.#job));
  }

  /** @param {() => Promise<Job | undefined>} work gives the job as it is */
  async #ask(work) {
    try {
      const job = await work();
      if (job) this.#came(job);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      this.#status.textContent = error.message;
    }
  }
}

/**
 * The job of that id, or without one whichever makes a voice just now.
 * @param {string} [id]
 * @returns {Promise<Job | undefined>}
 */
export async function unfinishedJob(id) {
  const { jobs } = await readJobs();
  return jobs.find(({ job, kind, state }) =>
    id ? job === id : KINDS.includes(kind) && !OVER.includes(state),
  );
}
