// @ts-check
/** The page of settings: who answers, who does what, and how well. */

import { byId } from '../lib/elements.js';
import { startTheme } from '../lib/theme.js';
import { Answers } from './settings/answers.js';
import { Board } from './settings/provider_health.js';

const board = new Board({
  tables: byId('board', HTMLElement),
  status: byId('board-status', HTMLElement),
  error: byId('board-error', HTMLElement),
  refresh: byId('board-refresh', HTMLButtonElement),
});

const answers = new Answers({
  select: byId('model-select', HTMLSelectElement),
  cap: byId('cap-input', HTMLInputElement),
  status: byId('answers-status', HTMLElement),
});

startTheme(byId('theme-button', HTMLButtonElement), () => {});
void answers.load();
void board.watch();
