"""Clauses become speech."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from services.contracts import Synthesizer
from services.domain import Clause, Spoken, Voice


def speak(clauses: Iterator[Clause], voice: Voice, synthesizer: Synthesizer) -> Iterator[Spoken]:
    """Every clause as one or more pieces of speech, in order, each with its clause's emotion.

    The next piece is made when it is asked for; closing this stops the synthesis as well.
    """
    for clause in clauses:
        with closing(synthesizer.speak(clause.text, voice)) as speeches:
            for speech in speeches:
                yield Spoken(speech, clause.emotion)
