from collections.abc import Iterator

import pytest

from services.conversation.speak import speak
from services.domain import Clause, Emotion, Sound, Speech, Spoken, Voice
from services.errors import ProviderBusy

VOICE = Voice("test/one", "One")


class WordByWord:
    """A synthesizer whose pieces are single words."""

    name = "word_by_word"

    def __init__(self, *, fail_at: str = "") -> None:
        self.asked: list[tuple[str, str]] = []
        self.open_streams = 0
        self._fail_at = fail_at

    def voices(self):
        return [VOICE]

    def speak(self, text: str, voice: Voice) -> Iterator[Speech]:
        self.asked.append((text, voice.id))
        return self._pieces(text)

    def _pieces(self, text: str) -> Iterator[Speech]:
        self.open_streams += 1
        try:
            for word in text.split():
                if word == self._fail_at:
                    raise ProviderBusy(provider=self.name)
                yield Speech(word, Sound(bytes(480), 24_000))
        finally:
            self.open_streams -= 1


def clauses() -> Iterator[Clause]:
    yield Clause("Oh no, ", Emotion.SAD)
    yield Clause("but well.", Emotion.CARING)


def test_every_piece_carries_the_emotion_of_its_clause():
    spoken = list(speak(clauses(), VOICE, WordByWord()))

    assert [(piece.speech.text, piece.emotion) for piece in spoken] == [
        ("Oh", Emotion.SAD),
        ("no,", Emotion.SAD),
        ("but", Emotion.CARING),
        ("well.", Emotion.CARING),
    ]
    assert isinstance(spoken[0], Spoken)


def test_a_clause_is_asked_for_only_when_it_is_its_turn():
    synthesizer = WordByWord()
    spoken = speak(clauses(), VOICE, synthesizer)

    next(spoken)

    assert synthesizer.asked == [("Oh no, ", VOICE.id)]


def test_closing_stops_the_synthesis():
    synthesizer = WordByWord()
    spoken = speak(clauses(), VOICE, synthesizer)
    next(spoken)
    assert synthesizer.open_streams == 1

    spoken.close()

    assert synthesizer.open_streams == 0
    assert len(synthesizer.asked) == 1


def test_a_failure_reaches_the_caller_after_what_was_spoken():
    spoken = speak(clauses(), VOICE, WordByWord(fail_at="but"))

    assert [next(spoken).speech.text, next(spoken).speech.text] == ["Oh", "no,"]
    with pytest.raises(ProviderBusy):
        next(spoken)
