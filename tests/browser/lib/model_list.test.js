import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inUseText, listingTrouble } from '../../../static/js/lib/model_list.js';

test('who answers is named, and whether they see', () => {
  const model = { choice: 'auto', provider: 'openai', name: 'gpt-4o-mini', sees: true };
  assert.match(inUseText(model), /from gpt-4o-mini \(openai\), which gets to see you/);
  assert.match(inUseText({ ...model, name: '', provider: 'embedded', sees: false }), /from the built-in one, which gets no pictures/);
});

test('only vendors without a list are named as such', () => {
  const vendor = { provider: 'groq', models: [], error: { code: 'provider_timeout', message: '' } };
  assert.equal(listingTrouble({ vendors: [{ ...vendor, error: null }] }), '');
  assert.match(listingTrouble({ vendors: [vendor] }), /groq/);
});
