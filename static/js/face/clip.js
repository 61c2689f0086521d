// @ts-check
/**
 * Films of what the companion says, shown in place of the live face. A film is silent: the sound
 * is the player's own, and its clock is what the film keeps to. One that is not there soon after
 * its segment began is not shown this time.
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
/** A frame is seen that much later than it is due, and a film begins that much later than asked. */
const LAG_S = 0.04;
const SEEK_S = 0.1;
/** How late into its segment a film may still begin. */
const LATEST_S = 1;
const MAX_WAITING = 6;

/** @param {Place} place */
const nameOf = ({ turn, segment }) => `${turn}/${segment}`;

export class Clips {
  #frame;
  /** @type {Map<string, HTMLVideoElement>} */
  #films = new Map();
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
    const film = document.createElement('video');
    film.className = 'face-picture face-film';
    film.muted = film.playsInline = true;
    film.preload = 'auto';
    film.setAttribute('aria-hidden', 'true');
    film.src = url;
    if (this.#crop) lay(film, this.#crop);
    this.#frame.append(film);
    this.#forget(nameOf(place));
    this.#films.set(nameOf(place), film);
    const [oldest] = this.#films.keys();
    if (this.#films.size > MAX_WAITING && oldest) this.#forget(oldest);
  }

  /**
   * One frame.
   * @param {Place | null} place what is heard
   * @param {number} at_s into the segment, on the audio clock
   * @returns {boolean} whether a film is seen
   */
  draw(place, at_s) {
    this.#turnTo(place ? nameOf(place) : '');
    if (!this.#shown && at_s < LATEST_S) this.#begin(at_s);
    if (!this.#shown) return false;
    follow(this.#shown, at_s);
    this.#frame.dataset.filmAheadMs = String(Math.round((this.#shown.currentTime - at_s) * 1000));
    return true;
  }

  /** The live face again; films that were to come are forgotten. */
  stop() {
    for (const name of [...this.#films.keys()]) this.#forget(name);
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
    const film = this.#films.get(this.#current);
    if (!film || film.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return;
    this.#shown = film;
    film.currentTime = at_s + LAG_S + SEEK_S;
    film.dataset.shown = '';
    this.#frame.dataset.film = this.#current;
  }

  /** @param {string} name */
  #forget(name) {
    const film = this.#films.get(name);
    if (!film) return;
    this.#films.delete(name);
    film.pause();
    film.removeAttribute('src');
    film.remove();
    if (film !== this.#shown) return;
    this.#shown = null;
    delete this.#frame.dataset.film;
  }
}

/**
 * Only that part of the portrait is seen, as the live face shows it.
 * @param {HTMLVideoElement} film
 * @param {Crop} crop shares of the picture's width and height
 */
function lay(film, { x, y, width, height }) {
  film.style.objectFit = 'fill';
  film.style.width = `${100 / width}%`;
  film.style.height = `${100 / height}%`;
  film.style.left = `${(-100 * x) / width}%`;
  film.style.top = `${(-100 * y) / height}%`;
}

/**
 * @param {HTMLVideoElement} film
 * @param {number} at_s where it should be
 */
function follow(film, at_s) {
  if (film.ended || at_s > film.duration) return;
  const ahead_s = film.currentTime - LAG_S - at_s;
  const off_s = Math.abs(ahead_s);
  if (off_s > FAR_S) film.currentTime = at_s + LAG_S + SEEK_S;
  const haste = Math.max(-MAX_HASTE, Math.min(MAX_HASTE, -ahead_s * HASTE));
  film.playbackRate = off_s > FAR_S || off_s < NEAR_S ? 1 : 1 + haste;
  if (film.paused) film.play().catch(ignoreRemoval);
}

/** A film that is taken away before it began says so. @param {unknown} error */
function ignoreRemoval(error) {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
}
