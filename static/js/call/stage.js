// @ts-check
/** What the person gets of the call: face, captions, chat, status, buttons. */

import { Meter } from '../devices/meter.js';
import { PortraitFace } from '../face/portrait_face.js';
import { byId } from '../lib/elements.js';
import { Captions } from './captions.js';
import { Controls } from './controls.js';
import { ModelSwitch } from './model_switch.js';
import { Panels } from './panels.js';
import { Record } from './record.js';
import { Seen } from './seen.js';
import { Spending } from './spending.js';
import { Status } from './status.js';

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('../protocol.js').State} State */
/** @typedef {import('../protocol.js').Answer} Answer */
/** @typedef {import('../protocol.js').Transcript} Transcript */

const MIC_BARS = 5;
/** @type {{[kind: string]: string}} what is said of voices in somebody's likeness */
const VOICE_KINDS = { clone: 'Cloned voice', match: 'Matched voice' };

export class Stage {
  root = byId('call', HTMLElement);
  controls = new Controls({
    mic: byId('mic-button', HTMLButtonElement),
    camera: byId('camera-button', HTMLButtonElement),
    stop: byId('stop-button', HTMLButtonElement),
    chat: byId('chat-button', HTMLButtonElement),
    end: byId('end-button', HTMLButtonElement),
    details: byId('details-button', HTMLButtonElement),
    eyes: byId('eyes-button', HTMLButtonElement),
    screen: byId('screen-button', HTMLButtonElement),
    seen: byId('seen-button', HTMLButtonElement),
  });
  record = new Record();
  model = new ModelSwitch();
  spending = new Spending();
  seen = new Seen({
    line: byId('noticed', HTMLElement),
    panel: byId('seen', HTMLElement),
    list: byId('seen-frames', HTMLElement),
    total: byId('seen-total', HTMLElement),
  });
  panels = new Panels(this);
  status = new Status(this.root, {
    text: byId('status-text', HTMLElement),
    banner: byId('connection-banner', HTMLElement),
    timer: byId('call-timer', HTMLElement),
  });

  #face;
  #captions = new Captions(
    byId('caption-companion', HTMLElement),
    byId('caption-user', HTMLElement),
  );
  #meter = new Meter(byId('mic-meter', HTMLCanvasElement), MIC_BARS);

  /** @param {() => number} clock the time that is being heard, in seconds */
  constructor(clock) {
    this.#face = new PortraitFace(byId('face', HTMLElement), clock);
  }

  /**
   * Set it for a call.
   * @param {string} name the companion's
   * @param {boolean} offTheRecord
   */
  lay(name, offTheRecord) {
    this.restart(name);
    this.status.begin(name);
    this.status.state('listening', 0);
    byId('record-badge', HTMLElement).hidden = !offTheRecord;
    byId('voice-badge', HTMLElement).hidden = true;
    this.seen.clear();
    this.spending.clear();
    this.panels.reset();
    this.controls.enable(true);
    this.controls.allow('end', true);
    this.controls.allow('stop', false);
  }

  /** @param {import('../protocol.js').CallStarted} started of the one who has picked up */
  pickedUp({ call, companion, model }) {
    this.root.dataset.call = call;
    this.status.connection('open');
    this.status.answered(companion.name);
    void this.model.begin(model);
    const badge = byId('voice-badge', HTMLElement);
    badge.textContent = VOICE_KINDS[companion.voice_kind] ?? '';
    badge.hidden = !badge.textContent;
  }

  /**
   * Forget what was said.
   * @param {string} name the companion's
   */
  restart(name) {
    this.record.begin(name);
    this.#captions.clear();
    this.#face.stop();
  }

  /**
   * @param {string} name
   * @param {string} portraitUrl '' shows the name's initials
   * @param {string} rigUrl '' for a portrait that stays still
   */
  async introduce(name, portraitUrl, rigUrl) {
    byId('call-name', HTMLElement).textContent = name;
    await this.#face.show(portraitUrl, name, rigUrl);
  }

  refresh() {
    this.#meter.refresh();
  }

  /**
   * One frame.
   * @param {{voice: number, person: number, now_s: number,
   *   spectrum: () => import('../face/types.js').Spectrum | null}} now levels 0 to 1
   */
  draw({ voice, person, now_s, spectrum }) {
    if (this.root.dataset.voice !== voice.toFixed(2)) this.root.dataset.voice = voice.toFixed(2);
    const state = /** @type {State} */ (this.root.dataset.state ?? 'listening');
    this.#face.draw({ level: voice, state, spectrum });
    this.#captions.draw(now_s);
    this.#meter.draw(person);
    this.status.tick();
  }

  /**
   * @param {Segment} segment
   * @param {number} clockStart
   * @param {number} now_s
   */
  play(segment, clockStart, now_s) {
    this.record.sounds(segment, Math.max(0, (clockStart - now_s) * 1000));
    this.#face.play(segment, clockStart);
    this.#captions.play(segment, clockStart);
  }

  silence() {
    this.#captions.stop();
    this.#face.stop();
  }

  /**
   * @param {import('../protocol.js').State} state
   * @param {number} turn
   */
  entered(state, turn) {
    this.status.state(state, turn);
    if (state === 'thinking' || state === 'speaking') this.record.answering(turn);
  }

  /** @param {Pick<Transcript, 'text' | 'final'>} words */
  userSays(words) {
    this.#captions.showUser(words);
  }

  /** @param {Answer} answer */
  answered(answer) {
    const total_ms = this.record.answered(answer);
    this.spending.show(answer.usage);
    if (total_ms !== null) this.root.dataset.latencyMs = String(total_ms);
  }

  /**
   * @param {Pick<import('./senses.js').Senses, 'isHeard' | 'isSeen' | 'isScreenSeen' | 'isWatched'
   *   | 'canShareScreen'>} senses
   */
  showSenses({ isHeard, isSeen, isScreenSeen, isWatched, canShareScreen }) {
    this.status.mute(!isHeard);
    this.controls.set('mic', isHeard, isHeard ? 'Mute microphone (M)' : 'Turn microphone on (M)');
    this.controls.set('camera', isSeen, isSeen ? 'Turn camera off (V)' : 'Turn camera on (V)');
    this.controls.allow('screen', canShareScreen);
    this.controls.set('screen', isScreenSeen, isScreenSeen ? 'Stop sharing the screen' : 'Share your screen');
    this.controls.set('eyes', isWatched, isWatched ? 'Pause its eyes (E)' : 'Let it see again (E)');
    this.root.dataset.eyes = isWatched ? 'open' : 'closed';
  }

  /** @param {import('../protocol.js').ClipOf} clip */
  showClip(clip) {
    this.#face.showClip(clip);
  }
}
