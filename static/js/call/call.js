// @ts-check
/** One call, from the press of the button to its summary. */

import { keepAwake } from '../devices/awake.js';
import { Socket } from '../socket.js';
import { DrawLoop } from './draw_loop.js';
import { eventsOf } from './events.js';
import { callStart } from './plan.js';
import { Requests } from './requests.js';
import { Senses } from './senses.js';
import { CALL_REPLACED, Session } from './session.js';
import { Sound } from './sound.js';
import { Stage } from './stage.js';
import { StudioFace } from './studio_face.js';
import { endedBecause, keptSummary, ownSummary } from './summary.js';
import { TurnTaking } from './turn_taking.js';
import { wire } from './wiring.js';

/** @typedef {import('../protocol.js').CallStarted} CallStarted */
/** @typedef {import('../protocol.js').Summary} Summary */
/** @typedef {import('./plan.js').Plan} Plan */

const DEFAULT_FRAME_INTERVAL_MS = 2000;
const NOBODY_YET = 'your companion';

export class Call {
  /** @type {(summary: Summary, reason: string) => void} */
  onended = () => {};
  companionName = NOBODY_YET;

  #notices;
  #sound = new Sound();
  #stage = new Stage(() => this.#sound.clock());
  #senses;
  #studioFace = new StudioFace();
  #requests;
  #events;
  #drawLoop = new DrawLoop(() => this.#draw());
  /** @type {Session | null} null between calls */
  #session = null;
  #isHangingUp = false;

  /**
   * @param {{microphone: import('../devices/microphone.js').Microphone,
   *   camera: import('../devices/camera.js').Camera,
   *   notices: import('../lib/notices.js').Notices}} shared
   */
  constructor({ microphone, camera, notices }) {
    const [sound, stage, studioFace] = [this.#sound, this.#stage, this.#studioFace];
    const senses = (this.#senses = new Senses(microphone, camera));
    const requests = (this.#requests = new Requests(() => this.#session, notices));
    const turns = new TurnTaking({ sound, stage, requests });
    const parts = { senses, sound, stage, turns, requests, studioFace, notices };
    this.#notices = notices;
    this.#events = eventsOf({ ...parts, ended: (reason) => this.#endedByServer(reason) });
    wire({ ...parts, end: () => this.end() });
  }

  /**
   * Must be called from a press: browsers let sound begin only then.
   * @param {Plan} plan
   */
  async start(plan) {
    const session = (this.#session = this.#newSession(plan));
    const language = plan.language || navigator.language;
    const unlocked = this.#sound.unlock();
    this.companionName = plan.companion?.name ?? NOBODY_YET;
    this.#stage.lay(this.companionName, plan.offTheRecord);
    this.#isHangingUp = false;
    this.#drawLoop.start();
    await this.#stage.introduce(
      this.companionName,
      plan.companion?.portrait_url ?? '',
      plan.companion?.rig_url ?? '',
    );
    if (this.#session !== session) return;
    this.#sound.speaks(language);
    await this.#senses.open(plan.recognizer, language);
    if (this.#session !== session) {
      // Hung up while the browser asked for the devices, which may be open by now.
      if (!this.#session) this.#senses.close();
      return;
    }
    await unlocked;
    if (this.#session !== session) return;
    session.open();
    void keepAwake(true);
  }

  refresh() {
    this.#stage.refresh();
  }

  async end() {
    this.#isHangingUp = true;
    this.#stage.controls.allow('end', false);
    const summary = await this.#requests.end();
    this.#finish(summary ?? this.#ownSummary(), '');
  }

  /** @param {Plan} plan */
  #newSession(plan) {
    const socket = new Socket();
    socket.onevent = (event, payload) => this.#events[event]?.(payload);
    const session = new Session(socket, callStart(plan));
    session.onbegun = (started) => void this.#begun(started);
    session.onresumed = () => this.#up('You are back. The call goes on where it was.');
    session.onreplaced = ({ call, studio }) => {
      this.#studioFace.begin(call, studio);
      this.#sound.restart();
      this.#stage.restart(this.companionName);
      this.#up(CALL_REPLACED);
    };
    session.onlost = () => this.#stage.status.connection('lost');
    session.onrefused = (error) => this.#finish(this.#ownSummary(), error.message);
    return session;
  }

  /** @param {CallStarted} started */
  async #begun(started) {
    const { call, companion, limits, studio } = started;
    this.#studioFace.begin(call, studio);
    this.#stage.pickedUp(started);
    this.#senses.begin(limits.frame_interval_ms ?? DEFAULT_FRAME_INTERVAL_MS);
    if (companion.name === this.companionName) return;
    this.companionName = companion.name;
    this.#stage.restart(companion.name);
    await this.#stage.introduce(companion.name, companion.portrait_url, companion.rig_url ?? '');
  }

  /** @param {string} message */
  #up(message) {
    this.#stage.status.connection('open');
    this.#notices.show({ code: 'connection', message, kind: 'info' });
  }

  /** @param {string} [reason] */
  async #endedByServer(reason) {
    const session = this.#session;
    if (!session || this.#isHangingUp) return;
    const summary = await keptSummary(this.#ownSummary(), (error) => this.#requests.complain(error));
    if (this.#session === session) this.#finish(summary, endedBecause(reason));
  }

  #ownSummary() {
    return ownSummary(this.#session?.call ?? '', this.#stage);
  }

  #draw() {
    this.#stage.draw({
      voice: this.#sound.level(),
      person: this.#senses.level(),
      spectrum: () => this.#sound.spectrum(),
      now_s: this.#sound.clock(),
    });
  }

  /**
   * @param {Summary} summary
   * @param {string} reason
   */
  #finish(summary, reason) {
    if (!this.#session) return;
    this.#session.close();
    this.#session = null;
    this.#drawLoop.stop();
    this.#notices.clear('connection');
    this.#stage.controls.enable(false);
    this.#stage.silence();
    this.#senses.close();
    this.#sound.close();
    void keepAwake(false);
    this.onended(summary, reason);
  }
}
