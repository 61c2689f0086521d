"""What the companion says in one turn, and how much of it the person heard.

The segments of an answer are played one after the other, so a single play head, counted in
milliseconds from the start of the first, says what was heard. Everything else is derived from it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from services.conversation.events import AiSpeech
from services.domain import Emotion, Speech, Timed
from services.errors import BadInput


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of an answer, in its place on the answer's clock."""

    text: str
    words: tuple[Timed, ...]
    """Times from the start of the answer."""
    start_ms: float
    duration_ms: float

    @property
    def end_ms(self) -> float:
        return self.start_ms + self.duration_ms


class AnswerPlayback:
    """Grows by segments as they are sent, and by the play head as they are heard."""

    def __init__(self) -> None:
        self.emotion = Emotion.NEUTRAL
        self.segments: list[Segment] = []
        self.head_ms = 0.0
        self.sent_s: float | None = None
        """When the first segment left, on the monotonic clock."""
        self.reported = False
        """Whether the browser ever said how far it is."""
        self.plays_since_s: float | None = None
        """When a client that says nothing must have begun to play; None while nobody can."""
        self._silenced_s = 0.0
        self._sent: list[AiSpeech] = []
        self._moved = threading.Condition()

    def add(self, speech: Speech, emotion: Emotion) -> int:
        """The number of the new segment."""
        if not self.segments:
            self.emotion = emotion
        start_ms = self.total_ms
        words = tuple(_placed(speech, start_ms))
        segment = Segment(speech.text, words, start_ms, speech.sound.duration_ms)
        self.segments.append(segment)
        return len(self.segments) - 1

    def sent(self, said: AiSpeech) -> None:
        """A segment has left for the browser."""
        if self.sent_s is None:
            self.sent_s = time.monotonic()
        self._sent.append(said)
        self._wake()

    def begin_to_play(self) -> None:
        """There is a client that has some of it, from the play head on."""
        if self.plays_since_s is None:
            self.plays_since_s = time.monotonic()
            self._wake()

    def stop_playing(self) -> None:
        """The client is gone, and who knows what it played."""
        self.plays_since_s = None

    def unheard_speech(self) -> list[AiSpeech]:
        """What was sent and is not known to be heard to its end."""
        return [said for said in self._sent if self.segments[said.segment].end_ms > self.head_ms]

    def forget_sound(self) -> None:
        """Nothing will be sent again."""
        self._sent.clear()

    def played(self, segment: int, heard_ms: float, *, done: bool) -> None:
        """The browser is this far into a segment. The play head never goes back."""
        if not 0 <= segment < len(self.segments):
            raise BadInput(f"There is no segment {segment}.")
        place = self.segments[segment]
        within_ms = place.duration_ms if done else min(heard_ms, place.duration_ms)
        self.reported = True
        self.heard_up_to(place.start_ms + within_ms)

    def stopped_at(self, head_ms: float) -> None:
        """The client says that it fell silent there."""
        self.reported = True
        self.heard_up_to(head_ms)

    def heard_up_to(self, head_ms: float) -> None:
        with self._moved:
            self.head_ms = max(self.head_ms, min(head_ms, self.total_ms))
            self._moved.notify_all()

    def silence(self) -> None:
        """It was cut off: nothing more sounds from here on."""
        self._silenced_s = time.monotonic()
        self._wake()

    def wait(self, timeout_s: float) -> bool:
        """Whether the play head moved, or something was sent or cut off, within that time."""
        with self._moved:
            return self._moved.wait(timeout_s)

    @property
    def total_ms(self) -> float:
        return self.segments[-1].end_ms if self.segments else 0.0

    @property
    def remaining_ms(self) -> float:
        return self.total_ms - self.head_ms

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def heard_text(self) -> str:
        """The words that were heard: those of which the play head has passed at least half."""
        heard = (
            word.text
            for segment in self.segments
            for word in segment.words
            if self.head_ms > 0 and self.head_ms >= (word.start_ms + word.end_ms) / 2
        )
        return " ".join(heard)

    @property
    def unheard_text(self) -> str:
        """What was to come after `heard_text`."""
        words = self.text.split()
        return " ".join(words[len(self.heard_text.split()) :])

    def assume_played(self) -> None:
        """For a client that never reports: it has been playing since it got the first segment."""
        if not self.reported and self.plays_since_s is not None:
            now_s = self._silenced_s or time.monotonic()
            self.heard_up_to((now_s - self.plays_since_s) * 1000)

    def text_around_head(self, window_ms: float) -> str:
        """What sounds now or did just before: what an open microphone may pick up."""
        near = (
            word.text
            for segment in self.segments
            for word in segment.words
            if self.head_ms - window_ms <= word.end_ms and word.start_ms <= self.head_ms + window_ms
        )
        return " ".join(near)

    def _wake(self) -> None:
        with self._moved:
            self._moved.notify_all()


def _placed(speech: Speech, start_ms: float) -> Iterator[Timed]:
    """The words on the answer's clock; where none are timed, in proportion to their length."""
    if speech.words:
        for word in speech.words:
            yield Timed(round(start_ms + word.start_ms), round(start_ms + word.end_ms), word.text)
        return
    texts = speech.text.split()
    letters = sum(len(text) for text in texts)
    for text in texts:
        end_ms = start_ms + speech.sound.duration_ms * len(text) / letters
        yield Timed(round(start_ms), round(end_ms), text)
        start_ms = end_ms
