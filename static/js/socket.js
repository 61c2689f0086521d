// @ts-check
/** The one connection: events out, acknowledgements back, and whether it is there. */

import { io } from '/vendor/socket.io-client/dist/socket.io.esm.min.js';
import { FROM_SERVER } from './protocol.js';

const ACK_TIMEOUT_MS = 15000;

/** The server answered, and the answer was no. */
class Refused extends Error {
  /**
   * @param {string} code
   * @param {string} message a sentence for the person
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** No answer came in time. */
export class Unanswered extends Error {}

export class Socket {
  /** Called at every connection, also after a lost one. */
  onconnect = () => {};
  /** Called when the connection is lost, and at each attempt that fails. */
  ondisconnect = () => {};
  /** @type {(error: Error) => void} the server does not let this browser in */
  onrefused = () => {};
  /** @type {(event: string, payload: any) => void} */
  onevent = () => {};

  #io = io({
    autoConnect: false,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 1500,
  });

  constructor() {
    this.#io.on('connect', () => this.onconnect());
    this.#io.on('disconnect', (reason) => this.#lost(reason));
    this.#io.on('connect_error', (error) => this.#failed(error));
    for (const event of Object.values(FROM_SERVER)) {
      this.#io.on(event, (payload) => this.onevent(event, payload));
    }
  }

  open() {
    this.#io.connect();
    addEventListener('offline', this.#drop);
    addEventListener('online', this.#retry);
  }

  close() {
    removeEventListener('offline', this.#drop);
    removeEventListener('online', this.#retry);
    this.#io.disconnect();
  }

  get isOpen() {
    return this.#io.connected;
  }

  /**
   * Send and forget. Without a connection it is dropped: late sound helps no one.
   * @param {string} event
   * @param {unknown} payload
   */
  tell(event, payload) {
    if (this.#io.connected) this.#io.emit(event, payload);
  }

  /**
   * Send, and wait for what the server says. Rejects with `Refused` or `Unanswered`.
   * @param {string} event
   * @param {unknown} payload
   * @returns {Promise<any>}
   */
  async ask(event, payload) {
    if (!this.#io.connected) throw new Unanswered('There is no connection right now.');
    const answer = await this.#acknowledged(event, payload);
    if (answer?.code) throw new Refused(answer.code, answer.message);
    return answer;
  }

  /**
   * @param {string} event
   * @param {unknown} payload
   */
  async #acknowledged(event, payload) {
    try {
      return await this.#io.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload);
    } catch (error) {
      throw new Unanswered('The server did not answer in time.', { cause: error });
    }
  }

  /** @param {string} reason */
  #lost(reason) {
    this.ondisconnect();
    // When the server hung up, Socket.IO does not come back by itself.
    if (reason === 'io server disconnect') this.#io.connect();
  }

  /** @param {Error & {data?: {code?: string, message: string}}} error */
  #failed({ data }) {
    if (data?.code) this.onrefused(new Refused(data.code, data.message));
    else this.ondisconnect();
  }

  /** The device says it is offline: do not wait for the missing heartbeat. */
  #drop = () => this.#io.io.engine?.close();

  #retry = () => this.#io.connect();
}
