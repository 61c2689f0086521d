// @ts-check
/** Sound as a file. */

const HEADER_BYTES = 44;

/**
 * A WAV file of PCM16 mono sound.
 * @param {ArrayBuffer[]} chunks
 * @param {number} rate_hz
 * @returns {ArrayBuffer}
 */
export function wav(chunks, rate_hz) {
  const length = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const file = new Uint8Array(HEADER_BYTES + length);
  file.set(header(length, rate_hz));
  let at = HEADER_BYTES;
  for (const chunk of chunks) {
    file.set(new Uint8Array(chunk), at);
    at += chunk.byteLength;
  }
  return file.buffer;
}

/**
 * Source: http://soundfile.sapp.org/doc/WaveFormat/
 * @param {number} length of the sound, in bytes
 * @param {number} rate_hz
 */
function header(length, rate_hz) {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (/** @type {number} */ at, /** @type {string} */ letters) =>
    [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // mono
  view.setUint32(24, rate_hz, true);
  view.setUint32(28, rate_hz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, length, true);
  return new Uint8Array(view.buffer);
}
