"""Clauses become speech."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

from services.contracts import Synthesizer
from services.domain import Clause, Sound, Speech, Spoken, Timed, Voice
from services.errors import ProviderError

CAPTION_RATE_HZ = 16_000
LETTER_MS = 65
"""What a letter takes to read along: as long as to say it."""


def speak(
    clauses: Iterator[Clause],
    voice: Voice,
    synthesizer: Synthesizer,
    fail: Callable[[ProviderError], None],
) -> Iterator[Spoken]:
    """Every clause as one or more pieces of speech, in order, each with its clause's emotion.

    The next piece is made when it is asked for; closing this stops the synthesis as well. What
    cannot be spoken is silent, for as long as it takes to read.
    """
    for clause in clauses:
        words = clause.text.split()
        try:
            with closing(synthesizer.speak(clause.text, voice)) as speeches:
                for speech in speeches:
                    words = words[len(speech.text.split()) :]
                    yield Spoken(speech, clause.emotion)
        except ProviderError as error:
            fail(error)
            if words:
                yield Spoken(caption(words), clause.emotion)


def caption(words: list[str]) -> Speech:
    """Words without a voice."""
    timed: list[Timed] = []
    end_ms = 0
    for word in words:
        start_ms, end_ms = end_ms, end_ms + LETTER_MS * (len(word) + 1)
        timed.append(Timed(start_ms, end_ms, word))
    sound = Sound(bytes(2 * end_ms * CAPTION_RATE_HZ // 1000), CAPTION_RATE_HZ)
    return Speech(" ".join(words), sound, words=tuple(timed), voiced=False)
