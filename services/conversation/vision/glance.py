"""What the call knows about what it saw: plain facts, since when, and for how long they hold."""

from __future__ import annotations

from collections import deque

from services.conversation.vision.facts import MOMENTS, kinds_of, line_of, said_to_person
from services.conversation.vision.gestures import gestures
from services.domain import Fact, Glance, Sight

FRESH_S = 10.0
"""Five frames at the usual interval: whatever was seen before that is not known any more."""
MOMENT_MS = 15_000
"""A wave may be spoken of so long after it."""
HOLD_MS = {"eyes closed": 1000, "mouth open": 1000, "away": 1000, "nobody": 1000, "covered": 1000}
"""What a single frame shows of a blink, a word, a glance aside is no fact: it has to last."""
SIGHTS_KEPT = 20
"""More than one run of close frames."""
CHANGED_GREYS = 4.0
"""Mean difference, of 255, between two looks at a screen that shows something else; a moving mouse
pointer or a clock makes less than 1."""


class SightHistory:
    """Sights of one source as they come, and the facts that they leave.

    Not for several threads.
    """

    def __init__(self) -> None:
        self._sights: deque[Sight] = deque(maxlen=SIGHTS_KEPT)
        self._since_ms: dict[str, int] = {}
        self._seen_s = float("-inf")

    def add(self, sight: Sight, now_s: float) -> None:
        """Take in what was just made out. ``now_s`` is of the same clock as in `facts`."""
        if now_s - self._seen_s > FRESH_S:
            self.forget()
        self._seen_s = now_s
        self._sights.append(sight)
        kinds = self._kinds(sight)
        lasting = {
            kind: since_ms
            for kind, since_ms in self._since_ms.items()
            if kind in kinds or (kind in MOMENTS and sight.taken_ms - since_ms < MOMENT_MS)
        }
        self._since_ms = {**dict.fromkeys(kinds, sight.taken_ms), **lasting}

    def forget(self) -> None:
        """Nothing is known any more."""
        self._sights.clear()
        self._since_ms.clear()
        self._seen_s = float("-inf")

    def facts(self, now_s: float) -> tuple[Fact, ...]:
        """What holds now, in order of its beginning; nothing when the last look was long ago."""
        if now_s - self._seen_s > FRESH_S:
            return ()
        newest_ms = self._sights[-1].taken_ms
        held = [
            Fact(kind, said_to_person(kind), since_ms)
            for kind, since_ms in self._since_ms.items()
            if newest_ms - since_ms >= HOLD_MS.get(kind, 0)
        ]
        return tuple(sorted(held, key=lambda fact: fact.at_ms))

    def raised_hand(self) -> bool:
        """Whether the newest sight shows an open hand, which may be waving."""
        hands = self._sights[-1].hands if self._sights else ()
        return any(hand.gesture == "open" for hand in hands)

    def _kinds(self, sight: Sight) -> list[str]:
        if sight.source == "camera":
            return [*kinds_of(sight), *sorted(gestures(self._sights))]
        return ["screen", *(["screen changes"] if self._changed() else [])]

    def _changed(self) -> bool:
        if len(self._sights) < 2:
            return False
        before, after = self._sights[-2].pattern, self._sights[-1].pattern
        difference = sum(abs(one - other) for one, other in zip(before, after, strict=False))
        return difference / max(1, len(after)) > CHANGED_GREYS


def glance_at(*facts: tuple[Fact, ...]) -> Glance:
    """The facts of all sources as one."""
    every = sorted((fact for each in facts for fact in each), key=lambda fact: fact.at_ms)
    return Glance(tuple(every), line_of(fact.kind for fact in every))
