import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TurnTaking } from '../../../static/js/call/turn_taking.js';

const HEARD_MS = 700;

/**
 * A call in a state, and all that its parts were told.
 * @param {{state?: string, sounding?: number | null, arrives?: boolean}} how
 */
function callIn({ state = 'listening', sounding = null, arrives = true } = {}) {
  /** @type {any[][]} */
  const told = [];
  /** @type {(name: string) => (...values: any[]) => void} */
  const tells = (name) => (...values) => void told.push([name, ...values]);
  const sound = {
    turn: sounding,
    duck: tells('duck'),
    silence: (/** @type {number} */ turn) => (told.push(['silence', turn]), HEARD_MS),
  };
  const stage = {
    root: { dataset: { state } },
    controls: { allow: tells('allow') },
    panels: { uncover: tells('uncover') },
    record: { userSaid: tells('userSaid'), userMayHaveSaid: tells('userMayHaveSaid'), cancelled: tells('cancelled') },
    entered: tells('entered'),
    userSays: tells('userSays'),
    silence: () => {},
  };
  const requests = {
    interrupt: tells('interrupt'),
    message: async (/** @type {string} */ ...message) => {
      told.push(['message', ...message]);
      return arrives ? { turn: 5 } : null;
    },
  };
  const parts = /** @type {any} */ ({ sound, stage, requests });
  return { turns: new TurnTaking(parts), told };
}

test('an answer that is heard is cut short, and the server learns how much was heard', () => {
  const { turns, told } = callIn({ state: 'listening', sounding: 3 });
  turns.interrupt();
  assert.deepEqual(told, [['silence', 3], ['interrupt', 3, HEARD_MS]]);
});

test('an answer that is being thought of is given up', () => {
  const { turns, told } = callIn({ state: 'thinking' });
  turns.entered({ state: 'thinking', turn: 4 });
  turns.interrupt();
  assert.deepEqual(told.slice(-2), [['silence', 4], ['interrupt', 4, HEARD_MS]]);
});

test('with nothing to interrupt, what lies over the stage goes away', () => {
  const { turns, told } = callIn();
  turns.interrupt();
  assert.deepEqual(told, [['uncover']]);
});

test('the companion lowers its voice while the person speaks over it, and only then', () => {
  for (const [state, sounding, ducks] of [['hearing', 3, true], ['hearing', null, false], ['speaking', 3, false]]) {
    const { turns, told } = callIn({ sounding });
    turns.entered({ state, turn: 3 });
    assert.deepEqual(told.find(([name]) => name === 'duck'), ['duck', ducks]);
  }
});

test('it can be stopped while it thinks or speaks', () => {
  for (const [state, may] of [['listening', false], ['hearing', false], ['thinking', true], ['speaking', true]]) {
    const { turns, told } = callIn();
    turns.entered({ state, turn: 3 });
    assert.deepEqual(told.find(([name]) => name === 'allow'), ['allow', 'stop', may]);
  }
});

test('what is typed is said in the turn that the server names, once it arrived', async () => {
  const { turns, told } = callIn();
  assert.equal(await turns.typed('Hello'), true);
  assert.deepEqual(told, [['message', 'Hello', 'typed'], ['userSaid', 5, 'Hello']]);
  const lost = callIn({ arrives: false });
  assert.equal(await lost.turns.typed('Hello'), false);
  assert.deepEqual(lost.told, [['message', 'Hello', 'typed']]);
});

test('what the browser heard is sent when it is final, and is no message yet', () => {
  const { turns, told } = callIn({ sounding: 3 });
  turns.browserHeard('mh', false);
  turns.browserHeard('mhm', true);
  assert.deepEqual(told.map(([name]) => name), ['userSays', 'duck', 'userSays', 'message']);
});
