// @ts-check
/** The page: welcome, check, call, end. */

import { Call } from './call/call.js';
import { Camera } from './devices/camera.js';
import { Microphone } from './devices/microphone.js';
import { byId } from './lib/elements.js';
import { Notices } from './lib/notices.js';
import { startTheme } from './lib/theme.js';
import { Check } from './screens/check.js';
import { Ending } from './screens/ending.js';
import { showScreen } from './screens/show_screen.js';
import { Welcome } from './screens/welcome.js';

/** @typedef {import('./screens/welcome.js').Choice} Choice */

const microphone = new Microphone();
const camera = new Camera();
const notices = new Notices(byId('notices', HTMLElement));
const welcome = new Welcome();
const check = new Check(microphone, camera);
const call = new Call({ microphone, camera, notices });
const ending = new Ending();

/** @type {Choice} */
let choice = { companion: null, language: '', greet: true, offTheRecord: false, skip: false };
/** @type {import('./screens/check.js').Checked} */
let checked = { recognizer: 'server', echo_ms: null };

function startCall() {
  showScreen('call');
  void call.start({ ...choice, ...checked });
}

welcome.onchoice = (chosen) => {
  choice = chosen;
  if (chosen.skip) {
    startCall();
    return;
  }
  showScreen('check');
  void check.enter(chosen.companion?.name ?? 'your companion');
};

check.onback = () => showScreen('welcome');
check.onready = (result) => {
  checked = result;
  startCall();
};

call.onended = (summary, reason) => {
  ending.show(summary, {
    companionName: call.companionName,
    offTheRecord: choice.offTheRecord,
    reason,
  });
  showScreen('end');
};

ending.onagain = startCall;
ending.onhome = () => showScreen('welcome');

startTheme(byId('theme-button', HTMLButtonElement), () => {
  check.refresh();
  call.refresh();
});
void welcome.load();
