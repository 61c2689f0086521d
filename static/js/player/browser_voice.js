// @ts-check
/**
 * The browser's own voice, the last resort: it reads what nobody else could speak. Only voices of
 * this device are used, because others would send the words to the browser's maker.
 */

/** @typedef {Pick<import('../protocol.js').Segment, 'text' | 'spoken_by'>} Read */

export class BrowserVoice {
  /** @type {string} BCP 47 */
  language = 'en';

  #synthesis;
  /** @type {Set<ReturnType<typeof setTimeout>>} */
  #waiting = new Set();

  /** @param {Pick<SpeechSynthesis, 'speak' | 'cancel' | 'getVoices'> | undefined} synthesis */
  constructor(synthesis = globalThis.speechSynthesis) {
    this.#synthesis = synthesis;
  }

  /**
   * Read a segment that is the browser's to read.
   * @param {Read} segment
   * @param {number} wait_s until it is its turn
   */
  play({ text, spoken_by }, wait_s) {
    const voice = spoken_by === 'browser' ? this.#voice() : undefined;
    if (!voice) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      this.#synthesis?.speak(utterance);
    }, Math.max(0, wait_s) * 1000);
    this.#waiting.add(timer);
  }

  stop() {
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
    this.#synthesis?.cancel();
  }

  /** One of this device that speaks the language. */
  #voice() {
    const [short] = this.language.split('-');
    const near = this.#synthesis?.getVoices().filter(({ localService }) => localService) ?? [];
    return near.find(({ lang }) => lang.split(/[-_]/)[0] === short);
  }
}
