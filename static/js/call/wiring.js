// @ts-check
/** How the parts of a call are joined: what one has to say goes to the one that it concerns. */

/**
 * @typedef {object} Parts
 * @property {import('./senses.js').Senses} senses
 * @property {import('./stage.js').Stage} stage
 * @property {import('./sound.js').Sound} sound
 * @property {import('./requests.js').Requests} requests
 * @property {import('./turn_taking.js').TurnTaking} turns
 * @property {import('./studio_face.js').StudioFace} studioFace
 * @property {import('../lib/notices.js').Notices} notices
 * @property {() => Promise<void>} end hangs up
 */

/** @param {Parts} parts */
export function wire(parts) {
  wireSenses(parts);
  wireSound(parts);
  wireControls(parts);
}

/** What the companion gets of the person goes to the server. @param {Parts} parts */
function wireSenses({ senses, stage, requests, turns, notices }) {
  senses.onsound = (pcm) => requests.sound(pcm);
  senses.onwords = (text, final) => turns.browserHeard(text, final);
  senses.onframe = async (frame, thumbnail) => {
    if (!requests.isUp) return;
    stage.seen.add(frame, thumbnail);
    if (await requests.frame(frame)) stage.seen.arrived(frame.taken_ms);
  };
  senses.onblind = () => requests.lookAway();
  senses.onchange = () => stage.showSenses(senses);
  senses.ontrouble = (code, message) => notices.show({ code, message });
}

/** What is heard is shown, and reported. @param {Parts} parts */
function wireSound({ senses, stage, sound, requests, notices }) {
  sound.onsegment = (segment, clockStart) => stage.play(segment, clockStart, sound.clock());
  sound.onreport = (report, heard_ms) => {
    requests.playback(report);
    stage.root.dataset.heardMs = String(heard_ms);
  };
  sound.onrunning = (running) => {
    stage.root.dataset.sound = running ? 'on' : 'held';
    const message = 'The browser is holding the sound back. Tap anywhere to go on.';
    if (running) notices.clear('sound');
    else notices.show({ code: 'sound', message });
  };
  const wake = () => {
    if (stage.root.dataset.sound !== 'held' || !requests.isInCall) return;
    void sound.unlock();
    void senses.wake();
  };
  addEventListener('pointerdown', wake);
  addEventListener('keydown', wake);
}

/** What each button, key and choice does. @param {Parts} parts */
function wireControls({ senses, stage, requests, turns, studioFace, end }) {
  /** @type {Record<import('./controls.js').Action, () => unknown>} */
  const actions = {
    mic: () => senses.switchMicrophone(),
    camera: () => senses.switchCamera(),
    stop: () => turns.interrupt(),
    chat: () => stage.panels.openChat(),
    type: () => stage.panels.type(),
    details: () => stage.panels.openDetails(),
    eyes: () => senses.switchEyes(),
    screen: () => senses.switchScreen(),
    seen: () => stage.panels.openSeen(),
    end,
  };
  stage.controls.onaction = (action) => void actions[action]();
  stage.model.onchoice = (model) => requests.chooseModel(model);
  stage.record.chat.onsend = (text) => turns.typed(text);
  studioFace.onwish = (on) => requests.studioFace(on);
  studioFace.onclip = (clip) => stage.showClip(clip);
}
