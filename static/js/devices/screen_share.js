// @ts-check
/** The person's screen, or a window of it, when they choose to share one. */

export class ScreenShare {
  /** Called when the sharing was ended from outside the page. */
  onlost = () => {};

  /** @type {MediaStream | null} */
  #stream = null;
  #video = document.createElement('video');
  /** How often it was closed: whoever is asked what to share may answer too late. */
  #closed = 0;

  /** Whether this browser can share at all: those of phones cannot. */
  static get isAvailable() {
    return navigator.mediaDevices?.getDisplayMedia !== undefined;
  }

  /**
   * Asks what to share; must be called from a press. Rejects with a `DOMException`. Closed
   * meanwhile, it stays closed.
   */
  async open() {
    const closed = this.#closed;
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
    if (closed !== this.#closed) {
      stream.getTracks().forEach((track) => track.stop());
      return;
    }
    this.#stream = stream;
    stream.getVideoTracks()[0]?.addEventListener('ended', () => {
      this.close();
      this.onlost();
    });
    this.#video.muted = true;
    this.#video.srcObject = this.#stream;
    await this.#video.play();
  }

  close() {
    this.#closed += 1;
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = this.#video.srcObject = null;
  }

  get isOpen() {
    return this.#stream !== null;
  }

  /** What plays it; null while nothing is shared. */
  get video() {
    return this.#stream && this.#video;
  }
}
