"""Which words of a text say what it is about."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
EMPTY = frozenset(
    " ".join(
        (
            "a an the this that these those there here i me my mine you your yours he him his she",
            "her hers it its we us our they them their myself yourself who whom whose which what",
            "when where why how am is are was were be been being do does did done doing have has",
            "had having will would shall should can could may might must not no nor yes yeah",
            "and or but so if then than because as while of to in on at by for from with without",
            "into onto about over after before up down out off again just only also too very",
            "really quite some any all each every both few more most much many lot such own same",
            "other actually well oh um uh hmm okay ok hey hi hello bye goodbye thanks thank please",
            "sorry know think mean say said tell told talk remember forget guess feel like want",
            "need get got go going gone went come came make made let see look thing things",
            "something anything one ones kind sort bit maybe perhaps always never ever still now",
            "today good nice great sure right call called name named people person time way day",
            "lately yet already",
        )
    ).split()
)
"""English only: in other languages every word counts."""


def content_words(text: str) -> list[str]:
    """Its words but for the empty ones, in lower case, in order; without ``'s`` and the like."""
    written = (word.lower().replace("’", "'") for word in WORD.findall(text))
    words = (word.partition("'")[0] for word in written if not word.endswith("n't"))
    return [word for word in words if word not in EMPTY and (len(word) > 1 or word.isdigit())]


def stems(text: str) -> set[str]:
    """Its content words without a plural's end: those two texts share speak of the same."""
    return {word.removesuffix("s") or word for word in content_words(text)}
