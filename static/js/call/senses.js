// @ts-check
/** What the companion gets of the person: sound, words that the browser recognized, frames. */

import { deviceAdvice } from '../devices/device_list.js';
import { BrowserRecognition } from '../devices/recognition.js';
import { ScreenShare } from '../devices/screen_share.js';
import { byId } from '../lib/elements.js';
import { Frames } from './frames.js';

/** @typedef {import('../devices/microphone.js').Microphone} Microphone */
/** @typedef {import('../devices/camera.js').Camera} Camera */

export class Senses {
  /** @type {(pcm: ArrayBuffer) => void} */
  onsound = () => {};
  /** @type {(text: string, final: boolean) => void} */
  onwords = () => {};
  /** @type {Frames['onframe']} */
  onframe = async () => {};
  /** Nothing is shown any more. */
  onblind = () => {};
  /** A device was switched, or switched itself. */
  onchange = () => {};
  /** @type {(code: string, message: string) => void} */
  ontrouble = () => {};

  #microphone;
  #camera;
  #screen = new ScreenShare();
  #frames;
  #paused = false;
  #isShowing = false;
  #recognition = new BrowserRecognition();
  #usesRecognition = false;
  #wantsCamera = false;
  #language = '';
  #self = byId('self', HTMLElement);
  #view = byId('self-view', HTMLVideoElement);
  /** 0 until the call has begun, and frames may be sent. */
  #interval_ms = 0;

  /**
   * @param {Microphone} microphone
   * @param {Camera} camera
   */
  constructor(microphone, camera) {
    this.#microphone = microphone;
    this.#camera = camera;
    this.#frames = new Frames([
      { name: 'camera', video: () => this.#camera.video },
      { name: 'screen', video: () => this.#screen.video },
    ]);
    this.#frames.onframe = (frame, thumbnail) => this.onframe(frame, thumbnail);
    this.#screen.onlost = () => this.#sendFrames();
    this.#recognition.onwords = (text, final) => this.onwords(text, final);
    this.#recognition.ontrouble = (message) => this.ontrouble('recognition', message);
  }

  /**
   * Ask for the microphone, unless it is open already; the camera is as the person last had it.
   * @param {'server' | 'browser'} recognizer
   * @param {string} language as in BCP 47
   */
  async open(recognizer, language) {
    this.#usesRecognition = recognizer === 'browser';
    this.#language = language;
    this.#microphone.muted = false;
    await this.#openMicrophone();
    if (this.#wantsCamera && !this.#camera.isOpen) await this.#openCamera();
    await this.#show();
  }

  /** @param {number} frame_interval_ms */
  begin(frame_interval_ms) {
    this.#interval_ms = frame_interval_ms;
    if (this.#usesRecognition) this.#recognition.start(this.#language);
    else this.#microphone.onchunk = (pcm) => this.onsound(pcm);
    this.#sendFrames();
  }

  close() {
    this.#interval_ms = 0;
    this.#recognition.stop();
    this.#microphone.onchunk = () => {};
    this.#microphone.close();
    this.#frames.stop();
    this.#screen.close();
    this.#camera.close();
    this.#paused = this.#isShowing = false;
  }

  get isHeard() {
    return this.#microphone.isOpen && !this.#microphone.muted;
  }

  get isSeen() {
    return this.#camera.isOpen;
  }

  /** Browsers of phones share none. */
  get canShareScreen() {
    return ScreenShare.isAvailable;
  }

  get isScreenSeen() {
    return this.#screen.isOpen;
  }

  /** Whether the companion's eyes are open: what is on is shown to it. */
  get isWatched() {
    return !this.#paused;
  }

  /** How loud the person is, 0 to 1. */
  level() {
    return this.#microphone.level();
  }

  /** Browsers may put the microphone to sleep; call this from a gesture. */
  wake() {
    return this.#microphone.wake();
  }

  async switchMicrophone() {
    if (this.#microphone.isOpen) this.#mute(!this.#microphone.muted);
    else await this.#openMicrophone();
  }

  async switchCamera() {
    if (this.#camera.isOpen) this.#camera.close();
    else await this.#openCamera();
    await this.#show();
    this.#sendFrames();
  }

  async switchScreen() {
    if (this.#screen.isOpen) this.#screen.close();
    else await this.#openScreen();
    this.#sendFrames();
  }

  /** Close the companion's eyes, whatever is on, or open them. */
  switchEyes() {
    this.#paused = !this.#paused;
    this.#sendFrames();
  }

  /** @param {import('../protocol.js').LookCloser} look */
  lookCloser(look) {
    this.#frames.look(look);
  }

  /** @param {boolean} muted */
  #mute(muted) {
    this.#microphone.mute(muted);
    if (this.#usesRecognition && this.#interval_ms > 0) {
      if (muted) this.#recognition.stop();
      else this.#recognition.start(this.#language);
    }
    this.onchange();
  }

  async #openMicrophone() {
    try {
      if (!this.#microphone.isOpen) await this.#microphone.open();
      await this.#microphone.wake();
    } catch (error) {
      this.ontrouble('microphone', deviceAdvice('microphone', error));
    }
    this.#microphone.onlost = () => {
      this.#microphone.close();
      this.ontrouble('microphone', 'The microphone was lost. You can type instead.');
      this.onchange();
    };
    this.onchange();
  }

  async #openCamera() {
    try {
      await this.#camera.open();
    } catch (error) {
      this.ontrouble('camera', deviceAdvice('camera', error));
    }
  }

  async #openScreen() {
    try {
      await this.#screen.open();
    } catch (error) {
      const refused = error instanceof DOMException && error.name === 'NotAllowedError';
      if (!refused) this.ontrouble('screen', 'The screen could not be shared.');
    }
  }

  async #show() {
    this.#camera.onlost = () => void this.switchCamera();
    this.#wantsCamera = this.#camera.isOpen;
    this.#self.dataset.camera = this.#camera.isOpen ? 'on' : 'off';
    await this.#camera.showIn(this.#view);
    this.onchange();
  }

  #sendFrames() {
    const isShown = (this.#camera.isOpen || this.#screen.isOpen) && !this.#paused;
    if (isShown && this.#interval_ms > 0) this.#frames.start(this.#interval_ms);
    else this.#frames.stop();
    if (this.#isShowing && !isShown) this.onblind();
    this.#isShowing = isShown;
    this.onchange();
  }
}
