import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EMOTIONS, parts } from '../../../../static/js/pages/memory/emotions.js';

test('the parts of a bar fill it, in one order', () => {
  const bar = parts({ sad: 1, happy: 2, caring: 1 });
  assert.deepEqual(bar.map(({ emotion }) => emotion), ['happy', 'caring', 'sad']);
  assert.deepEqual(bar.map(({ from }) => from), [0, 50, 75]);
  assert.equal(bar.reduce((sum, { share }) => sum + share, 0), 100);
});

test('a call in which nothing was felt has no bar', () => {
  assert.deepEqual(parts({}), []);
  assert.deepEqual(parts({ unheard_of: 3 }), []);
  assert.equal(new Set(EMOTIONS).size, EMOTIONS.length);
});
