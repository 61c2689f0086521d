"""Sound that comes with the times of its characters becomes speech, a few words at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.domain import Sound, Speech, Timed
from services.errors import ProviderUnavailable
from services.providers.speech.parts import evenly

FIRST_MS = 400
"""What is there at least when the first words are given out."""
LATER_MS = 1500
"""The same for all words after them: every piece is a message to the browser."""
RESTART_MS = 50
"""Characters that start this much before the last one's end are timed from their own chunk."""


class Characters:
    """Grows by chunks; gives each word and its sound once."""

    def __init__(self, text: str, rate_hz: int, provider: str) -> None:
        """``text`` has single spaces between its words."""
        self._text = text
        self._rate_hz = rate_hz
        self._provider = provider
        self._pcm = b""
        self._times_ms: list[tuple[float, float]] = []
        """Start and end of each character that has come."""
        self._given_chars = 0
        self._given_bytes = 0

    def add(self, pcm: bytes, times_s: Sequence[tuple[float, float]]) -> None:
        """A chunk, with the start and end of its characters."""
        came_ms = self._ms(len(self._pcm))
        self._pcm += pcm
        times_ms = [(start * 1000, end * 1000) for start, end in times_s]
        restarts = bool(
            times_ms and self._times_ms and times_ms[0][0] < self._times_ms[-1][1] - RESTART_MS
        )
        offset_ms = came_ms if restarts else 0.0
        self._times_ms += [(start + offset_ms, end + offset_ms) for start, end in times_ms]

    def ready(self) -> Iterator[Speech]:
        """The whole words that came, if they are worth a piece."""
        least_ms = LATER_MS if self._given_chars else FIRST_MS
        end = self._text.rfind(" ", 0, len(self._times_ms)) + 1
        if end <= self._given_chars:
            return
        cut = self._bytes(self._times_ms[end - 1][1])
        if cut <= len(self._pcm) and self._ms(cut - self._given_bytes) >= least_ms:
            yield self._give(end, cut)

    def rest(self) -> Iterator[Speech]:
        """What is left at the end. Raises `ProviderUnavailable` when some of it never came."""
        whole = len(self._pcm) // 2 * 2
        if not self._times_ms and whole:
            yield evenly(self._text, Sound(self._pcm[:whole], self._rate_hz))
        elif len(self._times_ms) < len(self._text):
            raise ProviderUnavailable("words are missing", provider=self._provider)
        elif self._given_chars < len(self._text):
            yield self._give(len(self._text), whole)

    def _give(self, end: int, cut: int) -> Speech:
        from_ms = self._ms(self._given_bytes)
        text = self._text[self._given_chars : end].rstrip()
        characters = tuple(
            Timed(max(0, round(start - from_ms)), max(0, round(last - from_ms)), letter)
            for letter, (start, last) in zip(
                text, self._times_ms[self._given_chars :], strict=False
            )
        )
        sound = Sound(self._pcm[self._given_bytes : cut], self._rate_hz)
        self._given_chars, self._given_bytes = end, cut
        return Speech(text, sound, words=tuple(_words(characters)), characters=characters)

    def _ms(self, size: int) -> float:
        return size / 2 / self._rate_hz * 1000

    def _bytes(self, time_ms: float) -> int:
        return int(time_ms * self._rate_hz / 1000) * 2


def _words(characters: Sequence[Timed]) -> Iterator[Timed]:
    word: list[Timed] = []
    for character in (*characters, Timed(0, 0, " ")):
        if character.text != " ":
            word.append(character)
        elif word:
            spelt = "".join(letter.text for letter in word)
            yield Timed(word[0].start_ms, word[-1].end_ms, spelt)
            word = []
