// @ts-check
/** Speech recognition by the browser itself, for those who choose it over the server's. */

const Recognizer = window.SpeechRecognition ?? window.webkitSpeechRecognition;

/** Whether this browser has a recognizer of its own. */
export const browserRecognizes = Recognizer !== undefined;

/** @type {Record<string, string>} */
const TROUBLE = {
  'not-allowed': 'The browser was not allowed to listen. You can type instead.',
  'service-not-allowed': 'The browser was not allowed to listen. You can type instead.',
  network: 'The browser’s speech recognition needs a network that is not there. You can type instead.',
  'audio-capture': 'The browser found no microphone. You can type instead.',
};

export class BrowserRecognition {
  /** @type {(text: string, final: boolean) => void} */
  onwords = () => {};
  /** @type {(message: string) => void} it has stopped for good */
  ontrouble = () => {};

  /** @type {SpeechRecognition | null} */
  #recognizer = null;

  /** @param {string} language as in BCP 47 */
  start(language) {
    if (!Recognizer) return;
    const recognizer = new Recognizer();
    recognizer.lang = language;
    recognizer.continuous = recognizer.interimResults = true;
    recognizer.onresult = (event) => this.#heard(event);
    recognizer.onerror = ({ error }) => this.#failed(error);
    // Browsers stop by themselves after a while.
    recognizer.onend = () => this.#recognizer?.start();
    recognizer.start();
    this.#recognizer = recognizer;
  }

  stop() {
    const recognizer = this.#recognizer;
    this.#recognizer = null;
    recognizer?.abort();
  }

  /** @param {SpeechRecognitionEvent} event */
  #heard({ results, resultIndex }) {
    for (const result of [...results].slice(resultIndex)) {
      const text = result[0]?.transcript.trim();
      if (text) this.onwords(text, result.isFinal);
    }
  }

  /** @param {string} error */
  #failed(error) {
    const message = TROUBLE[error];
    if (!message) return;
    this.stop();
    this.ontrouble(message);
  }
}
