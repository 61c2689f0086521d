from collections.abc import Iterator

import pytest

from services.conversation.turn.speak import speak
from services.domain import Clause, Emotion, Sound, Speech, Spoken, Timed, Voice
from services.errors import ProviderBusy, ProviderError

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
    spoken = list(speak(clauses(), VOICE, WordByWord(), fail=pytest.fail))

    assert [(piece.speech.text, piece.emotion) for piece in spoken] == [
        ("Oh", Emotion.SAD),
        ("no,", Emotion.SAD),
        ("but", Emotion.CARING),
        ("well.", Emotion.CARING),
    ]
    assert isinstance(spoken[0], Spoken)


def test_a_clause_is_asked_for_only_when_it_is_its_turn():
    synthesizer = WordByWord()
    spoken = speak(clauses(), VOICE, synthesizer, fail=pytest.fail)

    next(spoken)

    assert synthesizer.asked == [("Oh no, ", VOICE.id)]


def test_closing_stops_the_synthesis():
    synthesizer = WordByWord()
    spoken = speak(clauses(), VOICE, synthesizer, fail=pytest.fail)
    next(spoken)
    assert synthesizer.open_streams == 1

    spoken.close()

    assert synthesizer.open_streams == 0
    assert len(synthesizer.asked) == 1


def test_what_cannot_be_spoken_is_shown_and_told():
    told: list[ProviderError] = []
    spoken = list(speak(clauses(), VOICE, WordByWord(fail_at="no,"), fail=told.append))

    assert [piece.speech.text for piece in spoken] == ["Oh", "no,", "but", "well."]
    assert [piece.speech.voiced for piece in spoken] == [True, False, True, True]
    assert spoken[1].emotion is Emotion.SAD
    assert not any(spoken[1].speech.sound.pcm)
    assert spoken[1].speech.words == (Timed(0, 260, "no,"),)
    assert spoken[1].speech.sound.duration_ms == 260
    assert [type(error) for error in told] == [ProviderBusy]
