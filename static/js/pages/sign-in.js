// @ts-check
/** Signing in, making an account, and setting a password that was forgotten. */

import { byId } from '../lib/elements.js';
import { attempt, onSubmit } from '../lib/form.js';
import { startTheme } from '../lib/theme.js';
import { claimAccount, readAccount, resetPassword, signIn } from './account/account_api.js';

const RESET = '#reset=';
const ACCOUNT = '/account';

const email = byId('email-input', HTMLInputElement);
const password = byId('password-input', HTMLInputElement);
const bring = byId('bring-switch', HTMLInputElement);
const issuer = byId('issuer-link', HTMLAnchorElement);

const isNew = () => byId('new-choice', HTMLInputElement).checked;

function showMode() {
  password.autocomplete = isNew() ? 'new-password' : 'current-password';
  byId('password-note', HTMLElement).hidden = !isNew();
  byId('new-note', HTMLElement).hidden = !isNew();
  byId('bring', HTMLElement).hidden = isNew();
  byId('sign-in-button', HTMLButtonElement).textContent = isNew() ? 'Make the account' : 'Sign in';
}

async function enter() {
  if (isNew()) await claimAccount(email.value, password.value);
  else await signIn(email.value, password.value, bring.checked);
  location.assign(ACCOUNT);
}

/** @param {string} token */
function askForNewPassword(token) {
  byId('ways-in', HTMLElement).hidden = true;
  byId('reset-form', HTMLFormElement).hidden = false;
  onSubmit('reset-form', async () => {
    await resetPassword(token, byId('reset-input', HTMLInputElement).value);
    location.assign(ACCOUNT);
  });
}

async function showWhoIsHere() {
  const known = await readAccount();
  if (known.account) location.replace(ACCOUNT);
  issuer.textContent = `Sign in with ${known.issuer ?? ''}`;
  byId('issuer', HTMLElement).hidden = known.issuer === null;
}

startTheme(byId('theme-button', HTMLButtonElement), () => {});
for (const id of ['known-choice', 'new-choice']) {
  byId(id, HTMLInputElement).addEventListener('change', showMode);
}
showMode();
onSubmit('sign-in-form', enter);
if (location.hash.startsWith(RESET)) {
  askForNewPassword(decodeURIComponent(location.hash.slice(RESET.length)));
  history.replaceState(null, '', location.pathname);
} else {
  void attempt(showWhoIsHere, byId('sign-in-form-error', HTMLElement));
}
