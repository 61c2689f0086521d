// @ts-check
/** A short rising tone, and finding it again in what a microphone heard. */

const CHIRP_S = 0.2;
const FROM_HZ = 700;
const TO_HZ = 3400;
/** A likeness under this is chance. */
const FOUND = 0.12;
/** From here on an echo is clear enough to be taken for a person. */
const STRONG = { likeness: 0.4, amplitude: 0.03 };

/**
 * @param {number} rate_hz
 * @returns {Float32Array<ArrayBuffer>} in [-1, 1], with soft ends
 */
export function chirp(rate_hz) {
  const samples = new Float32Array(Math.round(CHIRP_S * rate_hz));
  return samples.map((_, i) => {
    const t = i / rate_hz;
    const sweep = FROM_HZ * t + ((TO_HZ - FROM_HZ) * t * t) / (2 * CHIRP_S);
    const fade = Math.sin((Math.PI * (i + 0.5)) / samples.length);
    return Math.sin(2 * Math.PI * sweep) * Math.sqrt(fade);
  });
}

/**
 * Where `tone` lies in `sound`, by normalised correlation.
 * @param {Float32Array} sound
 * @param {Float32Array} tone
 * @returns {{offset: number, likeness: number, amplitude: number}} in samples; 0 to 1; as a
 *   share of the tone's own
 */
function locate(sound, tone) {
  const tonePower = power(tone, 0, tone.length);
  let windowPower = power(sound, 0, tone.length);
  const best = { offset: 0, likeness: 0, amplitude: 0 };
  for (let offset = 0; offset + tone.length <= sound.length; offset++) {
    let product = 0;
    for (let i = 0; i < tone.length; i++) product += (sound[offset + i] ?? 0) * (tone[i] ?? 0);
    const likeness = Math.abs(product) / Math.sqrt(tonePower * windowPower + 1e-9);
    if (likeness > best.likeness) {
      Object.assign(best, { offset, likeness, amplitude: Math.abs(product) / tonePower });
    }
    const [leaving, entering] = [sound[offset] ?? 0, sound[offset + tone.length] ?? 0];
    windowPower = Math.max(0, windowPower + entering * entering - leaving * leaving);
  }
  return best;
}

/**
 * What an echo of a tone played at `played_s` means for a call.
 * @param {Float32Array} sound heard, its first sample at `from_s`
 * @param {{rate_hz: number, from_s: number, played_s: number}} when on one clock
 * @returns {{echo_ms: number, strength: 'none' | 'faint' | 'strong'}} 0 ms when none was found
 */
export function judgeEcho(sound, { rate_hz, from_s, played_s }) {
  const tone = chirp(rate_hz);
  const { offset, likeness, amplitude } = locate(sound, tone);
  const echo_ms = Math.round((from_s + offset / rate_hz - played_s) * 1000);
  if (likeness < FOUND || echo_ms < 0) return { echo_ms: 0, strength: 'none' };
  const isStrong = likeness > STRONG.likeness && amplitude > STRONG.amplitude;
  return { echo_ms, strength: isStrong ? 'strong' : 'faint' };
}

/**
 * @param {Float32Array} samples
 * @param {number} from
 * @param {number} count
 */
function power(samples, from, count) {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += (samples[i] ?? 0) ** 2;
  return sum;
}
