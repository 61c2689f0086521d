"""Mouth shapes in the time that their sounds take become shapes as a mouth makes them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from services.conversation.lipsync.mouth_shapes import FORMS_MS, HELD_MS, SEALED, SILENT
from services.domain import Viseme

BRIDGED_MS = 60
"""A shorter gap is a transition, not a closed mouth."""
KEPT = 0.6
"""What a shape keeps of its own time when the next one needs some of it."""
OPENS_MS = 50
"""After silence the mouth opens this much before it sounds."""
LASTS_MS = 60
"""Before silence it closes this much after."""


def coarticulated(shapes: Sequence[Viseme], end_ms: int) -> tuple[Viseme, ...]:
    """Mouth shapes from 0 to ``end_ms`` without gap or overlap, silence included.

    ``shapes`` are ascending and may have gaps. A shape begins ahead of its sound, so that the lips
    are there when it sounds, and the last one before a silence outlasts its own.
    """
    if not shapes:
        return _track([], [], end_ms)
    starts = [_opening_ms(shapes[0], 0)]
    ends = []
    for before, after in pairwise(shapes):
        gap_ms = after.start_ms - before.end_ms
        if gap_ms < BRIDGED_MS:
            edge_ms = _edge_ms(before, after, starts[-1])
            ends.append(edge_ms)
            starts.append(edge_ms)
        else:
            ends.append(before.end_ms + min(LASTS_MS, gap_ms // 2))
            starts.append(_opening_ms(after, ends[-1]))
    ends.append(shapes[-1].end_ms + LASTS_MS)
    return _track(shapes, list(zip(starts, ends, strict=True)), end_ms)


def _edge_ms(before: Viseme, after: Viseme, began_ms: int) -> int:
    """Where one shape gives way to the next one."""
    if before.id in SEALED:
        return after.start_ms
    lasts_ms = after.end_ms - after.start_ms
    needed_ms = max(FORMS_MS.get(after.id, 0), HELD_MS.get(after.id, 0) - lasts_ms)
    kept_ms = int(KEPT * (after.start_ms - began_ms))
    return max(began_ms + kept_ms, after.start_ms - needed_ms)


def _opening_ms(shape: Viseme, free_from_ms: int) -> int:
    """When the mouth opens out of silence."""
    return min(shape.start_ms, max(free_from_ms, shape.start_ms - OPENS_MS))


def _track(
    shapes: Sequence[Viseme], times: Sequence[tuple[int, int]], end_ms: int
) -> tuple[Viseme, ...]:
    """The shapes at those times, silence between them, none empty, equal neighbours as one."""
    track: list[Viseme] = []
    at_ms = 0
    for shape, (start, end) in zip(shapes, times, strict=True):
        start_ms = max(at_ms, min(start, end_ms))
        _append(track, Viseme(at_ms, start_ms, SILENT, 0.0))
        at_ms = max(start_ms, min(end, end_ms))
        _append(track, Viseme(start_ms, at_ms, shape.id, shape.weight))
    _append(track, Viseme(at_ms, end_ms, SILENT, 0.0))
    return tuple(track)


def _append(track: list[Viseme], shape: Viseme) -> None:
    if shape.start_ms >= shape.end_ms:
        return
    if track and track[-1].id == shape.id:
        last = track.pop()
        shape = Viseme(last.start_ms, shape.end_ms, shape.id, max(last.weight, shape.weight))
    track.append(shape)
