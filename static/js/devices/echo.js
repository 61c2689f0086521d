// @ts-check
/** The echo check: a chirp through the speakers, and whether it comes back. */

import { EAR_RATE_HZ } from '../protocol.js';
import { chirp, judgeEcho } from './chirp.js';

const LISTEN_S = 1.1;
const LEAD_S = 0.15;
const VOLUME = 0.35;

/** @typedef {{onchunk: (pcm: ArrayBuffer, at_s: number) => void, context: AudioContext | null}} OpenMicrophone */

/**
 * Plays a chirp and listens for it, both on the microphone's own clock.
 * @param {OpenMicrophone} microphone open; its `onchunk` is borrowed meanwhile
 * @returns {Promise<{echo_ms: number, strength: 'none' | 'faint' | 'strong'}>}
 */
export async function checkEcho(microphone) {
  const context = microphone.context;
  if (!context) return { echo_ms: 0, strength: 'none' };
  const played_s = play(context);
  const { sound, from_s } = await hear(microphone, played_s + LISTEN_S);
  return judgeEcho(sound, { rate_hz: EAR_RATE_HZ, from_s, played_s });
}

/**
 * @param {AudioContext} context
 * @returns {number} when it starts, on the context's clock
 */
function play(context) {
  const samples = chirp(context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(new GainNode(context, { gain: VOLUME })).connect(context.destination);
  const start_s = context.currentTime + LEAD_S;
  source.start(start_s);
  return start_s;
}

/**
 * @param {OpenMicrophone} microphone
 * @param {number} until_s
 * @returns {Promise<{sound: Float32Array, from_s: number}>}
 */
function hear(microphone, until_s) {
  const before = microphone.onchunk;
  /** @type {number[]} */
  const samples = [];
  return new Promise((resolve) => {
    microphone.onchunk = (pcm, at_s) => {
      for (const sample of new Int16Array(pcm)) samples.push(sample / 32768);
      if (at_s < until_s) return;
      microphone.onchunk = before;
      resolve({ sound: Float32Array.from(samples), from_s: at_s - samples.length / EAR_RATE_HZ });
    };
  });
}
