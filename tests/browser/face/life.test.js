import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stresses } from '../../../static/js/face/expression.js';
import { BLINK_MS, Lids } from '../../../static/js/face/lids.js';
import { Life } from '../../../static/js/face/life.js';

const EMOTIONS = ['neutral', 'happy', 'sad', 'surprised', 'thoughtful', 'caring', 'amused'];
const FRAME_MS = 1000 / 60;
const AT_REST = {
  now_ms: 0, state: 'listening', emotion: 'neutral', segment: null, at_ms: 0, reducedMotion: false,
};
const VOWEL = [[0, 300, 'sil', 0], [300, 460, 'aa', 1], [460, 900, 'sil', 0]];

/** A small generator, so that a failure can be repeated. */
function random(seed = 7) {
  return () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
}

/** The faces of that long. @param {number} lasts_ms @param {object} moment */
function faces(lasts_ms, moment = {}, seed = 7) {
  const life = new Life(random(seed));
  const times = Array.from({ length: Math.ceil(lasts_ms / FRAME_MS) }, (_, i) => i * FRAME_MS);
  return times.map((now_ms) => life.faceAt({ ...AT_REST, ...moment, now_ms }));
}

/** The face of one that has felt so for a while. */
function settled(moment) {
  const life = new Life(random());
  life.faceAt({ ...AT_REST, ...moment });
  return life.faceAt({ ...AT_REST, ...moment, now_ms: 1000 });
}

/** When lids begin to close. @param {number[]} closed of each frame */
const blinks_ms = (closed) =>
  closed.flatMap((shut, i) => (shut > 0.5 && (closed[i - 1] ?? 0) <= 0.5 ? [i * FRAME_MS] : []));

test('eyes blink every two to six seconds, now and then twice', () => {
  const closed = faces(300_000).map(({ weights }) => weights.blinkL);
  const at_ms = blinks_ms(closed);
  const pauses_ms = at_ms.slice(1).map((now_ms, i) => now_ms - at_ms[i]);
  const doubles = pauses_ms.filter((pause_ms) => pause_ms < 400);
  const singles = pauses_ms.filter((pause_ms) => pause_ms >= 400);
  assert.ok(Math.min(...singles) > 2000 && Math.max(...singles) < 6400);
  assert.ok(doubles.length >= 3 && doubles.length < at_ms.length / 3);
  assert.equal(Math.max(...closed), 1);
});

test('lids close faster than they open, in about 150 ms', () => {
  const lids = new Lids(() => 0.5);
  const courses = Array.from({ length: 6000 }, (_, now_ms) => lids.closedness(now_ms, false));
  const first = courses.findIndex((shut) => shut > 0);
  const last = courses.findIndex((shut, i) => i > first && shut === 0);
  const half = (from) => courses.findIndex((shut, i) => i >= from && shut >= 0.999) - first;
  assert.ok(Math.abs(last - first - BLINK_MS) <= 2 && BLINK_MS >= 130 && BLINK_MS <= 180);
  assert.ok(half(first) < (last - first) / 2);
});

test('who speaks blinks more', () => {
  const count = (segment) =>
    blinks_ms(faces(200_000, { segment }).map(({ weights }) => weights.blinkR)).length;
  assert.ok(count({ visemes: VOWEL }) > 1.15 * count(null));
});

test('the head sways and breathes, a little and without a jump', () => {
  const poses = faces(60_000).map(({ pose }) => pose);
  const spread = (part) => {
    const values = poses.map((pose) => pose[part]);
    return Math.max(...values) - Math.min(...values);
  };
  assert.ok(spread('x') > 0.004 && spread('x') < 0.02 && spread('y') < 0.02);
  assert.ok(spread('roll') > 0.01 && spread('roll') < 0.06 && spread('scale') < 0.01);
  for (const [i, pose] of poses.slice(1).entries()) {
    assert.ok(Math.abs(pose.x - poses[i].x) < 0.001 && Math.abs(pose.roll - poses[i].roll) < 0.002);
  }
});

test('the eyes stay near the camera, and jump now and then', () => {
  const gazes = faces(60_000).map(({ gaze }) => gaze);
  const near = gazes.filter(({ x, y }) => Math.hypot(x, y) < 0.12).length / gazes.length;
  const held = gazes.filter(({ x, y }) => x === 0 && y === 0).length / gazes.length;
  const jumps = gazes.filter(({ x }, i) => i > 0 && Math.abs(x - gazes[i - 1].x) > 0.01).length;
  assert.equal(near, 1);
  assert.ok(held > 0.5 && jumps > 20);
});

test('before an answer the eyes look up and aside at once, and come back to speak', () => {
  const life = new Life(random());
  const look = (now_ms, state) => life.faceAt({ ...AT_REST, now_ms, state }).gaze;
  look(0, 'hearing');
  look(1000, 'thinking');
  const away = look(1080, 'thinking');
  assert.ok(Math.abs(away.x) > 0.3 && away.y < -0.3);
  look(1200, 'speaking');
  assert.deepEqual(look(1280, 'speaking'), { x: 0, y: 0 });
});

test('who listens nods and smiles softly', () => {
  const lowest = (state) => Math.max(...faces(20_000, { state }).map(({ pose }) => pose.y));
  assert.ok(lowest('hearing') > lowest('listening') + 0.005);
  const smile = (state) => settled({ state }).weights.smile;
  assert.ok(smile('hearing') > smile('thinking') + 0.15 && smile('hearing') < 0.4);
});

test('each emotion shows, differs from the others and stays within bounds', () => {
  const said = EMOTIONS.map((emotion) => settled({ emotion, state: 'speaking' }).weights);
  for (const [i, one] of said.entries()) {
    assert.ok(Object.values(one).every((weight) => weight >= -1 && weight <= 1));
    for (const other of said.slice(0, i)) {
      const morphs = new Set([...Object.keys(one), ...Object.keys(other)]);
      const apart = [...morphs].map((morph) => Math.abs((one[morph] ?? 0) - (other[morph] ?? 0)));
      assert.ok(apart.reduce((sum, value) => sum + value) > 0.35);
    }
  }
  const [neutral, happy, sad, surprised, thoughtful] = said;
  assert.ok(happy.smile > neutral.smile + 0.4 && sad.frown > 0.4 && sad.smile === undefined);
  assert.ok(surprised.browUp > 0.8 && surprised.jaw > 0.1 && thoughtful.browDown > 0.4);
});

test('an emotion eases in over 200 to 300 ms, also from the middle of another', () => {
  const life = new Life(random());
  const smile = (now_ms, emotion) =>
    life.faceAt({ ...AT_REST, state: 'speaking', now_ms, emotion }).weights.smile ?? 0;
  smile(0, 'neutral');
  const rising = [0, 50, 100, 150, 200, 300].map((after_ms) => smile(1000 + after_ms, 'happy'));
  assert.deepEqual(rising, [...rising].sort((a, b) => a - b));
  assert.ok(rising[2] < 0.5 && rising[5] > 0.65);
  smile(2000, 'sad');
  const midway = smile(2100, 'sad');
  assert.ok(Math.abs(smile(2100, 'happy') - midway) < 1e-9);
});

test('an emotion gives way to speech without a jump', () => {
  for (const emotion of EMOTIONS) {
    const said = { visemes: [[0, 150, 'sil', 0], [150, 300, 'PP', 1], [300, 500, 'U', 1]] };
    const life = new Life(random());
    const face = (at_ms) =>
      life.faceAt({ ...AT_REST, state: 'speaking', emotion, now_ms: at_ms, segment: said, at_ms });
    let last = face(0).weights;
    for (let at_ms = 4; at_ms < 700; at_ms += 4) {
      const { weights } = face(at_ms);
      for (const morph of ['jaw', 'pucker', 'press', 'smile', 'frown']) {
        assert.ok(Math.abs((weights[morph] ?? 0) - (last[morph] ?? 0)) < 0.2, `${morph} ${at_ms}`);
      }
      last = weights;
    }
  }
});

test('brows rise on a stressed vowel, and seldom', () => {
  const brow = (at_ms) => settled({ segment: { visemes: VOWEL }, at_ms }).weights.browUp;
  assert.ok(brow(420) > 0.3 && brow(0) < 0.05);
  const often = Array.from({ length: 20 }, (_, i) => [i * 200, i * 200 + 150, 'aa', 1]);
  const found = stresses({ visemes: often });
  assert.ok(found.length >= 3 && found.length <= 4);
  assert.deepEqual(stresses({ visemes: [[0, 200, 'aa', 0.7], [200, 400, 'SS', 1]] }), []);
});

test('the mouth speaks with the emotion, and a smile makes room for rounded lips', () => {
  const mouth = (id, emotion) =>
    settled({ emotion, segment: { visemes: [[0, 600, id, 1]] }, at_ms: 300 }).weights;
  assert.ok(mouth('I', 'happy').smile > 0.55 && mouth('U', 'happy').smile < 0.35);
  for (const emotion of EMOTIONS) {
    const [closed, spread] = [mouth('PP', emotion), mouth('I', emotion)];
    assert.ok(closed.press === 1 && closed.jaw === 0);
    assert.ok(spread.pucker < 0.01 && spread.press < 0.01);
  }
});

test('a segment without visemes is read from its spectrum', () => {
  const spectrum = { bands: new Uint8Array(64).fill(150), top_hz: 12000, level: 0.4 };
  assert.ok(settled({ segment: { visemes: [] }, spectrum }).weights.jaw > 0.03);
  assert.equal(settled({ segment: { visemes: VOWEL }, spectrum }).weights.jaw, 0);
});

test('reduced motion stills everything but the mouth and the blink', () => {
  for (const state of ['listening', 'hearing', 'thinking', 'speaking']) {
    const seen = faces(20_000, { state, reducedMotion: true, emotion: 'surprised' });
    for (const { pose, gaze, weights } of seen) {
      assert.deepEqual(pose, { x: 0, y: 0, roll: 0, scale: 1 });
      assert.deepEqual(gaze, { x: 0, y: 0 });
      assert.equal(weights.browUp ?? 0, 0);
    }
    assert.ok(Math.max(...seen.map(({ weights }) => weights.blinkL)) > 0.9);
  }
  const said = settled({ reducedMotion: true, segment: { visemes: VOWEL }, at_ms: 380 });
  assert.ok(said.weights.jaw > 0.6);
  assert.equal(said.weights.browUp ?? 0, 0);
});

test('the mouth is drawn for the time when it will be seen', () => {
  const said = [[0, 300, 'sil', 0], [300, 400, 'PP', 1], [400, 900, 'aa', 1]];
  const press = (at_ms) => settled({ segment: { visemes: said }, at_ms }).weights.press;
  assert.ok(press(270) === 1 && press(360) === 1 && press(180) === 0);
  assert.ok(press(385) < 0.9);
});

test('two faces with the same seed live the same life', () => {
  assert.deepEqual(faces(8000, {}, 3), faces(8000, {}, 3));
  assert.notDeepEqual(faces(8000, {}, 3), faces(8000, {}, 4));
});
