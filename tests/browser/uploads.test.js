import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusal } from '../../static/js/uploads.js';

test('a portrait of the wrong kind or size is refused with what to do', () => {
  assert.equal(refusal({ type: 'image/png', size: 1000 }), '');
  assert.match(refusal({ type: 'image/gif', size: 1000 }), /JPEG, PNG or WebP/);
  assert.match(refusal({ type: 'image/png', size: 11 * 2 ** 20 }), /10 MB/);
});
