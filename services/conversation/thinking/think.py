"""From a prompt to the words of a reply, and how the companion feels about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from services.contracts import ChatModel, Stream
from services.conversation.thinking.clauses import sentences
from services.conversation.thinking.emotion_tag import untagged
from services.conversation.thinking.prompt import REPLY_TOKENS
from services.conversation.thinking.strip_markup import plain
from services.domain import Clause, Emotion, Message

CUT_SHARE = 0.95
"""A reply that took this share of its tokens was cut, whatever its last word."""

CHARACTERS_A_TOKEN = 3.5

_SENTENCE = re.compile(r"""[.!?…]+["'”’)]*(?=\s)""")


def think(prompt: Sequence[Message], chat: ChatModel) -> Reply:
    """What the companion answers to the person's last words, while it is being written."""
    return Reply(chat.reply(prompt, max_tokens=REPLY_TOKENS), max_tokens=REPLY_TOKENS)


def known(text: str, emotion: Emotion) -> Iterator[Clause]:
    """The clauses of a reply that no model writes."""
    reply = Reply.of(text, emotion)
    return sentences(reply, reply)


class Reply(Iterator[str]):
    """The text of a reply in pieces: speakable, without its tag.

    ``emotion`` is known when the first piece is. ``close`` may be called from any thread.
    """

    def __init__(self, stream: Stream[str], *, max_tokens: int) -> None:
        self.emotion = Emotion.NEUTRAL
        self._stream = stream
        self._max_tokens = max_tokens
        self._written = 0
        self._length = 0
        self._closed = False
        self._pieces = self._read()

    @classmethod
    def of(cls, text: str, emotion: Emotion) -> Reply:
        """A reply that is already known."""
        return cls(_Known([f"{emotion}: {text}"]), max_tokens=len(text) + 2)

    def __next__(self) -> str:
        piece = next(self._pieces)
        if self._closed:
            raise StopIteration
        return piece

    @property
    def began(self) -> bool:
        """Whether anything was written."""
        return self._written > 0

    def close(self) -> None:
        self._closed = True
        self._stream.close()

    def _read(self) -> Iterator[str]:
        self.emotion, pieces = untagged(self._counted())
        yield from self._whole_sentences(plain(pieces))

    def _counted(self) -> Iterator[str]:
        for piece in self._stream:
            self._written += 1
            self._length += len(piece)
            yield piece

    def _whole_sentences(self, pieces: Iterator[str]) -> Iterator[str]:
        """The first sentence as it comes, the others whole; of a cut one after them, nothing."""
        first, held, opening = "", "", True
        for piece in pieces:
            if opening:
                first += piece
                end = _SENTENCE.search(first)
                opening = end is None
                # The space after a sentence shows that it is over.
                shown = len(piece) - len(first) + end.end() + 1 if end else len(piece)
                yield piece[:shown]
                held = piece[shown:]
                continue
            held += piece
            if ends := list(_SENTENCE.finditer(held)):
                yield held[: ends[-1].end()]
                held = held[ends[-1].end() :]
        if held and not self._was_cut:
            yield held

    @property
    def _was_cut(self) -> bool:
        longest = self._max_tokens * CUT_SHARE
        return self._written >= longest or self._length / CHARACTERS_A_TOKEN >= longest


class _Known(Iterator[str]):
    """A stream of what is already there."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._pieces = iter(pieces)

    def __next__(self) -> str:
        return next(self._pieces)

    def close(self) -> None:
        self._pieces = iter(())
