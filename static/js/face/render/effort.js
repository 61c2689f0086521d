// @ts-check
/**
 * How much drawing this machine can afford. Without a graphics card the processor draws, and it has
 * a voice, ears and a mind to run as well: a smaller face, fewer times a second.
 */

/** @typedef {{largest_px: number, antialias: boolean, frame_ms: number}} Effort */

/** @type {Effort} */
export const FULL = { largest_px: 1024, antialias: true, frame_ms: 0 };
/** @type {Effort} */
const SPARING = { largest_px: 400, antialias: false, frame_ms: 60 };

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;

/** @returns {Effort} */
export function affordable() {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return SPARING;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SOFTWARE.test(name) ? SPARING : FULL;
}
