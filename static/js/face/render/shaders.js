// @ts-check
/** What the graphics processor does for each vertex and each pixel, in GLSL. */

const HEAD = `#version 300 es
precision highp float;
`;

/** From the frame, y down, to the screen. */
const PLACE = 'vec4(place.x * 2.0 - 1.0, 1.0 - place.y * 2.0, 0.0, 1.0)';

/** A picture's colour at a place of the frame; noise like that of a camera. */
const COMMON = `${HEAD}
uniform sampler2D picture;
uniform vec4 crop;
out vec4 shown;

vec3 colourAt(vec2 place, float blur) {
  return texture(picture, crop.xy + place * crop.zw, blur).rgb;
}

float noise(vec2 place) {
  vec2 at = fract(place * vec2(123.34, 456.21));
  at += dot(at, at + 45.32);
  return fract(at.x * at.y) - 0.5;
}
`;

export const SKIN_VERTEX = `${HEAD}
in vec2 place;
in vec2 rest;
in float inside;
out vec2 from;
out float lip;
void main() {
  from = rest;
  lip = inside;
  gl_Position = ${PLACE};
}`;

/** The skin; lips fade at their inner edge, so that no cut shows, and lie in their own shadow. */
export const SKIN_FRAGMENT = `${COMMON}
in vec2 from;
in float lip;
uniform float open;
void main() {
  float edge = 1.0 - lip;
  float alpha = mix(1.0, smoothstep(0.0, 0.30, edge), open);
  float shadow = 1.0 - 0.30 * open * (1.0 - smoothstep(0.0, 0.9, edge));
  shown = vec4(colourAt(from, 0.0) * shadow * alpha, alpha);
}`;

/** What lies between the lids; the irises are shifted by the gaze, the rim of the eye is not. */
export const EYE_FRAGMENT = `${COMMON}
in vec2 from;
in float lip;
uniform vec3 irises[2];
uniform vec2 gaze;
void main() {
  vec2 shift = vec2(0.0);
  for (int i = 0; i < 2; i++) {
    float away = distance(from, irises[i].xy) / irises[i].z;
    shift += gaze * irises[i].z * (1.0 - smoothstep(0.9, 2.4, away));
  }
  shown = vec4(colourAt(from - shift, 0.0), 1.0);
}`;

export const LID_VERTEX = `${HEAD}
in vec2 place;
in vec3 colour;
in vec3 lid;
out vec2 from;
out vec3 skin;
out vec3 part;
void main() {
  from = place;
  skin = colour;
  part = lid;
  gl_Position = ${PLACE};
}`;

/**
 * A closed lid: round, plain skin, with lashes at its edge; its ends melt into the corners. That of
 * a drawing is flat, and its lashes are a line.
 */
export const LID_FRAGMENT = `${COMMON}
in vec2 from;
in vec3 skin;
in vec3 part;
uniform float grain;
uniform float drawn;
uniform vec3 lash;
void main() {
  if (drawn > 0.5) {
    float line = smoothstep(0.80, 0.80 + fwidth(part.x), part.x);
    shown = vec4(mix(skin, lash, line), 1.0) * smoothstep(0.1, 0.2, part.y);
    return;
  }
  float corner = 1.0 - pow(abs(part.z), 4.0);
  float alpha = smoothstep(0.2, 0.7, part.y) * smoothstep(0.0, 0.30, part.x) * corner;
  float round = 1.0 + 0.07 * sin(3.1416 * part.x) - 0.10 * part.x * part.x;
  float line = smoothstep(0.74, 0.97, part.x) * (1.0 - 0.4 * part.z * part.z);
  vec3 lashes = mix(vec3(1.0), vec3(0.40, 0.33, 0.30), line);
  vec3 colour = skin * round * lashes + grain * noise(from * 97.0);
  shown = vec4(colour * alpha, alpha);
}`;

export const MOUTH_VERTEX = `${HEAD}
in vec2 place;
in vec2 skull;
in vec2 lips;
out vec2 at;
out vec2 fromLips;
void main() {
  at = skull;
  fromLips = lips;
  gl_Position = ${PLACE};
}`;

/**
 * The inside of the mouth, in half mouths from the middle of its closed line: a dark cavity, the
 * tongue and lower teeth that go with the jaw, the upper teeth that stay with the skull (the
 * picture's own where it shows them), all in the shadow of the lips and darker at the corners.
 */
export const MOUTH_FRAGMENT = `${COMMON}
in vec2 at;
in vec2 fromLips;
uniform vec3 opening;   // height, half width, floor
uniform vec3 tooth;
uniform vec3 light;     // strength, slant, grain
uniform float rounded;
uniform vec4 origin;    // the mouth's middle at rest, and the frame's shares of one half mouth
uniform float ownTeeth;
uniform float colourful;
uniform vec2 line[16];  // the lips at rest, top and bottom, from -1 to 1

const float UPPER[6] = float[6](0.0, 0.30, 0.54, 0.74, 0.88, 0.99);
const float LOWER[6] = float[6](0.0, 0.18, 0.37, 0.57, 0.74, 0.88);
const float LONGER[5] = float[5](0.0, -0.022, 0.0, -0.03, -0.06);

/** How much of a row of teeth is here, and how bright it is. */
vec2 teeth(float bounds[6], float edge, float towards, float arch, float corner) {
  float aside = abs(at.x + 0.006);
  int which = 4;
  for (int i = 4; i >= 0; i--) if (aside < bounds[i + 1]) which = i;
  float wide = (bounds[which + 1] - bounds[which]) / 2.0;
  float across = (aside - bounds[which] - wide) / wide;
  float end = edge + towards * (arch * at.x * at.x + corner * pow(abs(across), 4.0)
    - LONGER[which]);
  float into = towards < 0.0 ? end - at.y : at.y - end;
  float soft = max(0.022, fwidth(at.y));
  float here = smoothstep(-soft, soft, into)
    * (1.0 - smoothstep(bounds[5] - 0.06, bounds[5], aside));
  float gap = (1.0 - abs(across)) * wide / 0.020;
  float bright = (1.0 - 0.17 * exp(-gap * gap)) * (1.0 - 0.80 * smoothstep(0.20, 0.95, aside));
  bright *= 1.0 - 0.09 * (1.0 - smoothstep(0.0, 0.10, into));
  return vec2(here, bright * (1.0 - 0.08 * across * across));
}

void main() {
  float open = opening.x, wide = max(0.2, opening.y);
  float depth = clamp(fromLips.x / max(0.001, fromLips.x + fromLips.y), 0.0, 1.0);
  vec3 colour = (vec3(34.0, 14.0, 16.0) + pow(depth, 1.5) * vec3(52.0, 20.0, 22.0)) / 255.0 * light.x;

  vec2 reach = vec2(0.66 * max(0.5, wide), clamp(0.42 * open, 0.05, 0.5));
  float tongue = (1.0 - smoothstep(0.68, 1.05, length((at - vec2(0.0, opening.z)) / reach)))
    * clamp((open - 0.06) / 0.22, 0.0, 1.0);
  float ridge = 1.0 - min(1.0, abs(at.x) / reach.x);
  vec3 flesh = vec3(158.0, 86.0, 88.0) / 255.0 * light.x * (0.60 + 0.25 * ridge)
    * (1.0 - 0.14 * exp(-pow(at.x / 0.06, 2.0)));
  colour = mix(colour, flesh, tongue);

  float side = 1.0 + 0.5 * light.y * clamp(at.x, -1.0, 1.0);
  float shown1 = 1.0 - 0.75 * min(1.0, rounded);
  vec2 below = teeth(LOWER, opening.z - 0.085, 1.0, 0.16, 0.012);
  float low = below.x * clamp((open - 0.14) / 0.14, 0.0, 1.0) * 0.85 * shown1;
  colour = mix(colour, tooth * 0.60 * below.y * side, low);

  float shade = 0.52 + 0.48 * smoothstep(0.0, 0.13, fromLips.x);
  vec2 above = teeth(UPPER, 0.115, -1.0, 0.10, 0.018);
  float high = above.x * clamp(open / 0.06, 0.0, 1.0) * shown1;
  colour = mix(colour, tooth * above.y * side * shade, high);

  if (ownTeeth > 0.5) {
    float step = clamp((at.x + 1.0) * 7.5, 0.0, 14.999);
    vec2 lips = mix(line[int(step)], line[int(step) + 1], fract(step));
    float within = smoothstep(0.0, 0.05, at.y - lips.x) * smoothstep(0.0, 0.05, lips.y - at.y)
      * (1.0 - smoothstep(0.86, 0.98, abs(at.x)));
    vec2 own = origin.xy + vec2(at.x * origin.z - at.y * origin.w, at.x * origin.w + at.y * origin.z);
    colour = mix(colour, colourAt(own, 0.0) * (0.7 + 0.3 * smoothstep(0.0, 0.10, fromLips.x)),
      within * (1.0 - 0.85 * min(1.0, rounded)));
  }

  colour = mix(vec3(dot(colour, vec3(0.299, 0.587, 0.114))), colour, colourful);
  colour *= 1.0 - 0.55 * smoothstep(0.30, 0.92, abs(at.x) / wide);
  colour *= 0.70 + 0.30 * smoothstep(-0.01, 0.06, fromLips.x);
  colour *= 0.78 + 0.22 * smoothstep(-0.01, 0.06, fromLips.y);
  shown = vec4(colour + light.z * noise(at * 97.0), 1.0);
}`;
