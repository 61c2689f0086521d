import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Session } from '../../../static/js/call/session.js';

/** A connection whose answers are given in advance; an Error is a refusal. */
class Wire {
  asked = [];
  told = [];
  isOpen = false;
  onconnect = () => {};
  ondisconnect = () => {};

  constructor(...answers) {
    this.answers = answers;
  }

  open() {
    this.onconnect();
  }

  tell(event) {
    this.told.push(event);
  }

  async ask(event, payload) {
    this.asked.push([event, payload]);
    const answer = this.answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  }
}

const refused = (code) => Object.assign(new Error(code), { code });
const settled = () => new Promise(setImmediate);

/** @param {Wire} wire */
function sessionOver(wire) {
  const happened = [];
  const session = new Session(wire, { companion: 'iris' });
  for (const name of ['onbegun', 'onresumed', 'onreplaced', 'onlost', 'onrefused']) {
    session[name] = () => happened.push(name);
  }
  return { session, happened };
}

test('a call begins once, and a lost one is taken up by its id', async () => {
  const wire = new Wire({ call: 'c1' }, { call: 'c1', resumed: true });
  const { session, happened } = sessionOver(wire);
  session.open();
  await settled();
  wire.ondisconnect();
  wire.onconnect();
  await settled();
  assert.deepEqual(happened, ['onbegun', 'onlost', 'onresumed']);
  assert.deepEqual(wire.asked[1], ['call_start', { companion: 'iris', call: 'c1' }]);
});

test('a call that is over is begun anew', async () => {
  const wire = new Wire({ call: 'c1' }, refused('not_found'), { call: 'c2' });
  const { session, happened } = sessionOver(wire);
  session.open();
  await settled();
  wire.onconnect();
  await settled();
  assert.deepEqual(happened, ['onbegun', 'onreplaced']);
  assert.equal(session.call, 'c2');
  assert.deepEqual(wire.asked[2], ['call_start', { companion: 'iris' }]);
});

test('a refusal ends it; no answer does not', async () => {
  for (const [error, what] of [[refused('too_many_requests'), 'onrefused'], [new Error(), 'onlost']]) {
    const { session, happened } = sessionOver(new Wire(error));
    session.open();
    await settled();
    assert.deepEqual(happened, [what]);
  }
});

test('a server that is slow to answer is asked again', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const wire = new Wire(new Error('late'), { call: 'c1' });
  wire.isOpen = true;
  const { session, happened } = sessionOver(wire);
  session.open();
  for (let i = 0; i < 5; i++) await Promise.resolve();
  context.mock.timers.tick(1000);
  for (let i = 0; i < 5; i++) await Promise.resolve();
  assert.deepEqual(happened, ['onlost', 'onbegun']);
});

test('a call that cannot be taken up just now is asked for again, and not given up', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const resumed = { call: 'c1', resumed: true };
  for (const code of ['too_many_requests', 'storage', 'internal']) {
    const wire = new Wire({ call: 'c1' }, refused(code), resumed);
    wire.isOpen = true;
    const { session, happened } = sessionOver(wire);
    const turns = async () => {
      for (let i = 0; i < 5; i++) await Promise.resolve();
    };
    session.open();
    await turns();
    wire.onconnect();
    await turns();
    context.mock.timers.tick(1000);
    await turns();
    assert.deepEqual(happened, ['onbegun', 'onlost', 'onresumed']);
    assert.deepEqual(wire.asked[2][1], { companion: 'iris', call: 'c1' });
  }
});

test('what only helps now is dropped until the server knows the call, and while it is lost', async () => {
  const wire = new Wire({ call: 'c1' });
  const { session } = sessionOver(wire);
  session.tell('early');
  session.open();
  await settled();
  session.tell('in time');
  wire.ondisconnect();
  session.tell('late');
  assert.deepEqual(wire.told, ['in time']);
});
