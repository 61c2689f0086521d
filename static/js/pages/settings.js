// @ts-check
/** The page of settings: who answers, who does what, and how well. */

import { byId } from '../lib/elements.js';
import { startTheme } from '../lib/theme.js';
import { Answers } from './settings/answers.js';
import { ProviderHealth } from './settings/provider_health.js';

const health = new ProviderHealth({
  tables: byId('health', HTMLElement),
  status: byId('health-status', HTMLElement),
  error: byId('health-error', HTMLElement),
  refresh: byId('health-refresh', HTMLButtonElement),
});

const answers = new Answers({
  select: byId('model-select', HTMLSelectElement),
  cap: byId('cap-input', HTMLInputElement),
  status: byId('answers-status', HTMLElement),
});

startTheme(byId('theme-button', HTMLButtonElement), () => {});
void answers.load();
void health.watch();
