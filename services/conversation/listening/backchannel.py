"""What a transcript is while the companion speaks: a nod, its own echo, or an order to stop.

Ask in this order: an order to stop is always real; an echo is nobody; a backchannel is a person
who goes on listening; anything else is a person who takes the turn.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(" ".join(listed.split()).split(", "))


NODS = _phrases(
    """uhhuh, aha, wow, yep, yup, yes, ya, right, ok, okay, sure, cool, nice, great, exactly, true,
    totally, indeed, really, interesting, gotcha, alright, fine, good, lol, cough, coughs, laughs,
    laughter"""
)
HUMMED = re.compile(r"m+h*m*|h+u*[mh]+|u+[hm]+|[ao]+h+|(ha)+h?|(he){2,}h?|heh|y+e+a+h*")
"""Nods without a spelling: mhm, hmm, huh, uh, um, oh, haha, yeahh."""
NODDED_PHRASES = _phrases(
    """i see, oh i see, got it, of course, go on, all right, no way, i know, that's right,
    makes sense, for sure"""
)
MAX_NOD_WORDS = 3

ORDERS = _phrases(
    """stop, stop it, stop that, stop talking, stop speaking, stop now, wait, wait up, wait a
    minute, wait a moment, wait a second, wait a sec, hold on, hold on a second, hold on a
    minute, hold up, hold it, hold that thought, hang on, hang on a second, hang on a minute,
    pause, quiet, be quiet, keep quiet, silence, hush, shush, shh, shut up, enough, that's
    enough, a second, enough of that, one moment, one second, a moment, a minute, let me speak,
    let me talk, let me finish, let me say something"""
)
POLITE = _phrases("please, hey, ok, okay, oh, no, now, uh, um, er, sorry, just")
"""May stand before or after an order."""

ECHO_LIKENESS, SHORT_ECHO_LIKENESS = 0.8, 0.9
SHORT_WORDS, TINY_WORDS = 4, 2
"""Few words are an echo only when they are very like it; one or two when they are the same."""


def is_backchannel(text: str) -> bool:
    """Whether it only says "I am listening": up to three nods, laughter, a cough, or no words."""
    words = _words(text)
    if len(words) > MAX_NOD_WORDS:
        return False
    nods = (word in NODS or HUMMED.fullmatch(word) for word in words)
    return " ".join(words) in NODDED_PHRASES or all(nods)


def is_command_to_stop(text: str) -> bool:
    """Whether it tells the companion to be quiet, and nothing else."""
    words = _without_politeness(_words(text))
    return " ".join(words) in ORDERS or _repeats_an_order(words)


def is_echo(text: str, spoken_text: str) -> bool:
    """Whether the microphone heard what the companion is saying just now (``spoken_text``).

    Words are compared without case and punctuation, allowing for a fifth of the letters misheard
    (a tenth in up to four words); the stretch of ``spoken_text`` that is most alike counts. One or
    two words must be exactly in it, next to each other; an order to stop must be all that is being
    said, so that "stop" gets through while the companion talks of bus stops.
    """
    heard, spoken = _words(text), _words(spoken_text)
    if not heard or not spoken:
        return False
    if is_command_to_stop(text):
        return heard == spoken
    if len(heard) <= TINY_WORDS:
        return heard in _stretches(spoken, len(heard))
    needed = SHORT_ECHO_LIKENESS if len(heard) <= SHORT_WORDS else ECHO_LIKENESS
    return _best_likeness(heard, spoken) >= needed


def _words(text: str) -> list[str]:
    joined = re.sub(r"(?<=\w)-(?=\w)", " ", text.lower().replace("’", "'"))
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", joined)


def _without_politeness(words: list[str]) -> list[str]:
    while words and words[0] in POLITE:
        words = words[1:]
    while words and words[-1] in POLITE:
        words = words[:-1]
    return words


def _repeats_an_order(words: list[str]) -> bool:
    """As in "stop stop stop" and "wait, wait"."""
    return bool(words) and len(set(words)) == 1 and words[0] in ORDERS


def _stretches(words: list[str], length: int) -> list[list[str]]:
    return [words[start : start + length] for start in range(len(words) - length + 1)]


def _best_likeness(heard: list[str], spoken: list[str]) -> float:
    """0 to 1: how alike the letters are to the best stretch of about as many words."""
    lengths = {max(1, len(heard) + change) for change in (-1, 0, 1)}
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(" ".join(heard))
    best = 0.0
    for stretch in (each for length in lengths for each in _stretches(spoken, length)):
        matcher.set_seq1(" ".join(stretch))
        if matcher.quick_ratio() > best:
            best = max(best, matcher.ratio())
    return best
