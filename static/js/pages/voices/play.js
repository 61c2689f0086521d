// @ts-check
/** Buttons that play a recording; one sounds at a time. */

import { icon } from '../../lib/elements.js';

/** @type {(() => void) | null} stops what sounds */
let stopOther = null;

/** Silence whatever sounds. */
export const hush = () => stopOther?.();

/**
 * Make a button play and stop a recording.
 * @param {HTMLButtonElement} button
 * @param {string} url
 * @param {string} what it plays: `your recording`
 */
export function plays(button, url, what) {
  const audio = new Audio();
  audio.preload = 'none';
  audio.src = url;
  const show = () => {
    const sounds = !audio.paused;
    button.replaceChildren(icon(sounds ? 'pause' : 'play'), sounds ? `Stop ${what}` : `Play ${what}`);
  };
  const stop = () => {
    audio.pause();
    audio.currentTime = 0;
  };
  for (const event of ['play', 'pause', 'ended']) audio.addEventListener(event, show);
  button.onclick = () => {
    if (!audio.paused) {
      stop();
      return;
    }
    hush();
    stopOther = stop;
    void audio.play();
  };
  show();
}
