// @ts-check
/** The mouth that a sound is likely made with, for speech that came without visemes: pure. */

/** @typedef {import('./types.js').Spectrum} Spectrum */
/** @typedef {import('./types.js').Weights} Weights */

/** The range of an `AnalyserNode` with its own settings: 0 is -100 dB, 255 is -30 dB. */
const RANGE_DB = 70;
/** Below this nobody speaks. */
const QUIET = 0.03;
/** A normal voice is about this loud, and opens the mouth fully. */
const LOUD = 0.45;

/** Where voices differ by the mouth, in Hz: its opening, its front, its hisses. */
const LOW = [80, 900];
const MIDDLE = [1100, 1700];
const FRONT = [1800, 3400];
const HISS = [4200, 9000];

/**
 * An open mouth lets the middle through, a spread one the front, a rounded one little but the low.
 * @param {Spectrum} spectrum
 * @returns {Weights}
 */
export function mouthFromSpectrum({ bands, top_hz, level }) {
  const loud = Math.sqrt(Math.min(1, Math.max(0, (level - QUIET) / (LOUD - QUIET))));
  if (loud === 0) return { close: 1 };
  /** @param {number[]} range */
  const within = (range) => power(bands, top_hz, range);
  const [low, middle, front, hiss] = [within(LOW), within(MIDDLE), within(FRONT), within(HISS)];
  const voiced = low + middle + front + 1e-9;
  const hissing = clip((hiss / (hiss + voiced) - 0.35) / 0.4);
  const spread = clip((front / voiced) * 5);
  const rounded = clip(1 - ((middle + front) / voiced) * 9) * (1 - hissing);
  const open = clip(0.35 + (middle / voiced) * 4) * (1 - 0.85 * hissing);
  return {
    jaw: 0.8 * loud * open * (1 - 0.45 * rounded),
    wide: loud * Math.max(0.5 * spread, 0.3 * hissing),
    pucker: 0.65 * loud * rounded,
    funnel: 0.3 * loud * rounded,
    upperUp: loud * (0.2 + 0.12 * hissing),
    lowerDown: loud * (0.12 + 0.3 * hissing),
    press: 0,
    close: 1,
  };
}

/**
 * Mean power between two frequencies.
 * @param {Uint8Array} bands
 * @param {number} top_hz
 * @param {number[]} range
 */
function power(bands, top_hz, [from_hz = 0, to_hz = 0]) {
  const first = Math.floor((from_hz / top_hz) * bands.length);
  const last = Math.max(first + 1, Math.ceil((to_hz / top_hz) * bands.length));
  const within = bands.subarray(first, last);
  const sum = within.reduce((total, value) => total + 10 ** ((RANGE_DB / 10) * (value / 255)), 0);
  return within.length ? sum / within.length - 1 : 0;
}

/** @param {number} value */
const clip = (value) => Math.max(0, Math.min(1, value));
