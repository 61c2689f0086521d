// @ts-check
/**
 * Clips of what the companion says, as it was filmed, shown in place of the live face. A clip is
 * silent: the sound is the player's own, and its clock is what the clip keeps to. One that is not
 * there soon after its segment began is not shown this time.
 */

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('../protocol.js').ClipOf} ClipOf */
/** @typedef {import('./render/rig.js').Crop} Crop */
/** @typedef {Pick<Segment, 'turn' | 'segment'>} Place */

/** Further off than this it jumps; nearer it hurries or dawdles, unless it is near enough. */
const FAR_S = 0.25;
const NEAR_S = 0.015;
/** How much faster for each second that it is late, and the most. */
const HASTE = 3;
const MAX_HASTE = 0.3;
/** A frame is seen that much later than it is due, and a clip begins that much later than asked. */
const LAG_S = 0.04;
const SEEK_S = 0.1;
/** How late into its segment a clip may still begin. */
const MAX_LATE_S = 1;
const MAX_WAITING = 6;

/** @param {Place} place */
const nameOf = ({ turn, segment }) => `${turn}/${segment}`;

export class Clips {
  #frame;
  /** @type {Map<string, HTMLVideoElement>} */
  #clips = new Map();
  /** @type {HTMLVideoElement | null} */
  #shown = null;
  /** The segment that is heard. */
  #current = '';
  /** @type {Crop | null} */
  #crop = null;

  /** @param {HTMLElement} frame that the face fills */
  constructor(frame) {
    this.#frame = frame;
  }

  /** @param {Crop | null} crop the part of the portrait that the live face shows; null: as a picture */
  fit(crop) {
    this.#crop = crop;
  }

  /** @param {ClipOf} clip begins to load */
  offer({ url, ...place }) {
    const video = document.createElement('video');
    video.className = 'face-picture face-clip';
    video.muted = video.playsInline = true;
    video.preload = 'auto';
    video.setAttribute('aria-hidden', 'true');
    video.src = url;
    if (this.#crop) lay(video, this.#crop);
    this.#frame.append(video);
    this.#forget(nameOf(place));
    this.#clips.set(nameOf(place), video);
    const [oldest] = this.#clips.keys();
    if (this.#clips.size > MAX_WAITING && oldest) this.#forget(oldest);
  }

  /**
   * One frame.
   * @param {Place | null} place what is heard
   * @param {number} at_s into the segment, on the audio clock
   * @returns {boolean} whether a clip is seen
   */
  draw(place, at_s) {
    this.#turnTo(place ? nameOf(place) : '');
    if (!this.#shown && at_s < MAX_LATE_S) this.#begin(at_s);
    if (!this.#shown) return false;
    follow(this.#shown, at_s);
    this.#frame.dataset.clipAheadMs = String(Math.round((this.#shown.currentTime - at_s) * 1000));
    return true;
  }

  /** The live face again; clips that were to come are forgotten. */
  stop() {
    for (const name of [...this.#clips.keys()]) this.#forget(name);
    this.#current = '';
  }

  /** @param {string} name of the segment that is heard now */
  #turnTo(name) {
    if (name === this.#current) return;
    this.#forget(this.#current);
    this.#current = name;
  }

  /** @param {number} at_s */
  #begin(at_s) {
    const video = this.#clips.get(this.#current);
    if (!video || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return;
    this.#shown = video;
    video.currentTime = at_s + LAG_S + SEEK_S;
    video.dataset.shown = '';
    this.#frame.dataset.clip = this.#current;
  }

  /** @param {string} name */
  #forget(name) {
    const video = this.#clips.get(name);
    if (!video) return;
    this.#clips.delete(name);
    video.pause();
    video.removeAttribute('src');
    video.remove();
    if (video !== this.#shown) return;
    this.#shown = null;
    delete this.#frame.dataset.clip;
  }
}

/**
 * Only that part of the portrait is seen, as the live face shows it.
 * @param {HTMLVideoElement} video
 * @param {Crop} crop shares of the picture's width and height
 */
function lay(video, { x, y, width, height }) {
  video.style.objectFit = 'fill';
  video.style.width = `${100 / width}%`;
  video.style.height = `${100 / height}%`;
  video.style.left = `${(-100 * x) / width}%`;
  video.style.top = `${(-100 * y) / height}%`;
}

/**
 * @param {HTMLVideoElement} video
 * @param {number} at_s where it should be
 */
function follow(video, at_s) {
  if (video.ended || at_s > video.duration) return;
  const ahead_s = video.currentTime - LAG_S - at_s;
  const off_s = Math.abs(ahead_s);
  if (off_s > FAR_S) video.currentTime = at_s + LAG_S + SEEK_S;
  const haste = Math.max(-MAX_HASTE, Math.min(MAX_HASTE, -ahead_s * HASTE));
  video.playbackRate = off_s > FAR_S || off_s < NEAR_S ? 1 : 1 + haste;
  if (video.paused) video.play().catch(ignoreRemoval);
}

/** A clip that is taken away before it began says so. @param {unknown} error */
function ignoreRemoval(error) {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
}
