import assert from 'node:assert/strict';
import { test } from 'node:test';

import { costText } from '../../../static/js/lib/cost.js';

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
