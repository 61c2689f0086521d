"""Sound from the microphone, cut into utterances. Pure: time is counted in samples, never clocked.

A `UtteranceSegmenter` is fed the chunks of a call in order and says what it heard in them::

    Started  More*  ( Paused  Resumed  More* )*  Paused  Ended

The sounds of Started and each More follow each other without a gap or an overlap, and together
they are the ``sound`` of the Paused after them. Resumed gives that again and what came since, and
then More goes on. Ended has the sound of the last Paused once more, so whatever was begun at the
pause is already about the whole utterance. A speech without a pause ends after `MAX_MS`, and
the rest of it starts the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from services.contracts import EAR_FRAME_MS, EAR_FRAME_SAMPLES, VoiceActivity
from services.domain import EAR_RATE_HZ, PauseTolerance, Sound
from services.errors import BadInput

FRAME_BYTES = EAR_FRAME_SAMPLES * 2
START_OVER, STAY_OVER = 0.5, 0.35
"""Probability of speech that begins it (or takes it up again), and that keeps it going."""
START_FRAMES = 3
PRE_ROLL_FRAMES = 13
"""0.4 s from before speech was certain: soft first consonants are in there."""
PAUSE_MS = 160
MAX_MS = 60_000

LIKELY, UNSURE = 0.7, 0.4
WAIT_MS = {
    PauseTolerance.QUICK: (224, 352, 800),
    PauseTolerance.NORMAL: (300, 500, 1200),
    PauseTolerance.PATIENT: (600, 1000, 2400),
}
"""Silence that ends an utterance which is likely over, perhaps over, and likely not over."""


@dataclass(frozen=True, slots=True)
class Started:
    """Speech began; ``sounds`` reach back to just before."""

    sounds: tuple[Sound, ...] = field(repr=False)
    start_ms: int
    """Where they begin, from the start of the call."""


@dataclass(frozen=True, slots=True)
class More:
    """What came since, while the person goes on speaking."""

    sound: Sound = field(repr=False)


@dataclass(frozen=True, slots=True)
class Paused:
    """Speech stopped a moment ago: perhaps the end."""

    sound: Sound = field(repr=False)
    """The utterance so far, up to `PAUSE_MS` after its last speech."""
    silence_ms: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """It was not the end."""

    sounds: tuple[Sound, ...] = field(repr=False)
    """The utterance so far: what the pause had, then the rest of its silence and new speech."""


@dataclass(frozen=True, slots=True)
class UtteranceEnded:
    """The utterance is over."""

    sound: Sound = field(repr=False)
    silence_ms: int


SegmenterEvent = Started | More | Paused | Resumed | UtteranceEnded


class UtteranceSegmenter:
    """Hears one call. Not for two threads at once."""

    def __init__(self, activity: VoiceActivity, tolerance: PauseTolerance) -> None:
        self._activity = activity
        self._waits_ms = WAIT_MS[tolerance]
        self._wait_ms = self._waits_ms[-1]
        self._partial_frame = b""
        self._frames = 0
        self._onset = 0
        self._before: list[bytes] = []
        """While nobody speaks: the newest frames. In a pause: all since it was noticed."""
        self._utterance = bytearray()
        self._fresh_from = 0
        self._speech_end = 0
        """In frames from the start of the call."""
        self._listening = self._wait_for_speech

    def push(self, chunk: bytes) -> list[SegmenterEvent]:
        """What is heard in the next stretch of PCM16LE at `EAR_RATE_HZ`, of any length.

        How the sound is cut into chunks changes only how More is cut. An empty chunk is fine: after
        `expect` it brings an Ended that is already due. Raises `BadInput` for half a sample.
        """
        if len(chunk) % 2:
            raise BadInput("Sound must be whole samples of 16 bits.")
        heard = self._end_if_due()
        sound = self._partial_frame + chunk
        whole = len(sound) - len(sound) % FRAME_BYTES
        for start in range(0, whole, FRAME_BYTES):
            heard += self._hear(sound[start : start + FRAME_BYTES])
        self._partial_frame = sound[whole:]
        return heard + self._more()

    def close(self) -> None:
        """Nothing is pushed any more."""
        self._activity.close()

    def expect(self, probability: float) -> None:
        """Choose the wait of the present pause by how probably the utterance is over.

        Over `LIKELY`, over `UNSURE` or neither: see `WAIT_MS`. A pause nothing was said about
        waits the longest; so does the next one, after speech resumed.
        """
        likely, unsure, unlikely = self._waits_ms
        if probability > LIKELY:
            self._wait_ms = likely
        else:
            self._wait_ms = unsure if probability > UNSURE else unlikely

    @property
    def speaking(self) -> bool:
        """Whether an utterance has started and not ended (it may be in a pause)."""
        return bool(self._utterance)

    @property
    def silence_ms(self) -> int:
        """How long ago the last speech ended; 0 when nobody has begun to speak."""
        return (self._frames - self._speech_end) * EAR_FRAME_MS if self.speaking else 0

    @property
    def wait_left_ms(self) -> int:
        """Silence still missing before the utterance ends; 0 when nobody has begun to speak."""
        return max(0, self._wait_ms - self.silence_ms) if self.speaking else 0

    def _hear(self, frame: bytes) -> list[SegmenterEvent]:
        self._frames += 1
        return self._listening(frame, self._activity.probability(frame))

    def _wait_for_speech(self, frame: bytes, probability: float) -> list[SegmenterEvent]:
        self._before = [*self._before[1 - PRE_ROLL_FRAMES :], frame]
        self._onset = self._onset + 1 if probability > START_OVER else 0
        if self._onset < START_FRAMES:
            return []
        start_ms = (self._frames - len(self._before)) * EAR_FRAME_MS
        self._follow(self._take_before())
        return [Started((self._take_fresh(),), start_ms)]

    def _follow_speech(self, frame: bytes, probability: float) -> list[SegmenterEvent]:
        self._utterance += frame
        if probability > STAY_OVER:
            self._speech_end = self._frames
        if len(self._utterance) >= MAX_MS * EAR_RATE_HZ // 1000 * 2:
            return [*self._more(), self._end()]
        if self.silence_ms < PAUSE_MS:
            return []
        self._listening = self._wait_for_the_end
        return [*self._more(), Paused(self._sound(), self.silence_ms)]

    def _wait_for_the_end(self, frame: bytes, probability: float) -> list[SegmenterEvent]:
        self._before.append(frame)
        if probability > START_OVER:
            so_far = self._sound()
            self._follow(self._take_before())
            return [Resumed((so_far, self._take_fresh()))]
        return self._end_if_due()

    def _follow(self, sound: bytes) -> None:
        """The last of ``sound`` is speech."""
        self._utterance += sound
        self._speech_end = self._frames
        self._wait_ms = self._waits_ms[-1]
        self._listening = self._follow_speech

    def _end_if_due(self) -> list[SegmenterEvent]:
        in_pause = self._listening == self._wait_for_the_end
        return [self._end()] if in_pause and not self.wait_left_ms else []

    def _end(self) -> UtteranceEnded:
        ended = UtteranceEnded(self._sound(), self.silence_ms)
        self._utterance.clear()
        self._fresh_from = self._onset = 0
        self._listening = self._wait_for_speech
        return ended

    def _sound(self) -> Sound:
        return Sound(bytes(self._utterance), EAR_RATE_HZ)

    def _more(self) -> list[SegmenterEvent]:
        return [More(self._take_fresh())] if self._fresh_from < len(self._utterance) else []

    def _take_fresh(self) -> Sound:
        fresh = bytes(self._utterance[self._fresh_from :])
        self._fresh_from = len(self._utterance)
        return Sound(fresh, EAR_RATE_HZ)

    def _take_before(self) -> bytes:
        before, self._before = b"".join(self._before), []
        return before
