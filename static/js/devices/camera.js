// @ts-check
/** The person's camera. */

const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' };

export class Camera {
  /** Called when the device is unplugged or taken away. */
  onlost = () => {};

  /** @type {MediaStream | null} */
  #stream = null;
  #source = document.createElement('video');
  /** How often it was closed: whoever is asked for it may answer too late. */
  #closed = 0;

  constructor() {
    this.#source.muted = true;
    this.#source.playsInline = true;
  }

  /**
   * Asks for the camera. Rejects with the browser's own `DOMException`. Closed meanwhile, it stays
   * closed.
   * @param {string} [deviceId]
   */
  async open(deviceId) {
    this.close();
    const device = deviceId ? { deviceId: { exact: deviceId } } : {};
    const closed = this.#closed;
    const stream = await navigator.mediaDevices.getUserMedia({ video: { ...WANTED, ...device } });
    if (closed !== this.#closed) {
      stream.getTracks().forEach((track) => track.stop());
      return;
    }
    this.#stream = stream;
    stream.getVideoTracks()[0]?.addEventListener('ended', () => this.onlost());
    this.#source.srcObject = this.#stream;
    await this.#source.play();
  }

  close() {
    this.#closed += 1;
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = this.#source.srcObject = null;
  }

  get isOpen() {
    return this.#stream !== null;
  }

  /** What plays it; null while it is off. */
  get video() {
    return this.#stream && this.#source;
  }

  get deviceId() {
    return this.#stream?.getVideoTracks()[0]?.getSettings().deviceId ?? '';
  }

  /** @param {HTMLVideoElement} view shows what the camera sees, or nothing */
  async showIn(view) {
    view.srcObject = this.#stream;
    if (this.#stream) await view.play();
  }
}
