// @ts-check
/** A rig as docs/rig.md says, read into arrays. Lengths are shares of the frame's side. */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{x: number, y: number, width: number, height: number}} Crop */
/**
 * @typedef {object} Mouth
 * @property {number[]} upper vertices of the upper lip's inner edge, from the person's right
 * @property {number[]} lower
 * @property {number} nose the vertex under the nose: the upper teeth keep their distance to it
 * @property {Point} middle
 * @property {Point} across of length 1, to the person's left
 * @property {number} half half the mouth's width
 * @property {boolean} ownTeeth whether the picture shows the person's teeth
 */
/**
 * @typedef {object} Eye
 * @property {number[]} upper vertices of the upper lid's edge, from the outer corner
 * @property {number[]} crease
 * @property {number[]} lid the colours of the closed lid, RGB 0 to 255, from the outer corner
 * @property {Point} iris
 * @property {number} radius
 */
/**
 * @typedef {object} Tones
 * @property {number[]} tooth RGB, 0 to 255
 * @property {number} light
 * @property {number} slant
 * @property {number} grain
 * @property {number} colour 0 for a black and white picture, else 1
 */
/**
 * @typedef {object} Rig
 * @property {Crop} crop shares of the picture's width and height
 * @property {Float32Array} vertices x, y of each
 * @property {Float32Array} hold how much each follows the head, 0 to 1
 * @property {Uint16Array} eyeTriangles
 * @property {Uint16Array} skinTriangles
 * @property {Map<string, {at: Uint16Array, by: Float32Array}>} morphs
 * @property {Mouth} mouth
 * @property {Eye[]} eyes the person's right one first
 * @property {number[] | null} lashes the colour of a drawing's line along its lids, RGB
 * @property {Tones} tones
 */

const VERSION = 1;

/**
 * @param {string} url
 * @returns {Promise<Rig>}
 */
export async function readRig(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The rig could not be read (${response.status}).`);
  return decode(await response.json());
}

/**
 * @param {any} written
 * @returns {Rig}
 */
export function decode(written) {
  if (written.version !== VERSION) throw new Error(`A rig of version ${written.version}.`);
  const { size, crop, mouth, eyes } = written;
  /** @param {number[]} lengths */
  const shares = (lengths) => Float32Array.from(lengths, (length) => length / size);
  /** @param {number[]} lengths @returns {Point} */
  const point = ([x = 0, y = 0]) => ({ x: x / size, y: y / size });
  return {
    crop,
    vertices: shares(written.vertices),
    hold: Float32Array.from(written.hold, (/** @type {number} */ held) => held / 100),
    eyeTriangles: Uint16Array.from(written.triangles.eyes),
    skinTriangles: Uint16Array.from(written.triangles.skin),
    morphs: new Map(
      Object.entries(written.morphs).map(([name, { at, by }]) => [
        name,
        { at: Uint16Array.from(at), by: shares(by) },
      ]),
    ),
    mouth: {
      ...mouth,
      middle: point(mouth.middle),
      across: { x: mouth.across[0], y: mouth.across[1] },
      half: mouth.half / size,
      ownTeeth: mouth.own_teeth,
    },
    eyes: eyes.map((/** @type {any} */ eye) => ({
      ...eye,
      iris: point(eye.iris),
      radius: eye.radius / size,
    })),
    lashes: written.lashes,
    tones: { colour: 1, ...written.tones },
  };
}
