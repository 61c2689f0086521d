import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Chunks, MUTE_TAIL_MS } from '../../../static/js/worklets/chunks.js';
import { Resampler } from '../../../static/js/worklets/resampler.js';

/**
 * @param {number} hz
 * @param {number} rate_hz
 * @param {number} seconds
 */
function tone(hz, rate_hz, seconds) {
  const samples = new Float32Array(rate_hz * seconds);
  return samples.map((_, i) => Math.sin((2 * Math.PI * hz * i) / rate_hz));
}

/**
 * @param {Float32Array} input
 * @param {number} rate_hz
 * @param {number} [size]
 */
function resample(input, rate_hz, size = 128) {
  const resampler = new Resampler(rate_hz, 16000);
  const output = [];
  for (let i = 0; i < input.length; i += size) output.push(...resampler.push(input.slice(i, i + size)));
  return output;
}

const rms = (samples) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

for (const rate_hz of [22050, 32000, 44100, 48000, 96000]) {
  test(`${rate_hz} Hz: as many samples as the time holds`, () => {
    assert.ok(Math.abs(resample(tone(440, rate_hz, 1), rate_hz).length - 16000) < 60);
  });

  test(`${rate_hz} Hz: speech passes unchanged`, () => {
    for (const hz of [100, 1000, 3500, 6000]) {
      const level = rms(resample(tone(hz, rate_hz, 0.5), rate_hz).slice(400, -400));
      assert.ok(Math.abs(level - Math.SQRT1_2) < 0.02, `${hz} Hz came out at ${level}`);
    }
  });

  test(`${rate_hz} Hz: what lies above half the new rate does not fold back`, () => {
    for (const hz of [9200, 10500].filter((hz) => hz < rate_hz / 2)) {
      const level = rms(resample(tone(hz, rate_hz, 0.5), rate_hz).slice(400, -400));
      assert.ok(level < 0.003, `${hz} Hz came out at ${level}`);
    }
  });
}

test('how the input is cut up does not change the output', () => {
  const input = tone(700, 44100, 0.3);
  const inQuanta = resample(input, 44100, 128);
  const inOne = resample(input, 44100, input.length);
  const common = Math.min(inQuanta.length, inOne.length);
  assert.ok(common > 4700);
  for (let i = 0; i < common; i++) assert.ok(Math.abs(inQuanta[i] - inOne[i]) < 1e-6);
});

test('the time of a sample stays right over many pieces', () => {
  const output = resample(tone(500, 44100, 5), 44100);
  const late = output.slice(64000, 64032);
  const step = (2 * Math.PI * 500) / 16000;
  late.forEach((sample, i) => assert.ok(Math.abs(sample - Math.sin(step * (64000 + i))) < 0.02));
});

/** @param {(chunks: Chunks) => void} use */
function chunksOf(use) {
  const made = [];
  use(new Chunks(16000, 40, (chunk) => made.push(chunk)));
  return made;
}

test('chunks are 40 ms of PCM16, and hold every sample in order', () => {
  const input = tone(300, 16000, 0.2);
  const made = chunksOf((chunks) => {
    for (let i = 0; i < input.length; i += 128) chunks.push(input.slice(i, i + 128));
  });
  assert.deepEqual(made.map((chunk) => chunk.length), [640, 640, 640, 640, 640]);
  const joined = made.flatMap((chunk) => [...chunk]);
  joined.forEach((sample, i) => assert.equal(sample, Math.round(input[i] * 32767) + 0));
});

test('too loud is clipped, not wrapped round', () => {
  const [chunk] = chunksOf((chunks) => chunks.push(new Float32Array(640).fill(1.7)));
  assert.ok(chunk.every((sample) => sample === 32767));
});

test('muted: silence long enough to end a turn, then nothing', () => {
  const made = chunksOf((chunks) => {
    chunks.mute(true);
    for (let ms = 0; ms < 5000; ms += 40) chunks.push(new Float32Array(640).fill(0.5));
  });
  assert.equal(made.length * 40, MUTE_TAIL_MS);
  assert.ok(made.every((chunk) => chunk.every((sample) => sample === 0)));
});

test('unmuted: sound again, with nothing of before', () => {
  const made = chunksOf((chunks) => {
    chunks.push(new Float32Array(100).fill(0.25));
    chunks.mute(true);
    for (let i = 0; i < 60; i++) chunks.push(new Float32Array(640));
    chunks.mute(false);
    chunks.push(new Float32Array(640).fill(0.5));
  });
  assert.ok(made.at(-1).every((sample) => sample === Math.round(0.5 * 32767)));
});
