import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain import Sound, Speech, Timed, Voice
from services.engine import weights
from services.errors import ProviderUnavailable
from services.providers.alignment.cepstra import cepstra
from services.providers.alignment.embedded import EmbeddedAligner
from services.providers.alignment.warp import warp
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import VOICE, Hibari
from services.providers.speech.kokoro import Kokoro
from services.providers.stub_stream import StubStream
from services.providers.wrappers.aligned import WithTimes
from services.settings import Settings

TEXT = "Could you please move the blue box above the window?"


@pytest.fixture(scope="module")
def aligner() -> EmbeddedAligner:
    return EmbeddedAligner()


@pytest.fixture(scope="module")
def voice() -> EmbeddedSpeech:
    return EmbeddedSpeech([Hibari()])


@pytest.fixture(scope="module")
def said(voice) -> Speech:
    (said,) = voice.speak(TEXT, VOICE)
    return said


def paced(sound: Sound, edges: list[tuple[float, float]], rate_hz: int) -> Sound:
    """The sound at another rate and pace: each (time, new time) is an edge, in seconds."""
    before, after = zip(*edges, strict=True)
    times = np.interp(np.arange(int(after[-1] * rate_hz)) / rate_hz, after, before)
    samples = np.interp(times * sound.rate_hz, np.arange(len(sound.samples)), sound.samples)
    return Sound.from_samples(samples.astype(np.float32), rate_hz)


def errors_ms(expected: tuple[Timed, ...], found: tuple[Timed, ...]) -> list[int]:
    assert [one.text for one in expected] == [one.text for one in found]
    return [abs(a.start_ms - b.start_ms) for a, b in zip(expected, found, strict=True)]


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100])
def test_times_are_found_at_another_rate_and_pace(aligner, said, rate_hz):
    length_s = said.sound.duration_ms / 1000
    edges = [(0, 0), (0.9, 1.05), (1.8, 1.8), (length_s, length_s + 0.2)]
    before, after = zip(*edges, strict=True)
    moved = [
        Timed(
            *(int(1000 * np.interp(t / 1000, before, after)) for t in (p.start_ms, p.end_ms)),
            p.text,
        )
        for p in said.phonemes
    ]

    found = aligner.align(TEXT, paced(said.sound, edges, rate_hz))

    assert np.median(errors_ms(tuple(moved), found.phonemes)) <= 15
    assert " ".join(word.text for word in found.words) == found.text == TEXT


def test_silence_and_noise_around_the_words_do_not_move_them(aligner, said):
    rng = np.random.default_rng(1)
    quiet = np.zeros(24_000 * 6 // 10, np.float32)
    samples = 0.3 * np.concatenate([quiet, said.sound.samples, quiet])
    noisy = samples + rng.normal(0, 0.0005, len(samples)).astype(np.float32)

    found = aligner.align(TEXT, Sound.from_samples(noisy, 24_000))

    moved = tuple(Timed(p.start_ms + 600, p.end_ms + 600, p.text) for p in said.phonemes)
    assert np.percentile(errors_ms(moved, found.phonemes), 95) <= 20


@pytest.mark.models
def test_times_are_found_in_a_voice_of_another_family(aligner):
    folder = Settings.from_environment().weights_dir
    model = weights.folder(folder, "kokoro-82m-int8") / "model.onnx"
    voices = EmbeddedSpeech([Kokoro(model, weights.folder(folder, "kokoro-voices"))])
    (said,) = voices.speak(TEXT, Voice("kokoro/am_puck", ""))

    found = aligner.align(TEXT, said.sound)

    assert np.median(errors_ms(said.phonemes, found.phonemes)) <= 15
    assert np.percentile(errors_ms(said.phonemes, found.phonemes), 95) <= 60


def test_several_sentences_follow_each_other(aligner, voice):
    text = f"{TEXT} Yes. {TEXT}"
    sounds = [piece.sound.pcm for piece in voice.speak(text, VOICE)]
    assert len(sounds) > 1

    found = aligner.align(text, Sound(b"".join(sounds), 24_000))

    starts = [phoneme.start_ms for phoneme in found.phonemes]
    assert starts == sorted(starts)
    assert found.text == text
    assert found.words[-1].start_ms > 0.8 * found.sound.duration_ms


@pytest.mark.parametrize(
    ("text", "sound"),
    [("", Sound(bytes(48_000), 24_000)), ("🙂 …", Sound(bytes(48_000), 24_000)),
     (TEXT, Sound(b"", 24_000)), (TEXT, Sound(bytes(20), 24_000)),
     (TEXT, Sound(bytes(48_000), 24_000))],
)  # fmt: skip
def test_what_cannot_be_aligned_keeps_its_words_within_the_sound(aligner, text, sound):
    found = aligner.align(text, sound)

    assert found.sound is sound
    assert [word.text for word in found.words] == text.split()
    assert all(
        0 <= t.start_ms <= t.end_ms <= sound.duration_ms for t in (*found.words, *found.phonemes)
    )


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_a_warp_goes_forward_within_both(first, second, seed):
    rng = np.random.default_rng(seed)
    frames = [rng.normal(size=(count, 4)).astype(np.float32) for count in (first, second)]

    warped = warp(*frames)

    assert warped.shape == (first,)
    assert np.all(np.diff(warped) >= 0)
    assert warped[0] >= 0
    assert warped[-1] <= second - 1


def test_a_warp_of_a_sound_with_itself_is_even():
    frames = np.random.default_rng(2).normal(size=(80, 6)).astype(np.float32)

    assert np.abs(warp(frames, frames) - np.arange(80)).max() <= 1


def test_loudness_does_not_change_what_a_sound_is_like(said):
    samples = said.sound.samples

    assert np.allclose(cepstra(samples, 24_000, 10), cepstra(0.2 * samples, 24_000, 10), atol=0.01)


class Untimed:
    """A vendor that gives sound and nothing else."""

    name = "untimed"

    def __init__(self, *pieces: Speech) -> None:
        self.pieces = pieces

    def voices(self):
        return [Voice("untimed/one", "One")]

    def speak(self, text, voice):
        self.stream = StubStream(iter(self.pieces))
        return self.stream


def test_only_speech_without_times_is_aligned(aligner, said):
    bare = Speech(TEXT, said.sound)
    timed = Speech("oh", said.sound, characters=(Timed(0, 100, "o"), Timed(100, 200, "h")))
    vendor = Untimed(bare, said, timed)
    speech = WithTimes(vendor, aligner)

    found = list(speech.speak(TEXT, speech.voices()[0]))

    assert np.median(errors_ms(said.phonemes, found[0].phonemes)) <= 10
    assert found[1:] == [said, timed]
    assert speech.name == "untimed"


def test_closing_aligned_speech_closes_the_vendors(aligner, said):
    vendor = Untimed(said, said)
    stream = WithTimes(vendor, aligner).speak(TEXT, VOICE)
    next(stream)

    stream.close()

    assert list(vendor.stream) == []


def test_what_the_aligner_cannot_read_keeps_the_vendors_own_words(aligner, said):
    words = (Timed(0, 700, "こんにちは"),)
    bare = Speech("こんにちは", said.sound, words=words)

    assert list(WithTimes(Untimed(bare), aligner).speak(bare.text, VOICE)) == [bare]


class Broken:
    name = "broken"

    def align(self, text, sound):
        raise ProviderUnavailable("no engine", provider="broken")


def test_speech_goes_on_without_times_when_nothing_can_align(said):
    bare = Speech(TEXT, said.sound)

    assert list(WithTimes(Untimed(bare), Broken()).speak(TEXT, VOICE)) == [bare]
