import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inUseText, listingTrouble } from '../../../static/js/lib/model_list.js';
import { makersText } from '../../../static/js/lib/words.js';
import { amountText, costText } from '../../../static/js/call/spending.js';

const NOTHING = { tokens_in: 0, tokens_out: 0, characters: 0, sound_s: 0 };

test('a cost is said as surely as it is known', () => {
  const texts = [
    { cost_usd: 0, about: false, unpriced: false },
    { cost_usd: 0, about: false, unpriced: true },
    { cost_usd: 0.00123, about: true, unpriced: false },
    { cost_usd: 0.25, about: false, unpriced: false },
    { cost_usd: 1.5, about: true, unpriced: true },
  ].map(costText);
  assert.deepEqual(texts, [
    'No cost', 'Cost not known', 'About $0.0012', '$0.25', 'At least $1.50',
  ]);
});

test('what was used is said in the unit of its kind', () => {
  const texts = [
    { ...NOTHING, capability: 'chat', tokens_in: 12345, tokens_out: 67 },
    { ...NOTHING, capability: 'speech', characters: 2000, sound_s: 90 },
    { ...NOTHING, capability: 'transcription', sound_s: 75.4 },
  ].map(amountText);
  assert.deepEqual(texts, ['12,345 tokens in, 67 out', '2,000 characters', '1 min 15 s']);
});

test('who answers is named, and whether they see', () => {
  const model = { choice: 'auto', provider: 'openai', name: 'gpt-4o-mini', sees: true };
  assert.match(inUseText(model), /from gpt-4o-mini \(openai\), which gets to see you/);
  assert.match(inUseText({ ...model, name: '', provider: 'embedded', sees: false }), /from the built-in one, which gets no pictures/);
});

test('everyone at work is named by what they do', () => {
  const providers = { chat: 'openai', turn_end: 'embedded', transcription: 'embedded', speech: '' };
  assert.equal(makersText(providers), 'Hearing you: the built-in one · Thinking of answers: openai');
});

test('only vendors without a list are named as such', () => {
  const vendor = { provider: 'groq', models: [], error: { code: 'provider_timeout', message: '' } };
  assert.equal(listingTrouble({ vendors: [{ ...vendor, error: null }] }), '');
  assert.match(listingTrouble({ vendors: [vendor] }), /groq/);
});
