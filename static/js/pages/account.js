// @ts-check
/** The account: name, ways in, where one is signed in, and programs. */

import { changeMe, readMe } from '../api.js';
import { byId, make } from '../lib/elements.js';
import { attempt, onSubmit } from '../lib/form.js';
import { Notices } from '../lib/notices.js';
import { startTheme } from '../lib/theme.js';
import {
  changeEmail,
  changePassword,
  disconnectIssuer,
  endOtherSessions,
  endSession,
  makeTokens,
  readAccount,
  readSessions,
  signOut,
} from './account/account_api.js';

/** @typedef {import('./account/account_api.js').Account} Account */
/** @typedef {import('./account/account_api.js').Session} Session */

const notices = new Notices(byId('notices', HTMLElement));
const problem = byId('account-error', HTMLElement);
const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** @param {string} id */
const typed = (id) => byId(id, HTMLInputElement).value;

/**
 * Show how things are, once `act` is done; what goes wrong is said at the top.
 * @param {() => Promise<unknown>} [act]
 */
async function refresh(act = async () => {}) {
  problem.hidden = true;
  await attempt(async () => {
    await act();
    await showAccount();
  }, problem);
}

async function showAccount() {
  const { account, issuer } = await readAccount();
  byId('no-account', HTMLElement).hidden = account !== null;
  byId('own-account', HTMLElement).hidden = account === null;
  if (!account) return;
  showWaysIn(account, issuer);
  const sessions = await readSessions();
  const browsers = sessions.filter(({ kind }) => kind === 'browser');
  const programs = sessions.filter(({ kind }) => kind === 'program');
  byId('browsers', HTMLElement).replaceChildren(...browsers.map(row));
  byId('programs', HTMLElement).replaceChildren(...programs.map(row));
  byId('others-button', HTMLButtonElement).disabled = sessions.length < 2;
}

/**
 * @param {Account} account
 * @param {string | null} issuer
 */
function showWaysIn(account, issuer) {
  byId('email-shown', HTMLElement).textContent = account.email || 'None yet';
  byId('username-input', HTMLInputElement).value = account.email;
  byId('password-shown', HTMLElement).textContent = account.has_password ? 'Set' : 'None yet';
  byId('password-button', HTMLButtonElement).disabled = !account.email;
  byId('old-field', HTMLElement).hidden = !account.has_password;
  byId('issuer-row', HTMLElement).hidden = issuer === null && !account.is_connected;
  byId('issuer-name', HTMLElement).textContent = issuer ?? 'Another way in';
  byId('issuer-shown', HTMLElement).textContent = account.is_connected
    ? 'You can sign in with it'
    : 'Not connected';
  byId('connect-link', HTMLElement).hidden = account.is_connected || issuer === null;
  byId('disconnect-button', HTMLElement).hidden = !account.is_connected;
}

/** @param {Session} session */
function row({ id, label, created_at, seen_at, is_here }) {
  const since = `since ${when.format(new Date(created_at))}`;
  const seen = is_here ? 'You are here' : `Last seen ${when.format(new Date(seen_at))}`;
  const text = make(
    'div',
    { class: 'row-text' },
    make('p', { text: label }),
    make('p', { class: 'row-note', text: `${seen}, ${since}` }),
  );
  if (is_here) return make('li', { class: 'row' }, text);
  const button = make('button', {
    class: 'button button-small',
    text: 'Sign out',
    attributes: { type: 'button', 'aria-label': `Sign out ${label}` },
  });
  button.addEventListener('click', () => void refresh(() => endSession(id)));
  return make('li', { class: 'row' }, text, button);
}

/**
 * A form in a dialog, which closes when the server did it.
 * @param {string} name
 * @param {() => Promise<unknown>} act
 */
function startDialog(name, act) {
  const dialog = byId(`${name}-dialog`, HTMLDialogElement);
  const form = byId(`${name}-form`, HTMLFormElement);
  byId(`${name}-button`, HTMLButtonElement).addEventListener('click', () => {
    form.reset();
    byId(`${name}-form-error`, HTMLElement).hidden = true;
    dialog.showModal();
  });
  form.querySelector('[data-close]')?.addEventListener('click', () => dialog.close());
  onSubmit(`${name}-form`, async () => {
    await act();
    dialog.close();
    await refresh();
  });
}

async function makeToken() {
  const tokens = await makeTokens(typed('token-input'));
  byId('access-shown', HTMLTextAreaElement).value = tokens.access_token;
  byId('refresh-shown', HTMLTextAreaElement).value = tokens.refresh_token;
  byId('new-token', HTMLElement).hidden = false;
  byId('token-form', HTMLFormElement).reset();
  await refresh();
}

async function saveName() {
  await changeMe({ name: typed('name-input') });
  notices.show({ code: 'saved', message: 'Your name is saved.', kind: 'info' });
}

async function leave() {
  await signOut();
  location.assign('/');
}

startTheme(byId('theme-button', HTMLButtonElement), () => {});
onSubmit('name-form', saveName);
onSubmit('token-form', makeToken);
startDialog('email', () => changeEmail(typed('email-input'), typed('email-password-input')));
startDialog('password', () => changePassword(typed('old-input'), typed('new-input')));
byId('others-button', HTMLElement).addEventListener('click', () => void refresh(endOtherSessions));
byId('disconnect-button', HTMLElement).addEventListener(
  'click',
  () => void refresh(disconnectIssuer),
);
byId('sign-out-button', HTMLElement).addEventListener('click', () => void attempt(leave, problem));
void refresh(async () => {
  byId('name-input', HTMLInputElement).value = (await readMe()).name;
});
