import assert from 'node:assert/strict';
import { test } from 'node:test';

import { outline, shapeAt } from '../../../static/js/face/drawn_mouth.js';

/** @param {string} id */
const during = (id) => shapeAt([[0, 200, id, 1]], 100);

test('the jaw opens for aa more than for E more than for PP, which is closed', () => {
  assert.ok(during('aa').open > during('E').open);
  assert.ok(during('E').open > during('SS').open);
  assert.equal(during('PP').open, 0);
  assert.equal(during('sil').open, 0);
});

test('lips purse for O and U and spread for E and I', () => {
  assert.ok(during('U').wide < during('O').wide && during('O').wide < -0.3);
  assert.ok(during('I').wide > 0.3 && during('E').wide > 0.3);
});

test('between visemes the mouth is on its way, never in a jump', () => {
  const track = [[0, 100, 'PP', 1], [100, 200, 'aa', 1], [200, 300, 'U', 1]];
  let before = shapeAt(track, 0).open;
  for (let at_ms = 1; at_ms <= 330; at_ms++) {
    const { open } = shapeAt(track, at_ms);
    assert.ok(Math.abs(open - before) < 0.08, `jumped at ${at_ms} ms`);
    before = open;
  }
});

test('visemes that overlap are shared, not added', () => {
  const { open } = shapeAt([[0, 200, 'aa', 1], [0, 200, 'aa', 1]], 100);
  assert.equal(open, during('aa').open);
});

test('a weak viseme opens less, an unknown one not at all', () => {
  assert.ok(shapeAt([[0, 200, 'aa', 0.4]], 100).open < during('aa').open);
  assert.deepEqual(during('??'), { open: 0, wide: 0 });
});

test('outside the track the mouth is at rest', () => {
  assert.deepEqual(shapeAt([[0, 200, 'aa', 1]], 400), { open: 0, wide: 0 });
});

test('at rest the lips meet; open they part; a smile lifts the corners', () => {
  const rest = outline({ open: 0, wide: 0 });
  const open = outline({ open: 1, wide: 0 });
  assert.equal(rest.top, rest.bottom);
  assert.ok(open.bottom - open.top > 40);
  const corner = (emotion) => Number(outline({ open: 0, wide: 0 }, emotion).path.match(/M\S+ (\S+)C/)[1]);
  assert.ok(corner('happy') < corner('neutral') && corner('neutral') < corner('sad'));
});
