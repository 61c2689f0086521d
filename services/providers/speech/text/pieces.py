"""Words in pieces of bounded length, each spoken in one breath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.providers.speech.text.spoken_text import SpokenWord

SENTENCE_ENDS = (".", "!", "?", "…")
CLAUSE_ENDS = (",", ";", ":", "—", ")")


def pieces(words: Sequence[SpokenWord], max_chars: int) -> Iterator[tuple[SpokenWord, ...]]:
    """All words in order: a sentence each, or part of one when it is longer than ``max_chars``.

    A word that is not spoken stays with the words before it, or else with those after it.
    """
    for sentence in _sentences(words):
        yield from _bounded(sentence, max_chars)


def _sentences(words: Sequence[SpokenWord]) -> Iterator[list[SpokenWord]]:
    sentence: list[SpokenWord] = []
    ended = False
    for word in words:
        if ended and word.sounds:
            yield sentence
            sentence, ended = [], False
        sentence.append(word)
        ended = ended or (word.sounds and word.spoken.endswith(SENTENCE_ENDS))
    if sentence:
        yield sentence


def _bounded(sentence: list[SpokenWord], max_chars: int) -> Iterator[tuple[SpokenWord, ...]]:
    """Cut after the last comma that fits, or else after the last word that fits."""
    while sum(len(word.spoken) + 1 for word in sentence) > max_chars:
        cut = _cut(sentence, max_chars)
        if not any(word.sounds for word in sentence[cut:]):
            break
        yield tuple(sentence[:cut])
        sentence = sentence[cut:]
    yield tuple(sentence)


def _cut(sentence: list[SpokenWord], max_chars: int) -> int:
    """How many words to take: at least one that sounds, if there is one."""
    best_comma = taken = chars = 0
    sounded = False
    for taken, word in enumerate(sentence):
        chars += len(word.spoken) + 1
        if chars > max_chars and sounded:
            break
        sounded = sounded or word.sounds
        if word.sounds and word.spoken.endswith(CLAUSE_ENDS):
            best_comma = taken + 1
    return best_comma or max(taken, 1)
