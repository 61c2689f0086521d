import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mouthAt } from '../../../static/js/face/coarticulation.js';
import { SHAPES } from '../../../static/js/face/mouth_shapes.js';
import { mouthFromSpectrum } from '../../../static/js/face/spectrum.js';

const IDS = 'sil PP FF TH DD kk CH SS nn RR aa E I O U'.split(' ');

/** Shapes one after the other. @param {[string, number, number?][]} shapes */
function track(...shapes) {
  let at_ms = 0;
  return shapes.map(([id, lasts_ms, weight = 1]) => [at_ms, (at_ms += lasts_ms), id, weight]);
}

/** The middle of one long shape. @param {string} id @param {string} [emotion] */
const held = (id, emotion) =>
  mouthAt(track(['sil', 300, 0], [id, 400], ['sil', 300, 0]), 500, emotion);

test('all fifteen shapes are known', () => {
  assert.deepEqual(Object.keys(SHAPES).sort(), [...IDS].sort());
});

test('the jaw opens for aa more than for E, for E more than for I, and not for PP', () => {
  const jaws = ['aa', 'O', 'E', 'I', 'PP'].map((id) => held(id).jaw);
  assert.deepEqual(jaws, [...jaws].sort((a, b) => b - a));
  assert.ok(jaws[0] > 0.7 && jaws[2] > 1.5 * jaws[3]);
  assert.equal(held('PP').jaw, 0);
});

test('lips round for O and U, and spread for I', () => {
  assert.ok(held('U').pucker > 0.8 && held('O').funnel > 0.5);
  assert.ok(held('U').wide < 0.05 && held('I').wide > 0.5 && held('I').pucker < 0.05);
});

test('F brings the lower lip up to the teeth', () => {
  const { lowerDown, upperUp, press, jaw } = held('FF');
  assert.ok(lowerDown < -0.2 && upperUp > 0.3 && jaw < 0.1);
  assert.equal(press, 0);
});

test('each shape but silence shows, and differs from the others', () => {
  const seen = IDS.map((id) => held(id));
  for (const [i, one] of seen.entries()) {
    for (const other of seen.slice(0, i)) {
      const apart = Object.keys(one).reduce((sum, m) => sum + Math.abs(one[m] - other[m]), 0);
      assert.ok(apart > 0.1);
    }
  }
  assert.ok(Math.max(...['jaw', 'wide', 'pucker', 'press'].map((m) => held('sil')[m])) < 0.01);
});

test('lips are fully closed for all of a short P between open vowels', () => {
  const said = track(['aa', 120], ['PP', 60], ['aa', 120]);
  for (let at_ms = 120; at_ms <= 180; at_ms += 10) {
    assert.equal(mouthAt(said, at_ms).press, 1);
    assert.equal(mouthAt(said, at_ms).jaw, 0);
  }
  assert.ok(mouthAt(said, 50).jaw > 0.6 && mouthAt(said, 250).jaw > 0.6);
});

test('lips round ahead of a vowel, through a sound that the tongue makes', () => {
  const cool = track(['sil', 200, 0], ['kk', 70], ['U', 160]);
  const keel = track(['sil', 200, 0], ['kk', 70], ['I', 160]);
  assert.ok(mouthAt(cool, 235).pucker > 0.35);
  assert.ok(mouthAt(keel, 235).pucker < 0.01);
});

test('a short vowel opens the mouth less than a long one', () => {
  const opening = (lasts_ms) =>
    mouthAt(track(['SS', 100], ['aa', lasts_ms], ['SS', 100]), 100 + lasts_ms / 2).jaw;
  assert.ok(opening(40) < opening(80) && opening(80) < opening(160));
});

test('the mouth moves without a jump', () => {
  const said = track(
    ['sil', 90, 0], ['PP', 70], ['aa', 90, 0.8], ['FF', 60], ['I', 80], ['SS', 90], ['U', 120],
    ['PP', 50], ['O', 110], ['sil', 200, 0],
  );
  for (let at_ms = -100; at_ms < 1200; at_ms += 2) {
    const [now, next] = [mouthAt(said, at_ms), mouthAt(said, at_ms + 2)];
    for (const morph of Object.keys(now)) {
      assert.ok(Math.abs(next[morph] - now[morph]) < 0.08, `${morph} at ${at_ms}`);
      assert.ok(now[morph] >= -0.5 && now[morph] <= 1);
    }
  }
});

test('the mouth is at rest well before and after its track, and without one', () => {
  const said = track(['aa', 100]);
  for (const mouth of [mouthAt(said, -300), mouthAt(said, 400), mouthAt([], 0)]) {
    assert.deepEqual(Object.entries(mouth).filter(([, weight]) => weight > 0), [['close', 1]]);
  }
});

test('a sad voice opens the mouth less, a happy one spreads it more', () => {
  assert.ok(held('aa', 'sad').jaw < held('aa').jaw);
  assert.ok(held('I', 'happy').wide > held('I').wide);
  assert.deepEqual(held('aa', 'bewildered'), held('aa'));
});

/** What an analyser shows of a voice with that power (dB over the floor) in those ranges. */
function voice(level, ...peaks) {
  const bands = new Uint8Array(512).map((_, i) => {
    const hz = (i / 512) * 12000;
    const [, , db] = peaks.find(([from, to]) => hz >= from && hz < to) ?? [0, 0, 0];
    return (db / 70) * 255;
  });
  return mouthFromSpectrum({ bands, top_hz: 12000, level });
}

test('without a track the sound itself moves the mouth', () => {
  const ah = voice(0.4, [80, 900, 50], [1000, 1800, 46], [1800, 3400, 35]);
  const oo = voice(0.4, [80, 900, 50], [1000, 1800, 25], [1800, 3400, 20]);
  const ee = voice(0.4, [80, 900, 48], [1000, 1800, 25], [1800, 3400, 44]);
  const hiss = voice(0.2, [80, 900, 20], [4000, 9000, 45]);
  assert.ok(ah.jaw > 0.6 && ah.jaw > 1.5 * oo.jaw && hiss.jaw < 0.15);
  assert.ok(oo.pucker > 0.5 && ah.pucker < 0.1 && ee.pucker < 0.1);
  assert.ok(ee.wide > ah.wide && ee.wide > 0.3);
  assert.deepEqual(voice(0.01, [80, 900, 20]), { close: 1 });
});
