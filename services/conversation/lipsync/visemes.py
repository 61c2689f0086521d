"""Speech becomes a scene: the same speech, and what the mouth does while it sounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.conversation.lipsync import letter_to_sound
from services.conversation.lipsync.coarticulation import coarticulated
from services.conversation.lipsync.loudness import as_loud_as
from services.conversation.lipsync.mouth_shapes import (
    BREATHED,
    LENGTH_MARK,
    MARKED,
    OF_IPA,
    SILENT,
    STRESS_MARKS,
    VOWELS,
)
from services.domain import Scene, Speech, Spoken, Timed, Viseme

FULL_VOWEL_MS = 120
"""A vowel this long opens the mouth as far as its stress allows."""
STRESS_WEIGHTS = {"ˈ": 1.0, "ˌ": 0.9, "": 0.75}
FULL_CONSONANT_MS = 80
CONSONANT_WEIGHT = 0.8
BREATH = "breath"
"""The shape of a sound that has none, until the next one is known."""


def animate(spoken: Iterator[Spoken]) -> Iterator[Scene]:
    """One scene for each piece of speech, its visemes covering all of the sound."""
    for piece in spoken:
        yield Scene(piece.speech, visemes(piece.speech), piece.emotion)


def visemes(speech: Speech) -> tuple[Viseme, ...]:
    """Mouth shapes from the start to the end of the sound, without gap or overlap.

    They come from the phonemes, or else from the timed characters, or else from the letters of the
    words. None at all when none of these says anything about the mouth: the sound itself has to.
    """
    if not speech.voiced:
        return ()
    phonemes: Iterable[Timed] = speech.phonemes
    if not phonemes:
        phonemes = letter_to_sound.phonemes(
            speech.characters or letter_to_sound.spread(speech.words)
        )
    shapes = _breathing(list(_of_phonemes(phonemes)))
    if all(shape.id == SILENT for shape in shapes):
        return ()
    return coarticulated(as_loud_as(speech.sound, shapes), int(speech.sound.duration_ms))


def _of_phonemes(phonemes: Iterable[Timed]) -> Iterator[Viseme]:
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
            shape = BREATH if phoneme.text in BREATHED else OF_IPA.get(phoneme.text, SILENT)
        start_ms = phoneme.start_ms if marked_ms is None else marked_ms
        weight = _weight(shape, stress, phoneme.end_ms - start_ms)
        yield Viseme(start_ms, phoneme.end_ms, shape, weight)
        marked_ms = None
        stress = "" if shape in VOWELS else stress


def _weight(shape: str, stress: str, duration_ms: int) -> float:
    if shape == SILENT:
        return 0.0
    if shape in MARKED:
        return 1.0
    if shape not in VOWELS:
        length = min(1.0, duration_ms / FULL_CONSONANT_MS)
        return round(CONSONANT_WEIGHT * (0.6 + 0.4 * length), 2)
    length = min(1.0, duration_ms / FULL_VOWEL_MS)
    return round(STRESS_WEIGHTS[stress] * (0.6 + 0.4 * length), 2)


def _breathing(shapes: list[Viseme]) -> list[Viseme]:
    """With breaths in the shape of the sound that they lead to, a little less of it."""
    following = SILENT
    for index in range(len(shapes) - 1, -1, -1):
        shape = shapes[index]
        if shape.id == BREATH:
            weight = 0.0 if following == SILENT else shape.weight
            shapes[index] = Viseme(shape.start_ms, shape.end_ms, following, weight)
        else:
            following = shape.id
    return shapes
