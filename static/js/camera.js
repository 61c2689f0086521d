// @ts-check
/** The person's camera: a view of oneself, and now and then a small frame for the companion. */

const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' };
const WIDEST_PX = 640;
const JPEG_QUALITY = 0.5;

/** @typedef {import('./protocol.js').VideoFrame} VideoFrame */

export class Camera {
  /** Called when the device is unplugged or taken away. */
  onlost = () => {};

  /** @type {MediaStream | null} */
  #stream = null;
  #source = document.createElement('video');
  #canvas = document.createElement('canvas');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #next;
  #sending = 0;

  constructor() {
    this.#source.muted = true;
    this.#source.playsInline = true;
  }

  /**
   * Asks for the camera. Rejects with the browser's own `DOMException`.
   * @param {string} [deviceId]
   */
  async open(deviceId) {
    this.close();
    const device = deviceId ? { deviceId: { exact: deviceId } } : {};
    this.#stream = await navigator.mediaDevices.getUserMedia({ video: { ...WANTED, ...device } });
    this.#stream.getVideoTracks()[0]?.addEventListener('ended', () => this.onlost());
    this.#source.srcObject = this.#stream;
    await this.#source.play();
  }

  close() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = this.#source.srcObject = null;
  }

  get isOpen() {
    return this.#stream !== null;
  }

  get deviceId() {
    return this.#stream?.getVideoTracks()[0]?.getSettings().deviceId ?? '';
  }

  /** @param {HTMLVideoElement} view shows what the camera sees, or nothing */
  async showIn(view) {
    view.srcObject = this.#stream;
    if (this.#stream) await view.play();
  }

  /**
   * Send a frame, wait until it is acknowledged, pause, and again, until `stopSending`.
   * @param {(frame: VideoFrame) => Promise<unknown>} send resolves with the acknowledgement
   * @param {number} interval_ms least time between two frames
   */
  startSending(send, interval_ms) {
    this.stopSending();
    const run = this.#sending;
    const step = async () => {
      const started_ms = performance.now();
      const frame = await this.#frame();
      if (frame) await send(frame);
      if (run !== this.#sending) return;
      this.#next = setTimeout(step, Math.max(0, interval_ms - (performance.now() - started_ms)));
    };
    void step();
  }

  stopSending() {
    clearTimeout(this.#next);
    this.#sending += 1;
  }

  /**
   * What the camera sees now; null while it is off or the page is hidden.
   * @returns {Promise<VideoFrame | null>}
   */
  async #frame() {
    const { videoWidth, videoHeight } = this.#source;
    if (!this.#stream || document.hidden || videoWidth === 0) return null;
    const scale = Math.min(1, WIDEST_PX / videoWidth);
    const width = (this.#canvas.width = Math.round(videoWidth * scale));
    const height = (this.#canvas.height = Math.round(videoHeight * scale));
    const taken_ms = Date.now();
    this.#canvas.getContext('2d')?.drawImage(this.#source, 0, 0, width, height);
    const blob = await /** @type {Promise<Blob | null>} */ (
      new Promise((resolve) => this.#canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY))
    );
    return blob && { source: 'camera', taken_ms, width, height, jpeg: await blob.arrayBuffer() };
  }
}
