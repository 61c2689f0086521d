import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { BrowserVoice } from '../../../static/js/player/browser_voice.js';

const NEAR = { name: 'Near', lang: 'en-GB', localService: true };
const FAR = { name: 'Far', lang: 'en-US', localService: false };

class Utterance {
  constructor(text) {
    this.text = text;
  }
}

/** Says nothing, and writes down what it was to say. */
class Synthesis {
  read = [];
  cancelled = 0;

  constructor(voices) {
    this.voices = voices;
  }

  getVoices() {
    return this.voices;
  }

  speak(utterance) {
    this.read.push([utterance.text, utterance.voice.name]);
  }

  cancel() {
    this.cancelled += 1;
  }
}

beforeEach(() => {
  globalThis.SpeechSynthesisUtterance = Utterance;
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('it reads what is its to read, when it is its turn', () => {
  const synthesis = new Synthesis([FAR, NEAR]);
  const voice = new BrowserVoice(synthesis);
  voice.play({ text: 'Hello.', spoken_by: 'browser' }, 0.5);
  mock.timers.tick(499);
  assert.deepEqual(synthesis.read, []);
  mock.timers.tick(1);
  assert.deepEqual(synthesis.read, [['Hello.', 'Near']]);
});

for (const spoken_by of ['server', 'nobody']) {
  test(`it does not read what is spoken by ${spoken_by}`, () => {
    const synthesis = new Synthesis([NEAR]);
    new BrowserVoice(synthesis).play({ text: 'Hello.', spoken_by }, 0);
    mock.timers.tick(1000);
    assert.deepEqual(synthesis.read, []);
  });
}

test('words never leave the device, nor are they read in another language', () => {
  for (const [voices, language] of [
    [[FAR], 'en'],
    [[NEAR], 'de-DE'],
    [[], 'en'],
  ]) {
    const synthesis = new Synthesis(voices);
    const voice = new BrowserVoice(synthesis);
    voice.language = language;
    voice.play({ text: 'Hello.', spoken_by: 'browser' }, 0);
    mock.timers.tick(1);
    assert.deepEqual(synthesis.read, []);
  }
});

test('silence is silence, also for what was to come', () => {
  const synthesis = new Synthesis([NEAR]);
  const voice = new BrowserVoice(synthesis);
  voice.play({ text: 'Hello.', spoken_by: 'browser' }, 1);
  voice.stop();
  mock.timers.tick(2000);
  assert.deepEqual(synthesis.read, []);
  assert.equal(synthesis.cancelled, 1);
});

test('a browser without a voice stays silent', () => {
  const voice = new BrowserVoice(undefined);
  voice.play({ text: 'Hello.', spoken_by: 'browser' }, 0);
  voice.stop();
  mock.timers.tick(1);
});
