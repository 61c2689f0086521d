import assert from 'node:assert/strict';
import { test } from 'node:test';

import { initials, makersText, partHeard } from '../../../static/js/lib/words.js';

test('heard and unheard are all the words', () => {
  const text = 'Well,  I think\nso too.';
  assert.deepEqual(partHeard(text, 'Well, I'), { heard: 'Well, I', unheard: 'think so too.' });
  assert.deepEqual(partHeard(text, ''), { heard: '', unheard: 'Well, I think so too.' });
  assert.deepEqual(partHeard(text, text), { heard: 'Well, I think so too.', unheard: '' });
});

test('initials', () => {
  assert.deepEqual(['Ada Lovelace', 'émile', ' ', '𝒜 b c'].map(initials), ['AL', 'É', '?', '𝒜B']);
});

test('everyone at work is named by what they do', () => {
  const providers = { chat: 'openai', turn_end: 'embedded', transcription: 'embedded', speech: '' };
  assert.equal(makersText(providers), 'Hearing you: the built-in one · Thinking of answers: openai');
});
