// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { wav } from '../../../../static/js/pages/voices/wav.js';

test('chunks become one file', () => {
  const chunks = [Int16Array.of(1, -2).buffer, Int16Array.of(3).buffer];
  const file = new DataView(wav(chunks, 24000));
  assert.equal(file.byteLength, 44 + 6);
  assert.equal(file.getUint32(4, true), 36 + 6);
  assert.equal(file.getUint32(24, true), 24000);
  assert.equal(file.getUint32(40, true), 6);
  assert.deepEqual([44, 46, 48].map((at) => file.getInt16(at, true)), [1, -2, 3]);
});

test('nothing is a file without sound', () => {
  assert.equal(wav([], 16000).byteLength, 44);
});
