import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chirp, judgeEcho } from '../../../static/js/devices/chirp.js';

const RATE_HZ = 16000;

/**
 * A second of a room, from 0 s, in which the chirp comes back.
 * @param {{at_s?: number, gain?: number, noise?: number}} room
 */
function room({ at_s = 0, gain = 0, noise = 0 }) {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 1073741824 - 1;
  const sound = new Float32Array(RATE_HZ).map(() => noise * random());
  chirp(RATE_HZ).forEach((sample, i) => (sound[Math.round(at_s * RATE_HZ) + i] += gain * sample));
  return sound;
}

const judge = (sound) => judgeEcho(sound, { rate_hz: RATE_HZ, from_s: 5, played_s: 5.1 });

test('a loud echo is strong, and its delay is right to the millisecond', () => {
  const sound = room({ at_s: 0.185, gain: 0.3, noise: 0.02 });
  assert.deepEqual(judge(sound), { echo_ms: 85, strength: 'strong' });
});

test('an echo under the noise is faint, and still found', () => {
  const { echo_ms, strength } = judge(room({ at_s: 0.3, gain: 0.02, noise: 0.04 }));
  assert.equal(strength, 'faint');
  assert.ok(Math.abs(echo_ms - 200) <= 1);
});

test('noise alone is no echo, nor is silence', () => {
  assert.deepEqual(judge(room({ noise: 0.1 })), { echo_ms: 0, strength: 'none' });
  assert.deepEqual(judge(room({})), { echo_ms: 0, strength: 'none' });
});

test('what sounded before the chirp was played is no echo of it', () => {
  assert.equal(judge(room({ at_s: 0.02, gain: 0.3 })).strength, 'none');
});
