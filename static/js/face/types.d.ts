/** What the modules that move the face and the one that draws it agree on. */

export type Morph =
  | 'jaw'
  | 'wide'
  | 'pucker'
  | 'funnel'
  | 'upperUp'
  | 'lowerDown'
  | 'press'
  | 'close'
  | 'smile'
  | 'frown'
  | 'browUp'
  | 'browDown'
  | 'browInner'
  | 'cheek'
  | 'eyeWide'
  | 'blinkL'
  | 'blinkR';

/**
 * How much of each morph target is added to the face at rest; one that is missing is 0.
 *
 * 0 to 1, but -0.5 to 1 for `upperUp` and `lowerDown` (negative: the lip rolls the other way, as
 * the lower one for F) and for `wide`. `close` brings the inner lips of an open-mouthed portrait
 * together and does nothing to one whose lips touch: it is 1 at rest and while speaking.
 */
export type Weights = Partial<Record<Morph, number>>;

/** Where the head is. */
export interface Pose {
  /** Share of the picture's width, to the viewer's right. */
  x: number;
  /** Share of the picture's height, down. */
  y: number;
  /** Radians, clockwise as the viewer sees it; turned about the neck. */
  roll: number;
  /** 1 is as in the portrait. */
  scale: number;
}

/** Where the eyes look: 0 is the camera, 1 as far as eyes go; to the viewer's right, and down. */
export interface Gaze {
  x: number;
  y: number;
}

/** What `faceAt` gives and the renderer's `draw` takes. */
export interface Face {
  weights: Weights;
  pose: Pose;
  gaze: Gaze;
}

export type Emotion =
  | 'neutral'
  | 'happy'
  | 'sad'
  | 'surprised'
  | 'thoughtful'
  | 'caring'
  | 'amused';

/** What happens in the call at this frame. */
export interface Moment {
  /** Milliseconds of any clock that goes on, also in silence; `performance.now()`. */
  now_ms: number;
  state: import('../protocol.js').State;
  /** Any text: an emotion that is not known is neutral. */
  emotion: string;
  /** What is being heard, if anything. */
  segment: import('../protocol.js').Segment | null;
  /** Milliseconds into the segment, on the audio clock. */
  at_ms: number;
  /** What sounds right now, for a segment that came without visemes. */
  spectrum?: Spectrum | null;
  /** What the person prefers (`prefers-reduced-motion`). */
  reducedMotion: boolean;
}

/** The sound of one frame. */
export interface Spectrum {
  /** Magnitudes of equally wide bands from 0 Hz up to `top_hz`, 0 to 255 (`AnalyserNode`). */
  bands: Uint8Array;
  top_hz: number;
  /** How loud it is, 0 to 1. */
  level: number;
}
