import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ago, outlook, speed, standing } from '../../../../static/js/pages/settings/provider_text.js';

const WELL = {
  name: 'openai',
  label: 'OpenAI',
  configured: true,
  needs: null,
  state: 'closed',
  retry_in_s: 0,
  error: null,
  latency_ms: 320,
};
const NOW_MS = Date.parse('2026-01-02T12:00:00Z');

test('how a provider does is said in plain words', () => {
  assert.equal(standing(WELL), 'Well');
  assert.equal(standing({ ...WELL, latency_ms: null }), 'Not asked yet');
  assert.equal(standing({ ...WELL, state: 'half_open' }), 'About to be tried again');
  const open = { ...WELL, state: 'open' };
  assert.equal(standing({ ...open, retry_in_s: 40 }), 'Left alone, tried again in 40 s');
  assert.equal(standing({ ...open, retry_in_s: 300 }), 'Left alone, tried again in 5 min');
});

test('times are as exact as they matter', () => {
  assert.equal(speed(WELL), '320 ms');
  assert.equal(speed({ ...WELL, latency_ms: 1260 }), '1.3 s');
  assert.equal(speed({ ...WELL, latency_ms: null }), 'Not known yet');
  assert.equal(ago('2026-01-02T11:59:30Z', NOW_MS), 'Just now');
  assert.equal(ago('2026-01-02T11:50:00Z', NOW_MS), '10 min ago');
  assert.equal(ago('2026-01-02T07:00:00Z', NOW_MS), '5 h ago');
  assert.equal(ago('2026-01-02T12:00:09Z', NOW_MS), 'Just now');
});

test('what is not in use says what would put it to use', () => {
  const unused = { ...WELL, configured: false };
  assert.equal(outlook({ ...unused, needs: 'OPENAI_API_KEY' }), 'OpenAI: set OPENAI_API_KEY to use it.');
  assert.equal(outlook({ ...unused, needs: 'CHAT' }), 'OpenAI: name it in CHAT to use it.');
});
