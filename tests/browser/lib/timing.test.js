import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockText, durationText, latencyStages, timedWords } from '../../../static/js/lib/timing.js';

test('the server’s word times are taken as they are', () => {
  const words = [[0, 300, 'Hello'], [300, 500, 'you']];
  assert.equal(timedWords({ text: 'Hello you', words, duration_ms: 500 }), words);
});

test('without times every word still comes, in order, within the sound', () => {
  const words = timedWords({ text: ' One  longer word ', words: [], duration_ms: 900 });
  assert.deepEqual(words.map(([, , word]) => word), ['One', 'longer', 'word']);
  assert.equal(words[0][0], 0);
  assert.equal(words.at(-1)[1], 900);
  words.slice(1).forEach(([start_ms], i) => assert.equal(start_ms, words[i][1]));
});

test('no text, no words', () => {
  assert.deepEqual(timedWords({ text: '  ', words: [], duration_ms: 900 }), []);
});

test('clock and duration', () => {
  assert.deepEqual([0, 9.9, 75, 3671].map(clockText), ['0:00', '0:09', '1:15', '1:01:11']);
  assert.deepEqual([1, 42, 125].map(durationText), ['1 second', '42 seconds', '2 min 5 s']);
});

test('latency is counted from the end of speech, stage by stage, and adds up', () => {
  const timings = {
    first_token: 1480, end_of_speech: 1000, turn_end: 1210, first_audio_sent: 1690, last_audio: 4000,
  };
  const { stages, total_ms } = latencyStages(timings, 40);
  assert.deepEqual(stages, [
    { name: 'turn_end', ms: 210 },
    { name: 'first_token', ms: 270 },
    { name: 'first_audio_sent', ms: 210 },
    { name: 'first_sound', ms: 40 },
  ]);
  assert.equal(total_ms, 730);
});
