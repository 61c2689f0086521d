import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Blink } from '../../../static/js/face/blink.js';

test('eyes close for a tenth of a second, every two to six seconds and sometimes twice', () => {
  let seed = 3;
  const blink = new Blink(() => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);
  const closings = [];
  let closed_ms = 0;
  let before = false;
  for (let now_ms = 1; now_ms < 300000; now_ms += 5) {
    const isClosed = blink.isClosed(now_ms);
    if (isClosed && !before) closings.push(now_ms);
    if (isClosed) closed_ms += 5;
    before = isClosed;
  }
  const pauses = closings.slice(1).map((at_ms, i) => at_ms - closings[i]);
  assert.ok(closings.length > 50 && closings.length < 140, `${closings.length} in five minutes`);
  assert.ok(pauses.every((ms) => (ms > 350 && ms < 400) || (ms > 2200 && ms < 6200)));
  assert.ok(pauses.some((ms) => ms < 400));
  assert.ok(Math.abs(closed_ms / closings.length - 110) < 6);
});
