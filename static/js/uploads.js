// @ts-check
/** Choosing a picture: by click, by keyboard, or by dropping it. */

import { Preview } from './face/preview.js';

/** @typedef {import('./protocol.js').Portrait} Portrait */

const KINDS = ['image/jpeg', 'image/png', 'image/webp'];
const MAX_BYTES = 10 * 1024 * 1024;
const CHOOSE = 'Drop a picture here, or choose one. JPEG, PNG or WebP, up to 10 MB.';
const REPLACE = 'Choose another to replace it.';

/**
 * Why a file cannot be a portrait, or '' when it may be one.
 * @param {{type: string, size: number}} file
 */
export function refusal({ type, size }) {
  if (!KINDS.includes(type)) return 'Please choose a JPEG, PNG or WebP picture.';
  if (size > MAX_BYTES) return 'That picture is larger than 10 MB. Please choose a smaller one.';
  return '';
}

export class PortraitUpload {
  /** @type {Portrait | null} */
  portrait = null;
  onchange = () => {};

  #zone;
  #input;
  #preview;
  #status;
  #upload;
  #latest = 0;
  /** @type {Promise<void>} */
  #settled = Promise.resolve();

  /**
   * @param {{zone: HTMLElement, input: HTMLInputElement, preview: HTMLImageElement,
   *   status: HTMLElement}} parts
   * @param {(file: File, onsent: (share: number) => void) => Promise<Portrait>} upload rejects with
   *   a sentence for the person
   */
  constructor({ zone, input, preview, status }, upload) {
    this.#zone = zone;
    this.#input = input;
    this.#preview = new Preview(preview);
    this.#status = status;
    this.#upload = upload;
    input.addEventListener('change', () => this.#take(input.files?.[0]));
    zone.addEventListener('dragover', (event) => this.#hover(event, true));
    zone.addEventListener('dragleave', (event) => this.#hover(event, false));
    zone.addEventListener('drop', (event) => {
      this.#hover(event, false);
      this.#take(event.dataTransfer?.files[0]);
    });
  }

  /** No upload is under way any more. */
  get settled() {
    return this.#settled;
  }

  /**
   * @param {DragEvent} event
   * @param {boolean} over
   */
  #hover(event, over) {
    event.preventDefault();
    this.#zone.classList.toggle('is-over', over);
  }

  /** @param {File | undefined} file */
  #take(file) {
    if (file) this.#settled = this.#choose(file);
  }

  /** @param {File} file */
  async #choose(file) {
    const attempt = ++this.#latest;
    const reason = refusal(file);
    if (reason) {
      this.#say(reason, 'error');
      return;
    }
    this.#progress(0);
    try {
      const portrait = await this.#upload(file, (share) => {
        if (attempt === this.#latest) this.#progress(share);
      });
      if (attempt === this.#latest) this.#accept(portrait);
    } catch (error) {
      if (attempt === this.#latest) this.#say(error instanceof Error ? error.message : '', 'error');
    }
  }

  /**
   * Begin with a portrait that is there already.
   * @param {string} url '' for none
   */
  show(url) {
    this.#latest++;
    this.portrait = null;
    void this.#preview.show(url, '');
    this.#say(url ? REPLACE : CHOOSE, url ? 'done' : 'empty');
  }

  /** @param {number} share of the file that has left */
  #progress(share) {
    this.#zone.style.setProperty('--sent', String(share));
    this.#say(share < 1 ? 'Uploading…' : 'Looking for the face…', 'busy');
  }

  /** @param {Portrait} portrait */
  #accept(portrait) {
    this.portrait = portrait;
    void this.#preview.show(portrait.url, portrait.rig_url ?? '');
    this.#say(portrait.note?.message ?? `Looks good. ${REPLACE}`, 'done');
    this.onchange();
  }

  /**
   * @param {string} message
   * @param {'empty' | 'busy' | 'done' | 'error'} state
   */
  #say(message, state) {
    this.#zone.dataset.state = state;
    if (this.#status.textContent !== message) this.#status.textContent = message;
    this.#input.value = '';
    this.#input.setAttribute('aria-invalid', String(state === 'error'));
  }
}
