// @ts-check
/** A call keeps the screen on, where the browser can. */

/** @type {WakeLockSentinel | null} */
let lock = null;
let wanted = false;

/** @param {boolean} awake */
export async function keepAwake(awake) {
  wanted = awake;
  if (!awake) {
    await lock?.release();
    lock = null;
  } else if ('wakeLock' in navigator && document.visibilityState === 'visible') {
    try {
      const granted = await navigator.wakeLock.request('screen');
      if (wanted) lock = granted;
      else await granted.release();
    } catch (error) {
      // Low battery: the screen may sleep, the call goes on.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

document.addEventListener('visibilitychange', () => {
  if (wanted) void keepAwake(true);
});
