"""Scenes to the browser, and the wait until they have been heard."""

from __future__ import annotations

import time
from collections.abc import Iterator

from services.conversation.events import AiSpeech, CallEvent
from services.conversation.turn.turns import Turn
from services.domain import Scene

SILENT_CLIENT_S = 1.0
"""A client that has reported nothing this long after the sound's length never will."""
LOST_PLAYER_S = 60.0
"""How long a play head may stand still beyond the rest of the sound (a lost connection may
come back within that time)."""


def show(turn: Turn, scenes: Iterator[Scene]) -> Iterator[CallEvent]:
    """One event a scene; ends when all was heard, or will not be heard any more.

    Raises `Interrupted` when the turn is superseded while waiting.
    """
    answer = turn.answer
    for scene in scenes:
        segment = answer.add(scene.speech, scene.emotion)
        yield AiSpeech(turn.number, segment, scene, readable=not turn.makers.keeps_voice)
    while answer.remaining_ms > 0:
        turn.check()
        if not answer.reported and answer.plays_since_s is not None:
            _wait_for_silent_client(turn, answer.plays_since_s)
        elif not answer.wait(answer.remaining_ms / 1000 + LOST_PLAYER_S):
            return


def _wait_for_silent_client(turn: Turn, since_s: float) -> None:
    """Wait for the first report, no longer than the sound takes."""
    answer = turn.answer
    left_s = since_s + answer.total_ms / 1000 + SILENT_CLIENT_S - time.monotonic()
    if left_s > 0:
        answer.wait(left_s)
    else:
        answer.assume_played()
