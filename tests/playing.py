"""The play head of a browser that plays every segment in real time, one after another."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Playing:
    turn: int
    segment: int
    start_s: float
    """On the clock of `time.monotonic`."""
    end_s: float


class PlayHead:
    """What has been heard so far. May be used from several threads."""

    def __init__(self) -> None:
        self._queue: list[Playing] = []
        self._known: dict[tuple[int, int], Playing] = {}
        self._heard_ms: dict[int, dict[int, int]] = {}
        self._cancelled: set[int] = set()
        self._lock = threading.Lock()

    def add(self, speech: dict[str, Any]) -> None:
        """Queue an ``ai_speech`` behind what plays; one that came before is only reported."""
        turn, segment = speech["turn"], speech["segment"]
        with self._lock:
            if turn in self._cancelled:
                return
            playing = self._known.get((turn, segment))
            if playing is None:
                free_s = max((known.end_s for known in self._known.values()), default=0.0)
                start_s = max(time.monotonic(), free_s)
                playing = Playing(turn, segment, start_s, start_s + speech["duration_ms"] / 1000)
                self._known[turn, segment] = playing
            if playing not in self._queue:
                self._queue.append(playing)

    def cancel(self, turn: int) -> None:
        """Play nothing more of that turn, now or later."""
        with self._lock:
            self._cancelled.add(turn)
            self._queue = [playing for playing in self._queue if playing.turn != turn]
            self._known = {key: known for key, known in self._known.items() if key[0] != turn}

    def reports(self) -> list[dict[str, Any]]:
        """A ``playback`` payload for each segment that has begun and was not reported as done."""
        with self._lock:
            now = time.monotonic()
            begun = [playing for playing in self._queue if playing.start_s <= now]
            self._queue = [playing for playing in self._queue if playing.end_s > now]
            return [self._report(playing, now) for playing in begun]

    def heard_ms(self, turn: int) -> int:
        """How much of that turn's sound was reported as heard, over all its segments."""
        with self._lock:
            return sum(self._heard_ms.get(turn, {}).values())

    def _report(self, playing: Playing, now: float) -> dict[str, Any]:
        heard_ms = round((min(now, playing.end_s) - playing.start_s) * 1000)
        self._heard_ms.setdefault(playing.turn, {})[playing.segment] = heard_ms
        return {
            "turn": playing.turn,
            "segment": playing.segment,
            "heard_ms": heard_ms,
            "done": now >= playing.end_s,
        }
