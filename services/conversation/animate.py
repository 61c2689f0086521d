"""Speech becomes a scene: the same speech, and what the mouth does while it sounds."""

from __future__ import annotations

from collections.abc import Iterator

from services.conversation.mouth import (
    LENGTH_MARK,
    MARKED,
    OF_IPA,
    OF_LETTER,
    SILENT,
    STRESS_MARKS,
    VOWELS,
)
from services.domain import Scene, Speech, Spoken, Timed, Viseme

BRIDGED_MS = 60
"""A shorter gap is a transition, not a closed mouth."""
FULL_VOWEL_MS = 120
"""A vowel this long opens the mouth as far as its stress allows."""
STRESS_WEIGHTS = {"ˈ": 1.0, "ˌ": 0.9, "": 0.75}
CONSONANT_WEIGHT = 0.7


def animate(spoken: Iterator[Spoken]) -> Iterator[Scene]:
    """One scene for each piece of speech, its visemes covering all of the sound."""
    for piece in spoken:
        yield Scene(piece.speech, visemes(piece.speech), piece.emotion)


def visemes(speech: Speech) -> tuple[Viseme, ...]:
    """Mouth shapes from the start to the end of the sound, without gap or overlap.

    They come from the phonemes, or else from the letters of the timed words.
    """
    shapes = list(_of_phonemes(speech.phonemes)) or list(_of_letters(speech.words))
    end_ms = int(speech.sound.duration_ms)
    return tuple(_merged(_filled(shapes, end_ms)))


def _of_phonemes(phonemes: tuple[Timed, ...]) -> Iterator[Viseme]:
    """A stress mark gives its time to the next sound and its weight to the next vowel; a length
    mark goes on with the sound before it.
    """
    stress, marked_ms = "", None
    shape = SILENT
    for phoneme in phonemes:
        if phoneme.text in STRESS_MARKS:
            stress, marked_ms = phoneme.text, phoneme.start_ms
            continue
        if phoneme.text != LENGTH_MARK:
            shape = OF_IPA.get(phoneme.text, SILENT)
        start_ms = phoneme.start_ms if marked_ms is None else marked_ms
        weight = _weight(shape, stress, phoneme.end_ms - start_ms)
        yield Viseme(start_ms, phoneme.end_ms, shape, weight)
        marked_ms = None
        stress = "" if shape in VOWELS else stress


def _of_letters(words: tuple[Timed, ...]) -> Iterator[Viseme]:
    for word in words:
        shapes = [OF_LETTER[letter] for letter in word.text.lower() if letter in OF_LETTER]
        step = (word.end_ms - word.start_ms) / max(len(shapes), 1)
        for index, shape in enumerate(shapes):
            start_ms, end_ms = (int(word.start_ms + (index + more) * step) for more in (0, 1))
            yield Viseme(start_ms, end_ms, shape, _weight(shape, "", end_ms - start_ms))


def _weight(shape: str, stress: str, duration_ms: int) -> float:
    if shape == SILENT:
        return 0.0
    if shape in MARKED:
        return 1.0
    if shape not in VOWELS:
        return CONSONANT_WEIGHT
    length = min(1.0, duration_ms / FULL_VOWEL_MS)
    return round(STRESS_WEIGHTS[stress] * (0.6 + 0.4 * length), 2)


def _filled(shapes: list[Viseme], end_ms: int) -> Iterator[Viseme]:
    """The shapes with silence where there is none; a short gap belongs to the shape before it."""
    at_ms = 0
    next_starts = [*(following.start_ms for following in shapes[1:]), end_ms]
    for shape, next_ms in zip(shapes, next_starts, strict=False):
        start_ms = max(at_ms, min(shape.start_ms, end_ms))
        if start_ms > at_ms:
            yield Viseme(at_ms, start_ms, SILENT, 0.0)
        at_ms = max(start_ms, min(shape.end_ms, end_ms))
        if 0 < next_ms - at_ms < BRIDGED_MS:
            at_ms = min(next_ms, end_ms)
        yield Viseme(start_ms, at_ms, shape.id, shape.weight)
    if at_ms < end_ms:
        yield Viseme(at_ms, end_ms, SILENT, 0.0)


def _merged(shapes: Iterator[Viseme]) -> Iterator[Viseme]:
    """Without empty ones, and neighbours of one shape as one, of the greater weight."""
    last: Viseme | None = None
    for shape in shapes:
        if shape.start_ms == shape.end_ms:
            continue
        if last is not None and last.id == shape.id:
            last = Viseme(last.start_ms, shape.end_ms, shape.id, max(last.weight, shape.weight))
            continue
        if last is not None:
            yield last
        last = shape
    if last is not None:
        yield last
