"""The eyes of a call: looks at the newest frame, one at a time, and tells when something changed.

Frames are kept nowhere but here: the newest of each source, while it is fresh.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from contextvars import copy_context

from services.contracts import Observer
from services.conversation.events import CallEvent, LookCloser, Noticed
from services.conversation.thinking.emotion_tag import signed
from services.conversation.vision.facts import answer_of
from services.conversation.vision.glance import FRESH_S, SightHistory, glance_at
from services.domain import Glance, Picture
from services.errors import CompanionError

log = logging.getLogger(__name__)

WAVE_LOOK = LookCloser("a hand is up", frames=16, interval_ms=120)
"""1.9 s: at one and a half waves a second five strokes, at three waves three looks at each."""
ANSWER_LOOK = LookCloser("a question was asked", frames=12, interval_ms=200)
"""2.4 s: people nod at once, or not."""
REST_S = 6.0
"""Between two closer looks at a hand that stays up."""
ABOUT_SIGHT = re.compile(
    r"\byou (?:see|notice|spot|watch|look at)|\b(?:see|watch|look(?:ing)? at) (?:me|my|this|what)\b"
    r"|\bi look\b(?! forward| for| after| up)|\bam i (?:still )?(?:\w+ing|happy|sad|visible)\b"
    r"|\bmy (?:face|expression|hands?|thumb|screen|camera|light|clothes|shirt|hair)\b"
    r"|\b(?:who|what)(?:'s| is) (?:with|behind|beside|around) me\b",
    re.IGNORECASE,
)
"""Words that ask what is seen: then it is told although it did not change. English only."""


class CameraWatch:
    """What a call sees. Methods return at once, from any thread."""

    def __init__(self, observer: Observer, *, tell: Callable[[CallEvent], None]) -> None:
        self._observer = observer
        self._tell = tell
        self._watches = {"camera": SightHistory(), "screen": SightHistory()}
        self._picture: Picture | None = None
        self._shown_s = float("-inf")
        self._waiting: dict[str, Picture] = {}
        self._looking = False
        self._failed = False
        self._kinds: tuple[str, ...] = ()
        self._told = ""
        self._offered = ""
        self._looked_closer_s = float("-inf")
        self._lock = threading.Lock()

    @property
    def picture(self) -> Picture | None:
        """The newest frame, unless it is stale."""
        with self._lock:
            return self._picture if time.monotonic() - self._shown_s <= FRESH_S else None

    def show(self, picture: Picture) -> None:
        """Look at this as soon as the last look is over; a newer frame takes its place."""
        with self._lock:
            self._picture = picture
            self._shown_s = time.monotonic()
            self._waiting[picture.source] = picture
            if self._looking:
                return
            self._looking = True
        threading.Thread(target=copy_context().run, args=(self._look_on,), daemon=True).start()

    def close(self) -> None:
        """Forget what was seen, and the frame; the next frame opens them again."""
        with self._lock:
            self._picture = None
            self._waiting.clear()
            for watch in self._watches.values():
                watch.forget()
        self._tell_of_change(0)

    def glance(self) -> Glance:
        """What is known at this moment."""
        with self._lock:
            now_s = time.monotonic()
            return glance_at(*(watch.facts(now_s) for watch in self._watches.values()))

    def notes(self, words: str) -> tuple[str, ...]:
        """What the chat model should know of it this turn: a line, if it changed or is asked for.

        Call `told` once the turn is certain.
        """
        line = self.glance().line
        self._offered = line
        if not line or (line == self._told and not ABOUT_SIGHT.search(words)):
            return ()
        return (f"Seen on camera now, and nothing else: {line}",)

    def reminder(self, words: str) -> str:
        """When words ask what is seen: how to answer them. A small model makes things up else."""
        facts = self.glance().facts
        if not facts or not ABOUT_SIGHT.search(words):
            return ""
        answer = answer_of([fact.kind for fact in facts])
        return f"If asked what you see, answer in this way: {signed(f'thoughtful: {answer}')}"

    def told(self) -> None:
        """The last notes reached the chat model."""
        self._told = self._offered

    def expect_answer(self) -> None:
        """A question was asked: it may be answered by a nod."""
        with self._lock:
            watched = self._picture is not None and self._picture.source == "camera"
            watched = watched and time.monotonic() - self._shown_s <= FRESH_S
        if watched:
            self._tell(ANSWER_LOOK)

    def _look_on(self) -> None:
        """Until no frame is waiting; a look that breaks off leaves the way free for the next."""
        try:
            while picture := self._next():
                try:
                    self._look(picture)
                    self._failed = False
                except CompanionError as error:
                    self._note_failure(error)
        except BaseException:
            with self._lock:
                self._looking = False
            raise

    def _next(self) -> Picture | None:
        with self._lock:
            if not self._waiting:
                self._looking = False
                return None
            return self._waiting.pop(next(iter(self._waiting)))

    def _look(self, picture: Picture) -> None:
        sight = self._observer.look(picture)
        watch = self._watches[picture.source]
        with self._lock:
            if self._picture is None:
                return  # the eyes were closed meanwhile
            now_s = time.monotonic()
            watch.add(sight, now_s)
            closer = watch.raised_hand() and now_s - self._looked_closer_s > REST_S
            if closer:
                self._looked_closer_s = now_s
        self._tell_of_change(picture.taken_ms)
        if closer:
            self._tell(WAVE_LOOK)

    def _tell_of_change(self, taken_ms: int) -> None:
        facts = self.glance().facts
        kinds = tuple(sorted(fact.kind for fact in facts))
        if kinds != self._kinds:
            self._kinds = kinds
            self._tell(Noticed(taken_ms, facts))

    def _note_failure(self, error: CompanionError) -> None:
        """Nobody has to be told of one missed look; the log, at the first."""
        level = logging.DEBUG if self._failed else logging.WARNING
        log.log(level, "not looked at", extra={"code": error.code, "detail": error.detail})
        self._failed = True
