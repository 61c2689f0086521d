// @ts-check
/** What was scheduled when, and so what was heard: pure, the clock is an argument. */

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('../protocol.js').Playback} Playback */
/**
 * @typedef {object} Entry
 * @property {Segment} segment
 * @property {number} start_s on the audio clock
 * @property {number} end_s its end, or where it was cut
 * @property {number} reported_ms play head of the last report; -1 before the first
 * @property {boolean} cut whether it was silenced before its end
 * @property {boolean} closed whether its last report was made
 */

/** Turns older than this many are forgotten: the server does not ask for them again. */
const TURNS_KEPT = 4;

/** @param {Segment} segment one without sound still takes the time of its words */
function seconds({ audio, rate_hz, duration_ms }) {
  return audio.byteLength > 0 ? audio.byteLength / 2 / rate_hz : duration_ms / 1000;
}

/**
 * How much of the entry had sounded at that time.
 * @param {Entry} entry
 * @param {number} now_s
 */
function heardMs({ segment, start_s, end_s, cut }, now_s) {
  if (now_s >= end_s && !cut) return Math.round(segment.duration_ms);
  const heard_ms = (Math.min(now_s, end_s) - start_s) * 1000;
  return Math.max(0, Math.min(segment.duration_ms, Math.round(heard_ms)));
}

export class Ledger {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  #silencedTurn = -1;

  /** @param {Pick<Segment, 'turn' | 'segment'>} segment */
  find({ turn, segment }) {
    return this.#entries.get(`${turn}/${segment}`);
  }

  /**
   * Whether a segment belongs to a turn that was silenced, or to one before it.
   * @param {Pick<Segment, 'turn'>} segment
   */
  isSilenced({ turn }) {
    return turn <= this.#silencedTurn;
  }

  /**
   * When to start a segment: without a gap after the one before, else as soon as possible.
   * @param {Segment} segment
   * @param {number} soonest_s
   * @returns {Entry}
   */
  add(segment, soonest_s) {
    const start_s = Math.max(this.end_s, soonest_s);
    const end_s = start_s + seconds(segment);
    const entry = { segment, start_s, end_s, reported_ms: -1, cut: false, closed: false };
    this.#entries.set(`${segment.turn}/${segment.segment}`, entry);
    this.#forget(segment.turn - TURNS_KEPT);
    return entry;
  }

  /** When everything that is scheduled has ended. */
  get end_s() {
    return Math.max(0, ...[...this.#entries.values()].map((entry) => entry.end_s));
  }

  /**
   * The turn that sounds at that time, or null in silence.
   * @param {number} now_s
   */
  playingTurn(now_s) {
    const playing = [...this.#entries.values()].find(
      (entry) => entry.start_s <= now_s && now_s < entry.end_s,
    );
    return playing ? playing.segment.turn : null;
  }

  /**
   * Milliseconds of a turn heard so far, over all its segments.
   * @param {number} turn
   * @param {number} now_s
   */
  heardMs(turn, now_s) {
    return this.#of(turn).reduce((sum, entry) => sum + heardMs(entry, now_s), 0);
  }

  /**
   * Cut a turn, and all before it, at that time; what had not begun is dropped.
   * @param {number} turn
   * @param {number} now_s
   * @returns {Playback[]} the last report of the segment that was cut, if one was
   */
  silence(turn, now_s) {
    this.#silencedTurn = Math.max(this.#silencedTurn, turn);
    const cut = [];
    for (const [key, entry] of this.#entries) {
      if (entry.segment.turn > turn || entry.closed || entry.end_s <= now_s) continue;
      if (entry.start_s >= now_s) {
        this.#entries.delete(key);
        continue;
      }
      entry.end_s = now_s;
      entry.cut = entry.closed = true;
      cut.push(this.#report(entry, now_s, false));
    }
    return cut;
  }

  /**
   * The reports that are due: each segment's end once, and the play head at every interval.
   * @param {number} now_s
   * @param {number} interval_ms
   * @returns {Playback[]}
   */
  due(now_s, interval_ms) {
    const reports = [];
    for (const entry of this.#entries.values()) {
      if (entry.closed || now_s <= entry.start_s) continue;
      const done = now_s >= entry.end_s;
      if (!done && heardMs(entry, now_s) - entry.reported_ms < interval_ms) continue;
      entry.closed = done;
      reports.push(this.#report(entry, now_s, done));
    }
    return reports;
  }

  /**
   * Say again how far a segment was heard (the server sent it twice: it does not know).
   * @param {Entry} entry
   * @param {number} now_s
   * @returns {Playback}
   */
  repeat(entry, now_s) {
    return this.#report(entry, now_s, now_s >= entry.end_s && !entry.cut);
  }

  /** Whether something is still to be played or reported. */
  get isOpen() {
    return [...this.#entries.values()].some((entry) => !entry.closed);
  }

  /**
   * @param {Entry} entry
   * @param {number} now_s
   * @param {boolean} done
   * @returns {Playback}
   */
  #report(entry, now_s, done) {
    const { turn, segment } = entry.segment;
    entry.reported_ms = heardMs(entry, now_s);
    return { turn, segment, heard_ms: entry.reported_ms, done };
  }

  /** @param {number} turn */
  #of(turn) {
    return [...this.#entries.values()].filter((entry) => entry.segment.turn === turn);
  }

  /** @param {number} turn the newest to forget */
  #forget(turn) {
    for (const [key, entry] of this.#entries) {
      if (entry.segment.turn <= turn && entry.closed) this.#entries.delete(key);
    }
  }
}
