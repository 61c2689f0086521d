import threading
from dataclasses import replace

import numpy as np
import onnxruntime as ort
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from services.domain import Speech, Voice
from services.errors import ProviderRefused
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.finish import finish
from services.providers.speech.hibari import Hibari
from services.providers.speech.timed_model import RATE_HZ, Rendering
from services.settings import Settings
from tests.support.patience import wait_until

SENTENCES = (
    "Hello there, how are you today?",
    "That costs $5.50 at 7:30 pm, right?",
    "Your dog is called Biscuit. What a great name!",
    "Six thick thistle sticks stood in the shop.",
    "Yes!",
    "See https://www.example.com/help or mail bob@example.com 🙂 any time.",
)
ODD_TEXT = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from([w for line in SENTENCES for w in line.split()])).map(" ".join),
)


class Slow:
    """A family whose model works until it is told to stop."""

    family = "slow"
    max_chars = 100

    def __init__(self) -> None:
        self.patient = False

    def voices(self):
        return [Voice("slow/one", "One")]

    def is_british(self, name):
        return False

    def render(self, ids, name, options):
        if self.patient:
            wait_until(lambda: options.terminate)
        if options.terminate:
            raise ort.capi.onnxruntime_pybind11_state.Fail("terminated")
        return Rendering(np.ones(2400 * len(ids), np.float32), np.arange(len(ids) + 1) * 100.0)


@pytest.fixture(scope="module")
def speech() -> EmbeddedSpeech:
    return EmbeddedSpeech([Hibari()])


@pytest.fixture(scope="module")
def with_kokoro() -> EmbeddedSpeech:
    found = EmbeddedSpeech.from_settings(Settings.from_environment())
    if len(found.voices()) == 1:
        pytest.skip("the weights of Kokoro are not there")
    return found


def assert_well_timed(piece: Speech) -> None:
    assert " ".join(word.text for word in piece.words) == piece.text
    edges = [edge for word in piece.words for edge in (word.start_ms, word.end_ms)]
    edges += [int(piece.sound.duration_ms)]
    assert edges == sorted(edges) and edges[0] >= 0
    starts = [phoneme.start_ms for phoneme in piece.phonemes]
    assert starts == sorted(starts)
    assert all(0 <= p.start_ms <= p.end_ms <= piece.sound.duration_ms for p in piece.phonemes)


def assert_sounds_well(piece: Speech) -> None:
    samples = piece.sound.samples
    assert piece.sound.rate_hz == RATE_HZ
    assert 0.2 < np.abs(samples).max() < 0.99
    assert abs(samples.mean()) < 0.005
    assert abs(samples[0]) < 0.002 and abs(samples[-1]) < 0.002
    assert 35 < piece.sound.duration_ms / len(piece.phonemes) < 250


@hypothesis_settings(max_examples=60, deadline=None)
@given(ODD_TEXT)
def test_pieces_are_the_text_and_every_word_has_its_time(speech, text):
    found = list(speech.speak(text, speech.voices()[0]))

    assert " ".join(piece.text for piece in found) == " ".join(text.split())
    for piece in found:
        assert_well_timed(piece)


@pytest.mark.parametrize("text", SENTENCES)
def test_speech_is_levelled_and_starts_and_ends_without_a_click(speech, text):
    for piece in speech.speak(text, speech.voices()[0]):
        assert_sounds_well(piece)


def test_words_are_timed_where_they_are_loud(speech):
    piece = next(speech.speak("Stop.", speech.voices()[0]))
    [word] = piece.words

    samples = np.abs(piece.sound.samples)
    loud_ms = np.flatnonzero(samples > 0.05) * 1000 / RATE_HZ
    assert abs(word.start_ms - loud_ms[0]) < 60
    assert abs(word.end_ms - loud_ms[-1]) < 150


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(st.text("aeiorstn", min_size=2, max_size=8), min_size=1, max_size=12))
def test_every_word_of_letters_takes_time(speech, written):
    [piece] = speech.speak(" ".join(written), speech.voices()[0])

    assert all(word.end_ms > word.start_ms for word in piece.words)


def test_a_written_word_is_shown_while_all_of_its_spoken_words_sound(speech):
    piece = next(speech.speak("It costs $5.50 today", speech.voices()[0]))

    lengths = {word.text: word.end_ms - word.start_ms for word in piece.words}
    assert list(lengths) == ["It", "costs", "$5.50", "today"]
    assert lengths["$5.50"] > 2 * lengths["costs"]


def test_what_has_no_sound_loses_no_word(speech):
    [alone] = speech.speak("🙂 ...", speech.voices()[0])
    [beside] = speech.speak("🙂 Hi 👋 !", speech.voices()[0])

    assert (alone.text, alone.phonemes) == ("🙂 ...", ())
    assert alone.sound.duration_ms <= 50
    assert [word.text for word in beside.words] == ["🙂", "Hi", "👋", "!"]
    assert list(speech.speak(" \n", speech.voices()[0])) == []


def test_a_sentence_ends_in_a_longer_pause_than_a_clause(speech):
    def pause_ms(text: str) -> float:
        piece = next(speech.speak(text, speech.voices()[0]))
        loud = np.flatnonzero(np.abs(piece.sound.samples) > 0.005)
        return piece.sound.duration_ms - loud[-1] * 1000 / RATE_HZ

    assert 80 <= pause_ms("Hello there my friend.") <= 170
    assert 30 <= pause_ms("Hello there my friend,") <= 100


def test_long_text_comes_in_bounded_pieces(speech):
    text = "and so we went on and on through the woods " * 60 + "9" * 3000 + " " + "x" * 3000

    found = list(speech.speak(text, speech.voices()[0]))

    assert " ".join(piece.text for piece in found) == text
    assert max(piece.sound.duration_ms for piece in found) < 30_000
    assert len(found) > 5


def test_more_symbols_than_a_model_takes_become_one_sound():
    family = Slow()
    said = EmbeddedSpeech([family])
    family.max_chars = 100_000
    longest = []
    family.render = _recording(family.render, longest)

    [piece] = said.speak("and on " * 200, Voice("slow/one", ""))

    assert len(longest) > 1 and max(longest) <= 400
    assert_well_timed(piece)
    assert piece.words[-1].end_ms > piece.sound.duration_ms - 500


def _recording(render, sizes):
    def recorded(ids, name, options):
        sizes.append(len(ids))
        return render(ids, name, options)

    return recorded


def test_a_pace_makes_speech_longer_and_shorter(speech):
    voice = speech.voices()[0]
    slow, usual, fast = (
        sum(
            said.sound.duration_ms for said in speech.speak(SENTENCES[0], replace(voice, pace=pace))
        )
        for pace in (0.8, 1.0, 1.25)
    )
    assert slow > 1.1 * usual > 1.2 * fast


def test_a_voice_that_is_not_there_is_refused(speech):
    with pytest.raises(ProviderRefused):
        speech.speak("Hi.", replace(speech.voices()[0], id="hibari/nobody"))


def test_without_its_weights_only_the_small_family_speaks(tmp_path):
    settings = Settings.load({"WEIGHTS_DIR": str(tmp_path)})

    found = EmbeddedSpeech.from_settings(settings)

    assert [voice.id for voice in found.voices()] == ["hibari/heart"]


def test_closing_from_another_thread_stops_the_model_at_once():
    family = Slow()
    stream = EmbeddedSpeech([family]).speak("Hello there. And more.", Voice("slow/one", ""))
    family.patient = True
    threading.Timer(0.1, stream.close).start()

    assert list(stream) == []
    stream.close()


def test_silence_is_finished_without_an_error():
    finished = finish(np.zeros(2400, np.float32), ".")

    assert np.abs(finished.sound.samples).max() == 0


@pytest.mark.models
def test_kokoro_speaks_with_every_voice(with_kokoro):
    voices = [voice for voice in with_kokoro.voices() if voice.id.startswith("kokoro/")]

    assert len({voice.label for voice in with_kokoro.voices()}) == len(with_kokoro.voices())
    for voice in voices:
        [piece] = with_kokoro.speak("Hi there.", voice)
        assert_well_timed(piece)
        assert_sounds_well(piece)


@pytest.mark.models
def test_closing_stops_kokoro_within_a_sentence(with_kokoro):
    """It gives nothing; how soon it stops is measured by `benchmarks.parts`."""
    [voice] = [voice for voice in with_kokoro.voices() if voice.id == "kokoro/af_heart"]
    stream = with_kokoro.speak("This is quite a long sentence, " * 3, voice)
    threading.Timer(0.1, stream.close).start()

    assert list(stream) == []
