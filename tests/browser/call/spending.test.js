import assert from 'node:assert/strict';
import { test } from 'node:test';

import { amountText } from '../../../static/js/call/spending.js';

const NOTHING = { tokens_in: 0, tokens_out: 0, characters: 0, sound_s: 0 };

test('what was used is said in the unit of its kind', () => {
  const texts = [
    { ...NOTHING, capability: 'chat', tokens_in: 12345, tokens_out: 67 },
    { ...NOTHING, capability: 'speech', characters: 2000, sound_s: 90 },
    { ...NOTHING, capability: 'transcription', sound_s: 75.4 },
  ].map(amountText);
  assert.deepEqual(texts, ['12,345 tokens in, 67 out', '2,000 characters', '1 min 15 s']);
});
