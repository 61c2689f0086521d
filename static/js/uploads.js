// @ts-check
/** Choosing a picture: by click, by keyboard, or by dropping it. */

/** @typedef {import('./protocol.js').Portrait} Portrait */

const KINDS = ['image/jpeg', 'image/png', 'image/webp'];
const LARGEST_BYTES = 10 * 1024 * 1024;

/**
 * Why a file cannot be a portrait, or '' when it may be one.
 * @param {{type: string, size: number}} file
 */
export function refusal({ type, size }) {
  if (!KINDS.includes(type)) return 'Please choose a JPEG, PNG or WebP picture.';
  if (size > LARGEST_BYTES) return 'That picture is larger than 10 MB. Please choose a smaller one.';
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

  /**
   * @param {{zone: HTMLElement, input: HTMLInputElement, preview: HTMLImageElement,
   *   status: HTMLElement}} parts
   * @param {(file: File) => Promise<Portrait>} upload rejects with a sentence for the person
   */
  constructor({ zone, input, preview, status }, upload) {
    this.#zone = zone;
    this.#input = input;
    this.#preview = preview;
    this.#status = status;
    this.#upload = upload;
    input.addEventListener('change', () => this.#choose(input.files?.[0]));
    zone.addEventListener('dragover', (event) => this.#hover(event, true));
    zone.addEventListener('dragleave', (event) => this.#hover(event, false));
    zone.addEventListener('drop', (event) => {
      this.#hover(event, false);
      this.#choose(event.dataTransfer?.files[0]);
    });
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
  async #choose(file) {
    if (!file) return;
    const attempt = ++this.#latest;
    const reason = refusal(file);
    if (reason) {
      this.#say(reason, 'error');
      return;
    }
    this.#say('Uploading…', 'busy');
    try {
      const portrait = await this.#upload(file);
      if (attempt === this.#latest) this.#accept(portrait);
    } catch (error) {
      if (attempt === this.#latest) this.#say(error instanceof Error ? error.message : '', 'error');
    }
  }

  /** @param {Portrait} portrait */
  #accept(portrait) {
    this.portrait = portrait;
    this.#preview.src = portrait.url;
    this.#preview.hidden = false;
    this.#say(portrait.note?.message ?? 'Looks good. Choose another to replace it.', 'done');
    this.onchange();
  }

  /**
   * @param {string} message
   * @param {'busy' | 'done' | 'error'} state
   */
  #say(message, state) {
    this.#zone.dataset.state = state;
    this.#status.textContent = message;
    this.#input.value = '';
    this.#input.setAttribute('aria-invalid', String(state === 'error'));
  }
}
