// @ts-check
/** Small frames of what the companion may see, one after the other, never two under way. */

/** @typedef {import('../protocol.js').VideoFrame} VideoFrame */
/** @typedef {import('../protocol.js').LookCloser} LookCloser */
/**
 * @typedef {object} Source
 * @property {VideoFrame['source']} name
 * @property {() => HTMLVideoElement | null} video null while it is off
 */

const MAX_WIDTH_PX = 640;
/** For a closer look at movement, which needs many frames and little detail. */
const MAX_CLOSER_WIDTH_PX = 320;
const JPEG_QUALITY = 0.5;
const THUMBNAIL_PX = 96;

export class Frames {
  /** @type {(frame: VideoFrame, thumbnail: string) => Promise<unknown>} resolves when acknowledged */
  onframe = async () => {};

  #sources;
  #canvas = document.createElement('canvas');
  #thumbnail = document.createElement('canvas');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #next;
  #run = 0;
  #turn = 0;
  #interval_ms = 0;
  /** @type {Pick<LookCloser, 'frames' | 'interval_ms'>} what is left of a closer look */
  #closer = { frames: 0, interval_ms: 0 };

  /** @param {Source[]} sources take turns while they are on */
  constructor(sources) {
    this.#sources = sources;
  }

  /**
   * Send a frame, wait until it is acknowledged, pause, and again, until `stop`.
   * @param {number} interval_ms least time between two frames
   */
  start(interval_ms) {
    this.stop();
    this.#interval_ms = interval_ms;
    void this.#step(this.#run);
  }

  stop() {
    clearTimeout(this.#next);
    this.#run += 1;
    this.#interval_ms = 0;
    this.#closer = { frames: 0, interval_ms: 0 };
  }

  /** @param {LookCloser} look so many frames, soon after each other */
  look({ frames, interval_ms }) {
    if (this.#interval_ms === 0) return;
    this.#closer = { frames, interval_ms };
    clearTimeout(this.#next);
    this.#run += 1;
    void this.#step(this.#run);
  }

  /** @param {number} run */
  async #step(run) {
    const started_ms = performance.now();
    const isCloser = this.#closer.frames > 0;
    const interval_ms = isCloser ? this.#closer.interval_ms : this.#interval_ms;
    this.#closer.frames -= isCloser ? 1 : 0;
    const frame = await this.#frame(isCloser);
    if (frame && run === this.#run) await this.onframe(frame, this.#small());
    if (run !== this.#run) return;
    const left_ms = interval_ms - (performance.now() - started_ms);
    this.#next = setTimeout(() => void this.#step(run), Math.max(0, left_ms));
  }

  /**
   * What the next source shows now; null while all are off or the page is hidden.
   * @param {boolean} isCloser of the camera, and small
   * @returns {Promise<VideoFrame | null>}
   */
  async #frame(isCloser) {
    const open = this.#sources.filter(({ video }) => (video()?.videoWidth ?? 0) > 0);
    const source = isCloser ? open[0] : open[this.#turn++ % open.length];
    const video = source?.video();
    if (!source || !video || document.hidden) return null;
    const scale = Math.min(1, (isCloser ? MAX_CLOSER_WIDTH_PX : MAX_WIDTH_PX) / video.videoWidth);
    const width = (this.#canvas.width = Math.round(video.videoWidth * scale));
    const height = (this.#canvas.height = Math.round(video.videoHeight * scale));
    const taken_ms = Date.now();
    this.#canvas.getContext('2d')?.drawImage(video, 0, 0, width, height);
    const blob = await /** @type {Promise<Blob | null>} */ (
      new Promise((resolve) => this.#canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY))
    );
    return blob && { source: source.name, taken_ms, width, height, jpeg: await blob.arrayBuffer() };
  }

  /** The frame just made, as a data URL. */
  #small() {
    const { width, height } = this.#canvas;
    this.#thumbnail.width = THUMBNAIL_PX;
    this.#thumbnail.height = Math.round((THUMBNAIL_PX * height) / width);
    const context = this.#thumbnail.getContext('2d');
    context?.drawImage(this.#canvas, 0, 0, this.#thumbnail.width, this.#thumbnail.height);
    return this.#thumbnail.toDataURL('image/jpeg', JPEG_QUALITY);
  }
}
