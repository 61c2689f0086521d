import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Ledger } from '../../../static/js/player/ledger.js';

/**
 * @param {number} turn
 * @param {number} segment
 * @param {number} duration_ms
 */
function speech(turn, segment, duration_ms) {
  const audio = new ArrayBuffer(2 * 16 * duration_ms);
  return {
    turn, segment, duration_ms, audio, rate_hz: 16000,
    text: '', emotion: 'neutral', visemes: [], words: [],
  };
}

/** A small generator, so that a failure can be repeated. */
function random(seed) {
  return () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
}

test('segments follow each other without a gap', () => {
  const ledger = new Ledger();
  const first = ledger.add(speech(1, 0, 500), 2);
  const second = ledger.add(speech(1, 1, 300), 2.1);
  assert.equal(second.start_s, first.end_s);
});

test('a segment that comes late starts as soon as it can', () => {
  const ledger = new Ledger();
  ledger.add(speech(1, 0, 500), 2);
  assert.equal(ledger.add(speech(1, 1, 300), 9).start_s, 9);
});

test('the end is taken from the samples, not from the rounded duration', () => {
  const segment = { ...speech(1, 0, 100), audio: new ArrayBuffer(2 * 1609) };
  assert.equal(new Ledger().add(segment, 0).end_s, 1609 / 16000);
});

test('words without sound still take their time', () => {
  const segment = { ...speech(1, 0, 700), audio: new ArrayBuffer(0) };
  assert.equal(new Ledger().add(segment, 1).end_s, 1.7);
});

test('a turn is heard over all its segments', () => {
  const ledger = new Ledger();
  ledger.add(speech(1, 0, 500), 0);
  ledger.add(speech(1, 1, 500), 0);
  ledger.add(speech(2, 0, 500), 0);
  assert.equal(ledger.heardMs(1, 0.75), 750);
  assert.equal(ledger.heardMs(1, 1.25), 1000);
  assert.equal(ledger.heardMs(2, 1.25), 250);
});

test('the play head is reported at each interval, and each end once', () => {
  const ledger = new Ledger();
  ledger.add(speech(1, 0, 600), 0);
  const reports = [];
  for (let now_s = 0; now_s < 1; now_s += 0.05) reports.push(...ledger.due(now_s, 250));
  assert.deepEqual(
    reports.map(({ heard_ms, done }) => [heard_ms, done]),
    [[250, false], [500, false], [600, true]],
  );
  assert.equal(ledger.isOpen, false);
});

test('a cut reports the segment that sounded, exactly, and drops what was queued', () => {
  const ledger = new Ledger();
  ledger.add(speech(1, 0, 500), 0);
  ledger.add(speech(1, 1, 500), 0);
  ledger.add(speech(1, 2, 500), 0);
  ledger.due(0.6, 250);
  assert.deepEqual(ledger.silence(1, 0.623), [{ turn: 1, segment: 1, heard_ms: 123, done: false }]);
  assert.equal(ledger.heardMs(1, 9), 623);
  assert.equal(ledger.end_s, 0.623);
  assert.equal(ledger.find({ turn: 1, segment: 2 }), undefined);
  assert.deepEqual(ledger.due(9, 250), []);
});

test('a cut before the first sound leaves nothing heard', () => {
  const ledger = new Ledger();
  ledger.add(speech(1, 0, 500), 1);
  assert.deepEqual(ledger.silence(1, 0.5), []);
  assert.equal(ledger.heardMs(1, 9), 0);
});

test('segments of a turn that was silenced, or of an older one, are not wanted', () => {
  const ledger = new Ledger();
  ledger.silence(3, 0);
  assert.equal(ledger.isSilenced({ turn: 2 }), true);
  assert.equal(ledger.isSilenced({ turn: 3 }), true);
  assert.equal(ledger.isSilenced({ turn: 4 }), false);
});

test('the next turn starts at once after a cut', () => {
  const ledger = new Ledger();
  ledger.add(speech(1, 0, 5000), 0);
  ledger.silence(1, 1);
  assert.equal(ledger.add(speech(2, 0, 500), 1.02).start_s, 1.02);
});

test('a segment sent again is reported again: whole, cut, or so far', () => {
  const ledger = new Ledger();
  const whole = ledger.add(speech(1, 0, 500), 0);
  const cut = ledger.add(speech(1, 1, 500), 0);
  ledger.due(0.5, 250);
  assert.deepEqual(ledger.repeat(cut, 0.7), { turn: 1, segment: 1, heard_ms: 200, done: false });
  ledger.silence(1, 0.8);
  assert.deepEqual(ledger.repeat(whole, 2), { turn: 1, segment: 0, heard_ms: 500, done: true });
  assert.deepEqual(ledger.repeat(cut, 2), { turn: 1, segment: 1, heard_ms: 300, done: false });
});

test('whatever happens, nothing is heard that did not sound, and no play head goes back', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed);
    const ledger = new Ledger();
    const heads = new Map();
    let [now_s, turn, segment, longest_ms] = [0, 1, 0, 0];
    for (let step = 0; step < 40; step++) {
      now_s += next() * 0.3;
      const choice = next();
      const reports = ledger.due(now_s, 250);
      if (choice < 0.5) {
        const duration_ms = Math.ceil(next() * 600);
        longest_ms += duration_ms;
        ledger.add(speech(turn, segment++, duration_ms), now_s + 0.02);
      } else if (choice < 0.65) {
        reports.push(...ledger.silence(turn++, now_s));
        segment = 0;
      }
      for (const report of reports) {
        const key = `${report.turn}/${report.segment}`;
        assert.ok(report.heard_ms >= (heads.get(key) ?? 0), `seed ${seed}: ${key} went back`);
        heads.set(key, report.heard_ms);
      }
    }
    const heard_ms = [...heads.values()].reduce((sum, ms) => sum + ms, 0);
    assert.ok(heard_ms <= Math.min(longest_ms, now_s * 1000 + heads.size), `seed ${seed}`);
  }
});
