// @ts-check
/** The companion's voice: segments without a gap, and an honest account of what was heard. */

import { Ledger } from './ledger.js';

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('../protocol.js').Playback} Playback */

/** Head start of a segment that follows silence, so that its first sample is not late. */
const LEAD_S = 0.02;
const FADE_S = 0.012;
const DUCKED = 0.25;
const DUCK_S = 0.025;
const REPORT_MS = 250;
const LOOK_MS = 50;

export class Player {
  /** @type {(report: Playback) => void} */
  onreport = () => {};
  /** @type {(segment: Segment, clockStart: number) => void} when it will be heard, on `clock()` */
  onsegment = () => {};
  /** @type {(running: boolean) => void} false while the browser holds the sound back */
  onrunning = () => {};

  #ledger = new Ledger();
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {GainNode | null} */
  #duck = null;
  /** @type {AnalyserNode | null} */
  #analyser = null;
  /** @type {GainNode | null} what everything that is scheduled passes; a cut replaces it */
  #voice = null;
  /** @type {Set<AudioBufferSourceNode>} */
  #sources = new Set();
  /** @type {ReturnType<typeof setInterval> | undefined} only says when to look, never what time it is */
  #look;

  /** Open the sound; must be called from a gesture, once or more. */
  async unlock() {
    this.#context ??= this.#open();
    if (this.#context.state !== 'running') await this.#context.resume();
  }

  close() {
    clearInterval(this.#look);
    this.#look = undefined;
    if (this.#context) this.#context.onstatechange = null;
    void this.#context?.close();
    this.#context = this.#duck = this.#analyser = this.#voice = null;
    this.#sources.clear();
    this.#ledger = new Ledger();
  }

  /** @param {Segment} segment one that is known already is not played again, only reported */
  play(segment) {
    if (!this.#context || !this.#voice) return;
    const known = this.#ledger.find(segment);
    if (known) this.onreport(this.#ledger.repeat(known, this.clock()));
    if (known || this.#ledger.isSilenced(segment)) return;
    const { start_s } = this.#ledger.add(segment, this.#context.currentTime + LEAD_S);
    this.#schedule(this.#context, this.#voice, segment, start_s);
    this.onsegment(segment, start_s);
    this.#look ??= setInterval(() => this.#report(), LOOK_MS);
  }

  /** @param {boolean} ducked true: quieter, while it is decided whether the person means to speak */
  duck(ducked) {
    if (!this.#context) return;
    const now_s = this.#context.currentTime;
    this.#duck?.gain.setTargetAtTime(ducked ? DUCKED : 1, now_s, DUCK_S);
  }

  /**
   * Silence a turn, and any before it, within one short fade.
   * @param {number} turn
   * @returns {number} milliseconds of the turn that were heard
   */
  cancel(turn) {
    if (!this.#context) return 0;
    // What was rendered is already on its way to the ear, so it counts as heard.
    const now_s = this.#context.currentTime;
    if (!this.#ledger.isSilenced({ turn })) {
      this.#fade(this.#context);
      for (const report of this.#ledger.silence(turn, now_s)) this.onreport(report);
    }
    return this.#ledger.heardMs(turn, now_s);
  }

  /** Silence everything and forget it: a new call counts its turns from the start. */
  restart() {
    if (this.#context) this.#fade(this.#context);
    this.#ledger = new Ledger();
  }

  /** The time that is being heard, in seconds: the audio clock less the way to the speaker. */
  clock() {
    if (!this.#context) return 0;
    return Math.max(0, this.#context.currentTime - (this.#context.outputLatency || 0));
  }

  /** @param {number} turn */
  heardMs(turn) {
    return this.#ledger.heardMs(turn, this.clock());
  }

  /** The turn that is sounding, or null. */
  playingTurn() {
    return this.#ledger.playingTurn(this.clock());
  }

  /** How loud the voice is right now, 0 to 1. */
  level() {
    if (!this.#analyser || this.#sources.size === 0) return 0;
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    return Math.min(1, Math.sqrt(power) * 5);
  }

  /** What the voice is made of right now. */
  spectrum() {
    if (!this.#analyser) return null;
    const bands = new Uint8Array(this.#analyser.frequencyBinCount);
    this.#analyser.getByteFrequencyData(bands);
    return { bands, top_hz: this.#analyser.context.sampleRate / 2, level: this.level() };
  }

  #open() {
    const context = new AudioContext({ latencyHint: 'interactive' });
    context.onstatechange = () => this.onrunning(context.state === 'running');
    this.#analyser = new AnalyserNode(context, { fftSize: 1024 });
    this.#duck = new GainNode(context);
    this.#voice = new GainNode(context);
    this.#voice.connect(this.#duck).connect(this.#analyser).connect(context.destination);
    return context;
  }

  /**
   * @param {AudioContext} context
   * @param {GainNode} voice
   * @param {Segment} segment
   * @param {number} start_s
   */
  #schedule(context, voice, segment, start_s) {
    const pcm = new Int16Array(segment.audio);
    if (pcm.length === 0) return;
    const buffer = context.createBuffer(1, pcm.length, segment.rate_hz);
    buffer.copyToChannel(Float32Array.from(pcm, (sample) => sample / 32768), 0);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(voice);
    source.onended = () => this.#sources.delete(source);
    source.start(start_s);
    this.#sources.add(source);
  }

  /** @param {AudioContext} context */
  #fade(context) {
    const now_s = context.currentTime;
    const old = this.#voice;
    old?.gain.setValueAtTime(1, now_s);
    old?.gain.linearRampToValueAtTime(0, now_s + FADE_S);
    for (const source of this.#sources) source.stop(now_s + FADE_S);
    this.#voice = new GainNode(context);
    this.#voice.connect(/** @type {GainNode} */ (this.#duck));
  }

  #report() {
    for (const report of this.#ledger.due(this.clock(), REPORT_MS)) this.onreport(report);
    if (this.#ledger.isOpen) return;
    clearInterval(this.#look);
    this.#look = undefined;
  }
}
