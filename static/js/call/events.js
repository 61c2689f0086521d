// @ts-check
/** What each event of the server does to a call. */

import { FROM_SERVER } from '../protocol.js';

/**
 * @param {{senses: import('./senses.js').Senses, sound: import('./sound.js').Sound,
 *   stage: import('./stage.js').Stage, turns: import('./turn_taking.js').TurnTaking,
 *   studioFace: import('./studio_face.js').StudioFace,
 *   notices: import('../lib/notices.js').Notices,
 *   ended: (reason?: string) => Promise<void>}} parts
 * @returns {{[event: string]: (payload: any) => void}}
 */
export const eventsOf = ({ senses, sound, stage, turns, studioFace, notices, ended }) => ({
  [FROM_SERVER.callState]: (/** @type {import('../protocol.js').CallState} */ state) => {
    turns.entered(state);
    if (state.state === 'ended') void ended(state.reason);
  },
  [FROM_SERVER.transcript]: (transcript) => turns.heard(transcript),
  [FROM_SERVER.aiSpeech]: (segment) => sound.play(segment),
  [FROM_SERVER.aiResponse]: (answer) => stage.answered(answer),
  [FROM_SERVER.aiCancelled]: (cancelled) => turns.cancelled(cancelled),
  [FROM_SERVER.noticed]: ({ facts }) => stage.seen.noticed(facts),
  [FROM_SERVER.lookCloser]: (look) => senses.lookCloser(look),
  [FROM_SERVER.pictureSent]: ({ taken_ms, to }) => stage.seen.sentOn(taken_ms, to),
  [FROM_SERVER.modelInUse]: (model) => stage.model.show(model),
  [FROM_SERVER.clip]: (clip) => stage.showClip(clip),
  [FROM_SERVER.job]: (job) => studioFace.follow(job),
  [FROM_SERVER.notice]: (notice) => notices.show(notice),
});
