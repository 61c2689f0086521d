"""An answer that goes on when the model that gives it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from services.contracts import ChatModel
from services.conversation.thinking.clauses import sentences
from services.conversation.thinking.emotion_tag import signed
from services.conversation.thinking.think import Reply, think
from services.domain import Clause, Emotion, Message
from services.errors import ProviderError

ATTEMPTS = 5
"""More models than any chain has; one that breaks off again and again is not asked for ever."""
GO_ON = (
    "(The line broke off after your last words. Go on right after them with what is left to say. "
    "Repeat nothing of it.)"
)
MIN_REPEATED_WORDS = 3
"""Words that must agree to be taken for a repetition."""
APOLOGY = (
    Clause("I'm sorry, I can't find an answer just now.", Emotion.CARING),
    Clause("Please ask me again in a moment.", Emotion.CARING),
)
APOLOGY_AFTER_SOME = Clause("I'm sorry, I've lost my thread there.", Emotion.CARING)

_WORD = re.compile(r"\S+\s*")


def answer(
    prompt: Sequence[Message],
    chat: ChatModel,
    read: Callable[[Reply], Iterator[str]],
) -> Iterator[Clause]:
    """The clauses of a reply, however many models it takes.

    A model that breaks off is followed by the next one, which goes on after the last whole clause;
    what was left of a clause is said by nobody. Raises `ProviderError` when nobody can go on.
    ``read`` is given each reply and returns its pieces.
    """
    said: list[Clause] = []
    for attempt in range(ATTEMPTS):
        reply = think(going_on(prompt, said), chat)
        try:
            for clause in sentences(unrepeated(read(reply), _text(said)), reply):
                said.append(clause)
                yield clause
        except ProviderError:
            if not reply.began or attempt == ATTEMPTS - 1:
                raise
        else:
            return


def or_sorry(clauses: Iterator[Clause], fail: Callable[[ProviderError], None]) -> Iterator[Clause]:
    """The same, and an apology where there is nothing, or nothing more."""
    said = False
    try:
        for clause in clauses:
            said = True
            yield clause
    except ProviderError as error:
        fail(error)
        if said:
            yield APOLOGY_AFTER_SOME
    if not said:
        yield from APOLOGY


def going_on(prompt: Sequence[Message], said: Sequence[Clause]) -> list[Message]:
    """What to ask for after these clauses."""
    if not said:
        return list(prompt)
    so_far = Message("assistant", signed(f"{said[0].emotion}: {_text(said)}"))
    return [*prompt, so_far, Message("user", GO_ON)]


def unrepeated(pieces: Iterator[str], said: str) -> Iterator[str]:
    """The same text without the words it starts with that were said last, or from the beginning."""
    spoken = [_bare(word) for word in said.split()]
    held = ""
    for piece in pieces:
        held += piece
        words = [_bare(word) for word in held.split()]
        if not _may_repeat(words, spoken, open_=not held[-1:].isspace()):
            yield _cut(held, _repeated(words, spoken))
            yield from pieces
            return
    words = [_bare(word) for word in held.split()]
    yield _cut(held, _repeated(words, spoken))


def _may_repeat(words: Sequence[str], spoken: Sequence[str], *, open_: bool) -> bool:
    """Whether what follows may still make these words, the last maybe open, a repetition."""
    whole = words[:-1] if open_ else words
    return any(
        len(whole) < len(tail) and tail[: len(whole)] == list(whole) for tail in _tails(spoken)
    )


def _repeated(words: Sequence[str], spoken: Sequence[str]) -> int:
    """How many of the words say again how ``spoken`` ends."""
    agreeing = (len(tail) for tail in _tails(spoken) if list(words[: len(tail)]) == tail)
    return max(agreeing, default=0)


def _tails(spoken: Sequence[str]) -> list[list[str]]:
    return [
        list(spoken[start:])
        for start in range(len(spoken))
        if start == 0 or len(spoken) - start >= MIN_REPEATED_WORDS
    ]


def _cut(text: str, words: int) -> str:
    for word in _WORD.findall(text)[:words]:
        text = text.lstrip()[len(word) :]
    return text


def _bare(word: str) -> str:
    """A word without its marks."""
    return re.sub(r"\W+", "", word).casefold()


def _text(said: Sequence[Clause]) -> str:
    return " ".join(clause.text for clause in said)
