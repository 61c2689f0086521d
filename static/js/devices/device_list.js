// @ts-check
/** Which microphones and cameras there are, and what to do when one cannot be had. */

import { make } from '../lib/elements.js';

/** @typedef {'microphone' | 'camera'} Device */

/**
 * Fill a picker with the devices of a kind. Names are known only once one was allowed.
 * @param {HTMLSelectElement} picker
 * @param {'audioinput' | 'videoinput'} kind
 * @param {string} current id of the device in use
 */
export async function listDevices(picker, kind, current) {
  const all = await navigator.mediaDevices.enumerateDevices();
  const devices = all.filter((device) => device.kind === kind && device.deviceId !== '');
  const options = devices.map((device, i) =>
    make('option', {
      text: device.label || `${kind === 'audioinput' ? 'Microphone' : 'Camera'} ${i + 1}`,
      attributes: { value: device.deviceId },
    }),
  );
  picker.replaceChildren(...options);
  picker.disabled = devices.length === 0;
  if (current) picker.value = current;
}

/** Whether the page may ask for devices at all. */
const devicesAllowed = () => navigator.mediaDevices !== undefined;

/**
 * What to tell a person whose device could not be opened.
 * @param {Device} device
 * @param {unknown} error
 */
export function deviceAdvice(device, error) {
  const other = device === 'microphone' ? 'You can also type.' : 'The call works without it.';
  if (!devicesAllowed()) {
    return `Browsers give the ${device} only to pages on https or localhost. ${other}`;
  }
  const name = error instanceof DOMException ? error.name : '';
  return `${REASONS[name]?.(device) ?? `The ${device} could not be started.`} ${other}`;
}

/** @type {Record<string, (device: Device) => string>} */
const REASONS = {
  NotAllowedError: (device) =>
    `The ${device} is blocked. Allow it with the icon beside the page’s address, then try again.`,
  NotFoundError: (device) => `No ${device} was found. Plug one in, then try again.`,
  NotReadableError: (device) => `Another program is using the ${device}. Close it, then try again.`,
  OverconstrainedError: (device) => `That ${device} is gone. Choose another.`,
};
