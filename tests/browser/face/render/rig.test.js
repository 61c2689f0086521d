import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Blend } from '../../../../static/js/face/render/blend.js';
import { Eyelids, STRIDE as LID_STRIDE } from '../../../../static/js/face/render/eyelids.js';
import { Interior, STRIDE } from '../../../../static/js/face/render/interior.js';
import { restLine } from '../../../../static/js/face/render/lips.js';
import { decode } from '../../../../static/js/face/render/rig.js';

const POINTS = 160;
const CHIN = 152;
const NOSE = 2;
const COLUMNS = 11;
const STILL = { x: 0, y: 0, roll: 0, scale: 1 };

/** A rig of a mouth 200 wide round (500, 600) in a frame of 1000, its lips `gap` apart. */
function written({ gap = 0, ownTeeth = false } = {}) {
  const vertices = Array(2 * POINTS).fill(0);
  /** @param {number} i @param {number} x @param {number} y */
  const put = (i, x, y) => vertices.splice(2 * i, 2, x, y);
  put(NOSE, 500, 500);
  put(CHIN, 500, 800);
  const upper = Array.from({ length: COLUMNS }, (_, j) => 10 + j);
  const lower = upper.map((point, j) => (j % (COLUMNS - 1) ? 30 + j : point));
  upper.forEach((point, j) => put(point, 400 + 20 * j, 600 - (j % 10 ? gap / 2 : 0)));
  lower.slice(1, -1).forEach((point, j) => put(point, 420 + 20 * j, 600 + gap / 2));
  const row = (/** @type {number} */ first) => Array.from({ length: 9 }, (_, j) => first + j);
  const eye = (/** @type {number} */ first) => ({
    upper: row(first), crease: row(first + 9), lid: Array(27).fill(120), iris: [400, 400], radius: 10,
  });
  const jaw = lower.slice(1, -1);
  return {
    version: 1,
    size: 1000,
    crop: { x: 0, y: 0, width: 1, height: 1 },
    vertices,
    hold: Array(POINTS).fill(100).fill(0, POINTS - 4),
    triangles: { eyes: [0, 1, 2], skin: [3, 4, 5] },
    morphs: {
      jaw: { at: jaw, by: jaw.flatMap(() => [0, 100]) },
      close: { at: jaw, by: jaw.flatMap(() => [0, -gap]) },
      smile: { at: [upper[0], upper[10]], by: [-20, -20, 20, -20] },
      blinkR: { at: row(60), by: row(60).flatMap(() => [0, 10]) },
    },
    mouth: {
      upper, lower, nose: NOSE, chin: CHIN, middle: [500, 600], across: [1, 0], half: 100,
      own_teeth: ownTeeth,
    },
    eyes: [eye(60), eye(90)],
    lashes: null,
    tones: { tooth: [220, 210, 200], light: 1, slant: 0, grain: 0 },
  };
}

/** @param {Float32Array} positions @param {number} i */
const at = (positions, i) => [...positions.slice(2 * i, 2 * i + 2)].map((x) => Math.round(1000 * x));

test('a rig of another version is not taken', () => {
  assert.throws(() => decode({ ...written(), version: 2 }), /version 2/);
});

test('morphs add up, and a name that is not known does nothing', () => {
  const blend = new Blend(decode(written()));
  assert.deepEqual(at(blend.to({}, STILL), 35), [500, 600]);
  assert.deepEqual(at(blend.to({ jaw: 0.5, wiggle: 1 }, STILL), 35), [500, 650]);
  assert.deepEqual(at(blend.to({ jaw: 0.5 }, STILL), 35), [500, 650]);
});

test('the head takes along what is held to it, and leaves the frame alone', () => {
  const blend = new Blend(decode(written()));
  const moved = blend.to({}, { x: 0.01, y: 0.02, roll: 0, scale: 1 });
  assert.deepEqual(at(moved, CHIN), [510, 820]);
  assert.deepEqual(at(moved, POINTS - 1), [0, 0]);
  const turned = blend.to({}, { x: 0, y: 0, roll: 0.1, scale: 1 });
  assert.ok(at(turned, NOSE)[0] > 500, 'clockwise, about the neck');
  assert.ok(at(turned, CHIN)[0] < at(turned, NOSE)[0]);
});

test('a broad smile shows the teeth of the picture, others keep the lips closed', () => {
  const lips = (/** @type {boolean} */ ownTeeth, /** @type {number} */ smile) =>
    at(new Blend(decode(written({ gap: 40, ownTeeth }))).to({ close: 1, smile }, STILL), 35)[1];
  assert.equal(lips(true, 0), 580);
  assert.ok(lips(true, 1) > 605);
  assert.equal(lips(false, 1), 580);
});

test('the inside of the mouth reaches under the lips, and knows how far they are open', () => {
  const rig = decode(written());
  const blend = new Blend(rig);
  const interior = new Interior(rig);
  interior.to(blend.to({}, STILL), STILL);
  assert.ok(interior.opening.height < 1e-6);
  interior.to(blend.to({ jaw: 1 }, STILL), STILL);
  assert.ok(Math.abs(interior.opening.height - 1) < 1e-5);
  assert.ok(Math.abs(interior.opening.width - 1) < 1e-5);
  const column = (/** @type {number} */ i) => [...interior.vertices.slice(i * STRIDE, (i + 1) * STRIDE)];
  const [, top = 0, , skullTop = 0, fromUpper = 0] = column(10);
  assert.ok(top < 0.6 && skullTop < 0 && fromUpper < 0);
  const [, end = 0, , , , fromLower = 0] = column(11);
  assert.ok(end > 0.7 && fromLower < 0);
});

test('the teeth keep their place in the skull while the head turns', () => {
  const rig = decode(written());
  const [still, turned] = [STILL, { x: 0.02, y: 0.01, roll: 0.2, scale: 1.1 }].map((pose) => {
    const interior = new Interior(rig);
    interior.to(new Blend(rig).to({ jaw: 1 }, pose), pose);
    return [...interior.vertices].filter((_, i) => [2, 3].includes(i % STRIDE));
  });
  still?.forEach((value, i) => assert.ok(Math.abs(value - (turned?.[i] ?? NaN)) < 1e-4));
});

test('lids know how far each eye is closed', () => {
  const rig = decode(written());
  const lids = new Eyelids(rig);
  lids.to(new Blend(rig).to({ blinkR: 1 }, STILL), { blinkR: 1, blinkL: 0.5 });
  assert.equal(lids.vertices[6], 1);
  assert.equal(lids.vertices[18 * LID_STRIDE + 6], 0.5);
});

test('the line of the lips at rest is that of the picture', () => {
  const { vertices, mouth } = decode(written({ gap: 40 }));
  const line = restLine(vertices, mouth);
  assert.equal(line.length, 32);
  assert.ok(Math.abs((line[14] ?? 0) + 0.2) < 0.01 && Math.abs((line[15] ?? 0) - 0.2) < 0.01);
  assert.ok(Math.abs(line[0] ?? 1) < 0.01);
});
