// @ts-check
/**
 * One call, from the press of the button to its summary: what the server says goes to the stage,
 * what the person does goes to the server. Longer than most files: it is the page's switchboard.
 */

import { readCall } from '../api.js';
import { keepAwake } from '../devices/awake.js';
import { Senses } from './senses.js';
import { Stage } from './stage.js';
import { StudioFace } from './studio_face.js';
import { Session, CALL_REPLACED } from './session.js';
import { Player } from '../player/player.js';
import { BrowserVoice } from '../player/browser_voice.js';
import { FROM_SERVER, TO_SERVER } from '../protocol.js';
import { browserHears } from '../devices/recognition.js';
import { Socket, Unanswered } from '../socket.js';

/** @typedef {import('../protocol.js').CallStarted} CallStarted */
/** @typedef {import('../protocol.js').CallState} CallState */
/** @typedef {import('../protocol.js').Transcript} Transcript */
/** @typedef {import('../protocol.js').Summary} Summary */
/**
 * @typedef {object} Plan
 * @property {import('../protocol.js').Companion | null} companion null: the server's default
 * @property {boolean} greet whether the companion speaks first
 * @property {boolean} offTheRecord
 * @property {'server' | 'browser'} ears
 * @property {number | null} echo_ms null: not measured
 * @property {string} language the companion's, as in BCP 47; '' when not known
 */

const DEFAULT_FRAME_INTERVAL_MS = 2000;
/** Thirty frames a second: the machine may be thinking at the same time. */
const FRAME_MS = 30;
/** @type {Record<string, string>} why the server ended a call */
const REASONS = {
  'another call': 'The call was ended because another one began.',
  'signed out': 'The call was ended because you were signed out.',
  'the server is restarting':
    'The call was ended because the server restarts. You can call again in a moment.',
};
const NOBODY_YET = 'your companion';

export class Call {
  /** @type {(summary: Summary, reason: string) => void} */
  onended = () => {};
  companionName = NOBODY_YET;

  #player = new Player();
  #browserVoice = new BrowserVoice();
  #stage = new Stage(() => this.#player.clock());
  #senses;
  #studioFace = new StudioFace();
  #notices;
  /** @type {Socket | null} null between calls */
  #socket = null;
  /** @type {Session | null} */
  #session = null;
  #turn = 0;
  #isHangingUp = false;
  #drawn_ms = -FRAME_MS;

  /**
   * @param {{microphone: import('../devices/microphone.js').Microphone,
   *   camera: import('../devices/camera.js').Camera, notices: import('../lib/notices.js').Notices}} shared
   */
  constructor({ microphone, camera, notices }) {
    this.#notices = notices;
    this.#senses = new Senses(microphone, camera);
    this.#senses.onsound = (pcm) => this.#tell(TO_SERVER.audio, pcm);
    this.#senses.onwords = (text, final) => this.#browserHeard(text, final);
    this.#senses.onframe = (frame, thumbnail) => this.#sendFrame(frame, thumbnail);
    this.#senses.onblind = () => this.#session?.isUp && void this.#ask(TO_SERVER.lookAway, {});
    this.#senses.onchange = () => this.#stage.showSenses(this.#senses);
    this.#senses.ontrouble = (code, message) => notices.show({ code, message });
    this.#stage.controls.onaction = (action) => void this.#actions[action]();
    this.#stage.model.onchoice = (model) => this.#choose(model);
    this.#stage.record.chat.onsend = (text) => this.#say(text, 'typed');
    this.#studioFace.onwish = (on) => this.#ask(TO_SERVER.studioFace, { on });
    this.#studioFace.onfilm = (clip) => this.#stage.film(clip);
    this.#player.onreport = (report) => this.#report(report);
    this.#player.onsegment = (segment, clockStart) => {
      this.#stage.play(segment, clockStart, this.#player.clock());
      this.#browserVoice.play(segment, clockStart - this.#player.clock());
    };
    this.#player.onrunning = (running) => this.#soundRuns(running);
    addEventListener('pointerdown', () => this.#wake());
    addEventListener('keydown', () => this.#wake());
  }

  /**
   * Must be called from a press: browsers let sound begin only then.
   * @param {Plan} plan
   */
  async start(plan) {
    const socket = (this.#socket = new Socket());
    socket.onevent = (event, payload) => this.#events[event]?.(payload);
    const unlocked = this.#player.unlock();
    this.companionName = plan.companion?.name ?? NOBODY_YET;
    this.#stage.lay(this.companionName, plan.offTheRecord);
    this.#isHangingUp = false;
    this.#drawn_ms = -FRAME_MS;
    this.#draw();
    await this.#stage.introduce(
      this.companionName,
      plan.companion?.portrait_url ?? '',
      plan.companion?.rig_url ?? '',
    );
    if (this.#socket !== socket) return;
    this.#browserVoice.language = plan.language || navigator.language;
    await this.#senses.open(plan.ears, plan.language || navigator.language);
    if (this.#socket !== socket) {
      // Hung up while the browser asked for the devices, which may be open by now.
      if (!this.#socket) this.#senses.close();
      return;
    }
    await unlocked;
    this.#session = this.#newSession(socket, plan);
    this.#session.open();
    void keepAwake(true);
  }

  refresh() {
    this.#stage.refresh();
  }

  // What the person does.

  async end() {
    this.#isHangingUp = true;
    this.#stage.controls.allow('end', false);
    const answer = this.#session?.isUp ? await this.#ask(TO_SERVER.callEnd, {}) : null;
    this.#finish(answer?.summary ?? this.#ownSummary(), '');
  }

  #actions = {
    mic: () => this.#senses.switchMicrophone(),
    camera: () => this.#senses.switchCamera(),
    stop: () => this.#interrupt(),
    chat: () => this.#stage.openChat(),
    type: () => this.#stage.type(),
    details: () => this.#stage.openDetails(),
    eyes: () => this.#senses.switchEyes(),
    screen: () => this.#senses.switchScreen(),
    seen: () => this.#stage.openSeen(),
    end: () => this.end(),
  };

  #interrupt() {
    const turn = this.#player.playingTurn() ?? this.#turn;
    const isBusy = ['thinking', 'speaking'].includes(this.#stage.root.dataset.state ?? '');
    if (!isBusy && this.#player.playingTurn() === null) {
      this.#stage.uncover();
      return;
    }
    const heard_ms = this.#silence(turn);
    void this.#ask(TO_SERVER.interrupt, { turn, heard_ms });
  }

  /**
   * @param {string} text
   * @param {'typed' | 'browser'} source
   * @returns {Promise<boolean>} whether it arrived
   */
  async #say(text, source) {
    const answer = await this.#ask(TO_SERVER.userMessage, { text, source });
    // What the browser heard may be an echo or a "mhm": the server says which words count.
    if (answer && source === 'typed') this.#stage.record.userSaid(answer.turn, text);
    return answer !== null;
  }

  /**
   * @param {string} model
   * @returns {Promise<import('../protocol.js').ModelInUse | null>} null: it stays as it was
   */
  async #choose(model) {
    const answer = await this.#ask(TO_SERVER.chooseModel, { model });
    return answer?.model ?? null;
  }

  // What the server says.

  /** @type {Record<string, (payload: any) => void>} */
  #events = {
    [FROM_SERVER.callState]: (state) => this.#entered(state),
    [FROM_SERVER.transcript]: (transcript) => this.#heard(transcript),
    [FROM_SERVER.aiSpeech]: (segment) => this.#player.play(segment),
    [FROM_SERVER.aiResponse]: (answer) => this.#stage.answered(answer),
    [FROM_SERVER.aiCancelled]: (cancelled) => {
      this.#silence(cancelled.turn);
      this.#stage.record.cancelled(cancelled);
    },
    [FROM_SERVER.noticed]: ({ facts }) => this.#stage.seen.noticed(facts),
    [FROM_SERVER.lookCloser]: (look) => this.#senses.lookCloser(look),
    [FROM_SERVER.pictureSent]: ({ taken_ms, to }) => this.#stage.seen.sentOn(taken_ms, to),
    [FROM_SERVER.modelInUse]: (model) => this.#stage.model.show(model),
    [FROM_SERVER.clip]: (clip) => this.#stage.film(clip),
    [FROM_SERVER.job]: (job) => this.#studioFace.follow(job),
    [FROM_SERVER.notice]: (notice) => this.#notices.show(notice),
  };

  /** @param {CallState} state */
  #entered({ state, turn, reason }) {
    this.#turn = turn;
    this.#stage.entered(state, turn);
    this.#stage.controls.allow('stop', state === 'thinking' || state === 'speaking');
    this.#player.duck(state === 'hearing' && this.#player.playingTurn() !== null);
    if (state === 'ended') void this.#endedByServer(reason ?? '');
  }

  /** @param {Transcript} transcript */
  #heard({ turn, text, final }) {
    this.#stage.userSays({ text, final });
    if (final) this.#stage.record.userMayHaveSaid(turn, text);
  }

  /** @param {string} reason */
  async #endedByServer(reason) {
    const session = this.#session;
    if (!session || this.#isHangingUp) return;
    const own = this.#ownSummary();
    const kept = await readCall(session.call).catch((error) => this.#complain(error));
    if (this.#session !== session) return;
    const record = kept && { messages: kept.messages, ...(kept.usage && { usage: kept.usage }) };
    this.#finish({ ...own, ...record }, REASONS[reason] ?? 'The call was ended.');
  }

  // #private

  /**
   * @param {Socket} socket
   * @param {Plan} plan
   */
  #newSession(socket, { companion, greet, offTheRecord, echo_ms, language }) {
    const session = new Session(socket, {
      ...(companion && { companion: companion.id }),
      ...(echo_ms !== null && { echo_ms }),
      ...(language && { language }),
      off_the_record: offTheRecord,
      greet,
      client: {
        speech_recognition: browserHears,
        webgl: 'WebGL2RenderingContext' in window,
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    });
    session.onbegun = (started) => void this.#begun(started);
    session.onresumed = () => this.#up('You are back. The call goes on where it was.');
    session.onreplaced = ({ call, studio }) => {
      this.#studioFace.begin(call, studio);
      this.#player.restart();
      this.#stage.restart(this.companionName);
      this.#up(CALL_REPLACED);
    };
    session.onlost = () => this.#stage.status.connection('lost');
    session.onrefused = (error) => this.#finish(this.#ownSummary(), error.message);
    return session;
  }

  /** @param {CallStarted} started */
  async #begun({ call, companion, limits, model, studio }) {
    this.#stage.root.dataset.call = call;
    this.#studioFace.begin(call, studio);
    this.#stage.status.connection('open');
    this.#stage.pickedUp(companion);
    void this.#stage.model.begin(model);
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

  /**
   * Resolves once it is acknowledged, or lost with the connection: there will be another.
   * @param {import('../protocol.js').VideoFrame} frame
   * @param {string} thumbnail
   */
  async #sendFrame(frame, thumbnail) {
    if (!this.#socket || !this.#session?.isUp) return;
    this.#stage.seen.add(frame, thumbnail);
    try {
      await this.#socket.ask(TO_SERVER.videoFrame, frame);
      this.#stage.seen.arrived(frame.taken_ms);
    } catch (error) {
      if (!(error instanceof Unanswered)) this.#complain(error);
    }
  }

  /** @param {import('../protocol.js').Playback} report */
  #report(report) {
    this.#tell(TO_SERVER.playback, report);
    this.#stage.root.dataset.heardMs = String(this.#player.heardMs(report.turn));
  }

  /**
   * @param {number} turn
   * @returns {number} milliseconds of it that were heard
   */
  #silence(turn) {
    this.#stage.silence();
    this.#browserVoice.stop();
    return this.#player.cancel(turn);
  }

  /**
   * @param {string} text
   * @param {boolean} final
   */
  #browserHeard(text, final) {
    this.#stage.userSays({ text, final });
    if (final) void this.#say(text, 'browser');
    else if (this.#player.playingTurn() !== null) this.#player.duck(true);
  }

  /** @param {boolean} running */
  #soundRuns(running) {
    this.#stage.root.dataset.sound = running ? 'on' : 'held';
    const message = 'The browser is holding the sound back. Tap anywhere to go on.';
    if (running) this.#notices.clear('sound');
    else this.#notices.show({ code: 'sound', message });
  }

  #wake() {
    if (this.#stage.root.dataset.sound !== 'held' || !this.#socket) return;
    void this.#player.unlock();
    void this.#senses.wake();
  }

  /** @param {number} [at_ms] */
  #draw(at_ms = 0) {
    if (!this.#socket) return;
    requestAnimationFrame((next_ms) => this.#draw(next_ms));
    if (at_ms - this.#drawn_ms < FRAME_MS) return;
    this.#drawn_ms = at_ms;
    const now_s = this.#player.clock();
    this.#stage.draw({
      voice: this.#player.level(),
      person: this.#senses.level(),
      spectrum: () => this.#player.spectrum(),
      now_s,
    });
  }

  /**
   * Send what only helps now: while the session is down it is dropped.
   * @param {string} event
   * @param {unknown} payload
   */
  #tell(event, payload) {
    if (this.#session?.isUp) this.#socket?.tell(event, payload);
  }

  /**
   * The server's answer; null, and a notice, when it said no or nothing.
   * @param {string} event
   * @param {unknown} payload
   */
  async #ask(event, payload) {
    if (!this.#socket) return null;
    return this.#socket.ask(event, payload).catch((error) => this.#complain(error));
  }

  /**
   * @param {unknown} error
   * @returns {null}
   */
  #complain(error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? String(error.code) : 'unanswered';
    this.#notices.show({ code, message: error.message });
    return null;
  }

  /** What this page knows of the call by itself. */
  #ownSummary() {
    const messages = this.#stage.record.chat.messages;
    const turns = new Set(messages.map(({ turn }) => turn)).size;
    const duration_s = this.#stage.status.elapsed_s;
    return { call: this.#session?.call ?? '', duration_s, turns, messages };
  }

  /**
   * @param {Summary} summary
   * @param {string} reason
   */
  #finish(summary, reason) {
    if (!this.#socket) return;
    this.#socket.close();
    this.#socket = this.#session = null;
    this.#notices.clear('connection');
    this.#stage.controls.enable(false);
    this.#stage.silence();
    this.#senses.close();
    this.#player.close();
    this.#browserVoice.stop();
    void keepAwake(false);
    this.onended(summary, reason);
  }
}
