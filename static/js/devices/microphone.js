// @ts-check
/** The person's microphone: chunks of sound for the server, a level for the page. */

import { EAR_RATE_HZ } from '../protocol.js';

const FOR_CALLS = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const AS_IT_IS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const SILENCE_DB = -60;

/** `onchunk(pcm, at_s)`: PCM16 at its rate, and when it ended on `context`'s clock. */
export class Microphone {
  /** @type {(pcm: ArrayBuffer, at_s: number) => void} */
  onchunk = () => {};
  /** Called when the device is unplugged or taken away. */
  onlost = () => {};
  /** @type {AudioContext | null} */
  context = null;
  muted = false;

  /** @type {MediaStream | null} */
  #stream = null;
  /** @type {AudioWorkletNode | null} */
  #capture = null;
  /** @type {AnalyserNode | null} */
  #analyser = null;
  #rate_hz;
  #wanted;
  /** How often it was closed: whoever is asked for it may answer too late. */
  #closed = 0;

  /** @param {{rate_hz?: number, faithful?: boolean}} [sound] `faithful`: without filters for calls */
  constructor({ rate_hz = EAR_RATE_HZ, faithful = false } = {}) {
    this.#rate_hz = rate_hz;
    this.#wanted = faithful ? AS_IT_IS : FOR_CALLS;
  }

  /**
   * Asks for the microphone and starts listening. Rejects with the browser's own `DOMException`.
   * Closed meanwhile, it stays closed.
   * @param {string} [deviceId]
   */
  async open(deviceId) {
    this.close();
    const device = deviceId ? { deviceId: { exact: deviceId } } : {};
    const audio = { ...this.#wanted, ...device, channelCount: 1 };
    const closed = this.#closed;
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    if (closed !== this.#closed) {
      stream.getTracks().forEach((track) => track.stop());
      return;
    }
    this.#stream = stream;
    stream.getAudioTracks()[0]?.addEventListener('ended', () => this.onlost());
    try {
      await this.#listen(new AudioContext({ sampleRate: this.#rate_hz }));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      if (closed !== this.#closed) return;
      // Some browsers refuse a context whose rate is not the device's: resample in the worklet.
      await this.context?.close();
      await this.#listen(new AudioContext());
    }
    this.mute(this.muted);
  }

  close() {
    this.#closed += 1;
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#capture?.disconnect();
    void this.context?.close();
    this.#stream = this.#capture = this.#analyser = this.context = null;
  }

  get isOpen() {
    return this.#stream !== null;
  }

  /** The device in use, or '' when none is. */
  get deviceId() {
    return this.#stream?.getAudioTracks()[0]?.getSettings().deviceId ?? '';
  }

  /** Browsers let sound start only after a gesture; call this from one. */
  async wake() {
    if (this.context && this.context.state !== 'running') await this.context.resume();
  }

  /** @param {boolean} muted true: two seconds of silence are sent, then nothing */
  mute(muted) {
    this.muted = muted;
    this.#stream?.getAudioTracks().forEach((track) => (track.enabled = !muted));
    this.#capture?.port.postMessage({ muted });
  }

  /** How loud it is right now, 0 (silence) to 1 (as loud as can be). */
  level() {
    if (!this.#analyser || this.muted) return 0;
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const loudness_db = 10 * Math.log10(power + 1e-12);
    return Math.max(0, Math.min(1, 1 - loudness_db / SILENCE_DB));
  }

  /** @param {AudioContext} context */
  async #listen(context) {
    this.context = context;
    const stream = /** @type {MediaStream} */ (this.#stream);
    const source = context.createMediaStreamSource(stream);
    await context.audioWorklet.addModule(new URL('../worklets/capture.js', import.meta.url));
    if (this.context !== context) return;
    this.#analyser = new AnalyserNode(context, { fftSize: 1024 });
    const processorOptions = { rate_hz: this.#rate_hz };
    this.#capture = new AudioWorkletNode(context, 'capture', { processorOptions });
    this.#capture.port.onmessage = ({ data }) => this.onchunk(data.pcm, data.at_s);
    source.connect(this.#analyser);
    // It plays nothing, but some browsers run only what leads to the speakers.
    source.connect(this.#capture).connect(context.destination);
    await this.wake();
  }
}
