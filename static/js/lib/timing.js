// @ts-check
/** Arithmetic of time: no clock of its own, no timers. */

/** @typedef {import('../protocol.js').Segment} Segment */
/** @typedef {import('../protocol.js').Word} Word */

/**
 * The words of a segment with their times; spread by length when the server knows none.
 * @param {Pick<Segment, 'text' | 'words' | 'duration_ms'>} segment
 * @returns {Word[]}
 */
export function timedWords({ text, words, duration_ms }) {
  if (words.length > 0) return words;
  const spoken = text.split(/\s+/).filter(Boolean);
  const letters = spoken.reduce((sum, word) => sum + word.length + 1, 0);
  let passed = 0;
  return spoken.map((word) => {
    const start = (passed / letters) * duration_ms;
    passed += word.length + 1;
    return [Math.round(start), Math.round((passed / letters) * duration_ms), word];
  });
}

/**
 * `m:ss`, or `h:mm:ss` from one hour on.
 * @param {number} seconds
 */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(s).padStart(2, '0');
  return h ? `${h}:${String(m).padStart(2, '0')}:${tail}` : `${m}:${tail}`;
}

/**
 * How long something took, in words: `42 seconds`, `3 min 5 s`.
 * @param {number} seconds
 */
export function durationText(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return whole === 1 ? '1 second' : `${whole} seconds`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * What happened between the end of speech and the first sound, in order.
 * @param {Record<string, number>} timings_ms the server's marks, on one clock
 * @param {number} [waited_ms] from the first sound's arrival until it was heard, here
 * @returns {{stages: {name: string, ms: number}[], total_ms: number}} each stage's own share
 */
export function latencyStages(timings_ms, waited_ms = 0) {
  const origin = timings_ms.end_of_speech ?? 0;
  const marks = Object.entries(timings_ms)
    .filter(([name, at]) => name !== 'end_of_speech' && at >= origin)
    .filter(([, at]) => at <= (timings_ms.first_audio_sent ?? Infinity))
    .sort(([, a], [, b]) => a - b);
  let previous = origin;
  const stages = marks.map(([name, at]) => {
    const stage = { name, ms: Math.round(at - previous) };
    previous = at;
    return stage;
  });
  stages.push({ name: 'first_sound', ms: Math.round(waited_ms) });
  return { stages, total_ms: Math.round(previous - origin + waited_ms) };
}
