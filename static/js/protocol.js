// @ts-check
/** The wire's names and shapes, as the server's `wire.py` has them. */

export const TO_SERVER = Object.freeze({
  callStart: 'call_start',
  audio: 'audio',
  videoFrame: 'video_frame',
  lookAway: 'look_away',
  chooseModel: 'choose_model',
  userMessage: 'user_message',
  interrupt: 'interrupt',
  playback: 'playback',
  studioFace: 'studio_face',
  callEnd: 'call_end',
});

export const FROM_SERVER = Object.freeze({
  callState: 'call_state',
  transcript: 'transcript',
  aiSpeech: 'ai_speech',
  aiResponse: 'ai_response',
  aiCancelled: 'ai_cancelled',
  noticed: 'noticed',
  lookCloser: 'look_closer',
  pictureSent: 'picture_sent',
  modelInUse: 'model_in_use',
  notice: 'notice',
  job: 'job',
  clip: 'clip',
});

/** Rate of all sound sent as `audio`, in samples a second. */
export const EAR_RATE_HZ = 16000;

/** How long the server keeps a call whose connection was lost, in seconds. */
export const RESUME_WINDOW_S = 60;

/** @typedef {'listening' | 'hearing' | 'thinking' | 'speaking' | 'ended'} State */
/** @typedef {'patient' | 'normal' | 'quick'} PauseTolerance */
/**
 * @typedef {{name: string, pause_tolerance: PauseTolerance, keeps_voice: boolean,
 *   model: string, cost_cap_usd: number | null, keep_days: number | null}} Person
 *   `keeps_voice`: silence is better than another voice
 */
/**
 * @typedef {{id: string, name: string, portrait_url: string, rig_url: string | null,
 *   persona: string, voice: string, greeting: string, own: boolean, description: string,
 *   boundaries: string, language: string, pace: number}} Companion
 */
/**
 * @typedef {{name?: string, persona?: string, voice?: string, portrait?: string,
 *   greeting?: string, description?: string, boundaries?: string, language?: string,
 *   pace?: number}} Wishes
 */
/**
 * @typedef {{id: string, label: string, description: string,
 *   examples: {said: string, answer: string}[]}} Persona
 */
/** @typedef {'stock' | 'clone' | 'match'} VoiceKind the last two are in somebody's likeness */
/** @typedef {{id: string, label: string, language: string, kind: VoiceKind}} Voice */
/** @typedef {{companions: Companion[], personas: Persona[], voices: Voice[]}} Choices */
/**
 * @typedef {{id: string, url: string, rig_url: string | null, width_px: number,
 *   height_px: number, note?: {code: string, message: string}}} Portrait
 */

/**
 * @typedef {object} CallStart
 * @property {string} [call] the call to go on with after a lost connection
 * @property {string} [companion]
 * @property {string} [language]
 * @property {boolean} [off_the_record]
 * @property {number} [echo_ms] how late the companion's sound comes back into the microphone
 * @property {boolean} [greet] whether the companion is to speak first
 * @property {{speech_recognition: boolean, webgl: boolean, time_zone: string}} client
 */
/**
 * @typedef {object} CallStarted
 * @property {string} call
 * @property {{name: string, portrait_url: string, rig_url: string | null,
 *   voice: string, voice_kind: VoiceKind}} companion
 * @property {Record<string, string>} providers
 * @property {ModelInUse} model
 * @property {{frame_interval_ms?: number}} limits
 * @property {boolean} [resumed]
 * @property {StudioFaceState} [studio]
 */
/**
 * @typedef {object} VideoFrame
 * @property {'camera' | 'screen'} source
 * @property {number} taken_ms milliseconds since 1970
 * @property {number} width in pixels
 * @property {number} height in pixels
 * @property {ArrayBuffer} jpeg
 */
/** @typedef {{text: string, source: 'typed' | 'browser'}} UserMessage */
/** @typedef {{model: string}} ChooseModel `auto`, `fastest`, `best`, `offline` or `provider/name` */
/** @typedef {{turn: number, heard_ms: number}} Interrupt over all segments of the turn */
/**
 * @typedef {{turn: number, segment: number, heard_ms: number, done: boolean}} Playback
 *   the play head within one segment
 */

/** @typedef {{state: State, turn: number, reason?: string}} CallState */
/** @typedef {{turn: number, text: string, final: boolean, speaker: 'user'}} Transcript */
/** @typedef {[start_ms: number, end_ms: number, id: string, weight: number]} Viseme */
/** @typedef {[start_ms: number, end_ms: number, word: string]} Word */
/**
 * @typedef {object} Segment one stretch of the companion's speech (`ai_speech`)
 * @property {number} turn
 * @property {number} segment
 * @property {string} text
 * @property {string} emotion
 * @property {number} rate_hz
 * @property {ArrayBuffer} audio PCM16LE mono
 * @property {number} duration_ms
 * @property {Viseme[]} visemes
 * @property {Word[]} words
 * @property {'server' | 'browser' | 'nobody'} spoken_by who is to speak the words: but for the
 *   server's, the audio is silence
 */
/**
 * @typedef {object} Answer a whole reply, at its end (`ai_response`)
 * @property {number} turn
 * @property {string} text
 * @property {string} heard_text
 * @property {string} emotion
 * @property {Record<string, string>} providers
 * @property {Record<string, number>} timings_ms
 * @property {boolean} interrupted
 * @property {Bill} usage of the call so far
 */
/** @typedef {{choice: string, provider: string, name: string, sees: boolean}} ModelInUse */
/**
 * @typedef {{id: string, name: string, sees: boolean, context_tokens: number}} Model
 * @typedef {{provider: string, models: Model[],
 *   error: {code: string, message: string} | null}} VendorModels
 * @typedef {{vendors: VendorModels[]}} Models
 */
/**
 * @typedef {object} BillRow what one provider was used for
 * @property {string} capability
 * @property {string} provider
 * @property {string} model
 * @property {number} tokens_in
 * @property {number} tokens_out
 * @property {number} characters
 * @property {number} sound_s
 * @property {number | null} cost_usd null: the price is not known
 * @property {boolean} about
 */
/**
 * @typedef {{cost_usd: number, about: boolean, unpriced: boolean, cap_usd: number | null,
 *   rows: BillRow[]}} Bill `unpriced`: there is more whose price is not known
 */
/** @typedef {{turn: number, heard_text: string}} Cancelled */
/** @typedef {{turn: number, segment: number, url: string}} ClipOf a segment as it was filmed */
/** @typedef {{available: boolean, on: boolean}} StudioFaceState whether speech can be filmed, and is */
/**
 * @typedef {{kind: string, text: string, at_ms: number}} Fact one thing that was seen, since when
 */
/** @typedef {{taken_ms: number, facts: Fact[]}} Noticed */
/** @typedef {{reason: string, frames: number, interval_ms: number}} LookCloser */
/** @typedef {{turn: number, taken_ms: number, to: string}} PictureSent */
/**
 * @typedef {{code: string, message: string, provider?: string, retry_after_s?: number}} Notice
 */

/**
 * @typedef {object} Job work that goes on outside of any request
 * @property {string} job
 * @property {string} kind
 * @property {'queued' | 'running' | 'done' | 'failed' | 'cancelled'} state
 * @property {number} progress 0 to 1
 * @property {string} message what it is at, or why it failed
 * @property {any} [result] of one that is done
 * @property {string} [code] of the error that it failed with
 */

/**
 * @typedef {object} SavedMessage
 * @property {number} turn
 * @property {'user' | 'companion'} speaker
 * @property {string} text
 * @property {string} heard_text
 * @property {boolean} interrupted
 */
/**
 * @typedef {{call: string, duration_s: number, turns: number, messages: SavedMessage[],
 *   usage?: Bill}} Summary
 */
/**
 * @typedef {{id: string, started_at: string, ended_at: string | null,
 *   companion: {name: string}, messages: SavedMessage[], usage: Bill | null}} SavedCall
 */
