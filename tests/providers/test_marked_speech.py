"""Speech in somebody's likeness is marked, and no other is."""

from __future__ import annotations

import pytest

from services.domain import Sound, Voice, VoiceKind
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import Hibari
from services.providers.wrappers.watermarked import MarkedSpeech
from services.security.watermark import detect

TEXT = "The ferry crosses the bay every morning. Nobody is ever in a hurry, and the bell is heard."


@pytest.mark.parametrize("kind", VoiceKind)
def test_the_mark_tells_whose_voice_it_is_like(kind: VoiceKind) -> None:
    speech = MarkedSpeech(EmbeddedSpeech([Hibari()]))
    pieces = list(speech.speak(TEXT, Voice("hibari/heart", "Heart", kind=kind)))
    assert " ".join(piece.text for piece in pieces) == TEXT
    whole = Sound(b"".join(piece.sound.pcm for piece in pieces), pieces[0].sound.rate_hz)
    assert detect(whole).marked is (kind is not VoiceKind.STOCK)


def test_a_marked_stream_can_be_stopped() -> None:
    speech = MarkedSpeech(EmbeddedSpeech([Hibari()]))
    stream = speech.speak(TEXT, Voice("hibari/heart", "Heart", kind=VoiceKind.CLONE))
    assert next(stream).sound.pcm
    stream.close()
    assert list(stream) == []
