"""Gestures that one frame cannot show: told from frames that follow each other closely.

Frames come every two seconds, in which a hand goes to and fro four times. So nothing here is ever
told from those, only from a run of frames that the page took at a short interval, on request.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.domain import Sight

MAX_STEP_MS = 500
"""Waves and nods turn back after 200 to 400 ms: longer steps would make guesses of strokes."""
STROKES = 3
"""There, back and there again: a look aside and back again, or a scratched head, has two."""
WAVE_STROKE = 0.2
"""Of the hand's width, that its finger tips go to one side; a held hand trembles by 0.05."""
NOD_DEGREES = 5.0
"""Small nods go 6 to 10; the landmarks of a still head move by 1 to 2."""
SHAKE_DEGREES = 8.0


def gestures(sights: Sequence[Sight]) -> set[str]:
    """``wave``, ``nod`` and ``shake``, as far as the newest run of sights shows them."""
    run = _run(sights)
    hands = [hand for sight in run for hand in sight.hands[:1] if hand.gesture == "open"]
    faces = [sight.faces[0] for sight in run if sight.faces]
    seen = set()
    if hands:
        width = max(hand.width for hand in hands)
        if strokes([hand.x for hand in hands], WAVE_STROKE * width) >= STROKES:
            seen.add("wave")
    yaws = strokes([face.yaw_degrees for face in faces], SHAKE_DEGREES)
    pitches = strokes([face.pitch_degrees for face in faces], NOD_DEGREES)
    if max(yaws, pitches) >= STROKES:
        seen.add("shake" if yaws >= pitches else "nod")
    return seen


def strokes(values: Sequence[float], least: float) -> int:
    """How often the values went at least so far one way, each time after the other way."""
    count, way, turn = 0, 0, values[0] if values else 0.0
    for value in values:
        gone = value - turn
        if abs(gone) >= least and (way == 0 or gone * way < 0):
            count, way, turn = count + 1, 1 if gone > 0 else -1, value
        elif gone * way > 0:
            turn = value  # further the same way
    return count


def _run(sights: Sequence[Sight]) -> list[Sight]:
    """The newest sights that follow each other closely, oldest first."""
    run: list[Sight] = []
    for sight in reversed(sights):
        if run and run[0].taken_ms - sight.taken_ms > MAX_STEP_MS:
            break
        run.insert(0, sight)
    return run
