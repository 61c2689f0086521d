// @ts-check
/** The second screen: is one heard, is one seen, does the room echo. */

import { deviceAdvice, listDevices } from '../devices/device_list.js';
import { checkEcho } from '../devices/echo.js';
import { Meter } from '../devices/meter.js';
import { browserRecognizes } from '../devices/recognition.js';
import { byId } from '../lib/elements.js';

/** @typedef {import('../devices/microphone.js').Microphone} Microphone */
/** @typedef {import('../devices/camera.js').Camera} Camera */
/** @typedef {{recognizer: 'server' | 'browser', echo_ms: number | null}} Checked */

const ECHO_WORDS = {
  none: 'No echo. Loudspeakers are fine.',
  faint: 'A faint echo, which is taken care of. You can talk over your companion.',
  strong: 'A strong echo. Headphones make interrupting easier, or turn the volume down.',
};

export class Check {
  /** @type {(checked: Checked) => void} */
  onready = () => {};
  onback = () => {};

  #microphone;
  #camera;
  #meter = new Meter(byId('check-meter', HTMLCanvasElement), 32);
  #view = byId('check-view', HTMLVideoElement);
  #micPicker = byId('mic-select', HTMLSelectElement);
  #cameraPicker = byId('camera-select', HTMLSelectElement);
  #micNote = byId('mic-note', HTMLElement);
  #cameraNote = byId('camera-note', HTMLElement);
  #micRetry = byId('mic-retry', HTMLButtonElement);
  #cameraSwitch = byId('camera-switch', HTMLButtonElement);
  #echoButton = byId('echo-button', HTMLButtonElement);
  #echoNote = byId('echo-note', HTMLElement);
  #callButton = byId('call-button', HTMLButtonElement);
  #running = false;
  /** @type {number | null} null: not measured */
  #echo_ms = null;

  /**
   * @param {Microphone} microphone
   * @param {Camera} camera
   */
  constructor(microphone, camera) {
    this.#microphone = microphone;
    this.#camera = camera;
    byId('recognizer-choice', HTMLElement).hidden = !browserRecognizes;
    this.#callButton.addEventListener('click', () => this.#leave());
    byId('back-button', HTMLButtonElement).addEventListener('click', () => this.#back());
    this.#micRetry.addEventListener('click', () => this.#openMicrophone());
    this.#cameraSwitch.addEventListener('click', () => this.#switchCamera());
    this.#micPicker.addEventListener('change', () => this.#openMicrophone(this.#micPicker.value));
    this.#cameraPicker.addEventListener('change', () => this.#openCamera(this.#cameraPicker.value));
    this.#echoButton.addEventListener('click', () => this.#checkEcho());
  }

  /** @param {string} companionName */
  async enter(companionName) {
    this.#callButton.textContent = `Call ${companionName}`;
    this.#running = true;
    this.#draw();
    // One prompt after the other: two at once confuse.
    await this.#openMicrophone();
    if (this.#running) await this.#openCamera();
  }

  refresh() {
    this.#meter.refresh();
  }

  #draw() {
    if (!this.#running) return;
    this.#meter.draw(this.#microphone.level());
    requestAnimationFrame(() => this.#draw());
  }

  /** @param {string} [deviceId] */
  async #openMicrophone(deviceId) {
    this.#micNote.textContent = 'Waiting for permission…';
    try {
      await this.#microphone.open(deviceId);
      await listDevices(this.#micPicker, 'audioinput', this.#microphone.deviceId);
      this.#micNote.textContent = 'Say something: the bars should move.';
    } catch (error) {
      this.#micNote.textContent = deviceAdvice('microphone', error);
    }
    const open = this.#microphone.isOpen;
    this.#micRetry.hidden = open;
    this.#echoButton.disabled = !open;
    this.#micNote.dataset.state = open ? 'done' : 'error';
  }

  /** @param {string} [deviceId] */
  async #openCamera(deviceId) {
    this.#cameraNote.textContent = 'Waiting for permission…';
    try {
      await this.#camera.open(deviceId);
      await listDevices(this.#cameraPicker, 'videoinput', this.#camera.deviceId);
      this.#cameraNote.textContent = 'A small picture is sent every few seconds, and never kept.';
    } catch (error) {
      this.#cameraNote.textContent = deviceAdvice('camera', error);
    }
    await this.#showCamera(this.#camera.isOpen ? 'done' : 'error');
  }

  async #switchCamera() {
    if (!this.#camera.isOpen) {
      await this.#openCamera();
      return;
    }
    this.#camera.close();
    this.#cameraNote.textContent = 'The camera is off. Your companion will not see you.';
    await this.#showCamera('off');
  }

  /** @param {string} state */
  async #showCamera(state) {
    const open = this.#camera.isOpen;
    this.#view.hidden = !open;
    this.#cameraNote.dataset.state = state;
    this.#cameraSwitch.textContent = open ? 'Turn camera off' : 'Turn camera on';
    await this.#camera.showIn(this.#view);
  }

  async #checkEcho() {
    this.#echoButton.disabled = true;
    this.#echoNote.textContent = 'Listening for the chirp…';
    await this.#microphone.wake();
    const { echo_ms, strength } = await checkEcho(this.#microphone);
    this.#echo_ms = echo_ms;
    const late = echo_ms > 0 ? ` It came back after ${echo_ms} ms.` : '';
    this.#echoNote.textContent = ECHO_WORDS[strength] + late;
    this.#echoNote.dataset.state = strength === 'strong' ? 'error' : 'done';
    this.#echoButton.disabled = false;
  }

  #leave() {
    this.#running = false;
    const chosen = document.querySelector('[name="recognizer"]:checked');
    const browser = chosen instanceof HTMLInputElement && chosen.value === 'browser';
    this.onready({ recognizer: browser ? 'browser' : 'server', echo_ms: this.#echo_ms });
  }

  #back() {
    this.#running = false;
    this.#microphone.close();
    this.#camera.close();
    this.onback();
  }
}
