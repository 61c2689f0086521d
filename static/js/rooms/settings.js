// @ts-check
/** The page of settings: who does what, and how well. */

import { byId } from '../elements.js';
import { startTheme } from '../theme.js';
import { Board } from './settings/board.js';

const board = new Board({
  tables: byId('board', HTMLElement),
  status: byId('board-status', HTMLElement),
  error: byId('board-error', HTMLElement),
  refresh: byId('board-refresh', HTMLButtonElement),
});

startTheme(byId('theme-button', HTMLButtonElement), () => {});
void board.watch();
