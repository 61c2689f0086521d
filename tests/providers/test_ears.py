"""The embedded ears on real recordings."""

from __future__ import annotations

import re
from collections.abc import Iterator

import jiwer
import numpy as np
import pytest

from services.contracts import EAR_FRAME_SAMPLES
from services.conversation.listening.segmenter import (
    Paused,
    Started,
    UtteranceEnded,
    UtteranceSegmenter,
)
from services.domain import EAR_RATE_HZ, PauseTolerance, Sound
from services.errors import BadInput, ProviderRefused
from services.providers.transcription.moonshine import Moonshine
from services.providers.turn_end.smart_turn import SmartTurn
from services.providers.voice_activity.silero import Silero
from services.settings import Settings
from tests import speech
from tests.support.patience import wait_until

CHUNK_BYTES = EAR_RATE_HZ // 10 * 2


@pytest.fixture(scope="module")
def moonshine() -> Moonshine:
    return Moonshine.from_settings(Settings.from_environment())


@pytest.fixture(scope="module")
def smart_turn() -> SmartTurn:
    return SmartTurn.from_settings(Settings.from_environment())


def chunks(sound: Sound) -> Iterator[Sound]:
    for start in range(0, len(sound.pcm), CHUNK_BYTES):
        yield Sound(sound.pcm[start : start + CHUNK_BYTES], EAR_RATE_HZ)


def words(text: str) -> str:
    spelt = re.sub(r"[^a-z' ]", " ", text.lower())
    return " ".join(word for word in spelt.split() if word not in {"uh", "um", "ah"})


def final(moonshine: Moonshine, sound: Sound) -> str:
    *partials, last = moonshine.transcribe(chunks(sound), language="en")
    assert last.final
    assert not any(partial.final for partial in partials)
    return last.text


def hear(sound: Sound, probability: float = 0.9) -> list[UtteranceEnded]:
    """The utterances in it, when every pause is judged alike."""
    listener = UtteranceSegmenter(Silero(), PauseTolerance.NORMAL)
    ended: list[UtteranceEnded] = []
    silence = Sound(bytes(EAR_RATE_HZ * 4), EAR_RATE_HZ)
    for chunk in [*chunks(sound), *chunks(silence)]:
        for heard in listener.push(chunk.pcm):
            if isinstance(heard, Paused):
                listener.expect(probability)
            if isinstance(heard, UtteranceEnded):
                ended.append(heard)
    return ended


@pytest.mark.models
def test_short_utterances_are_understood(moonshine):
    said = [words(clip.text) for clip in speech.clips()]
    heard = [words(final(moonshine, clip.sound)) for clip in speech.clips()]
    assert jiwer.wer(said, heard) < 0.1


@pytest.mark.models
@pytest.mark.parametrize("name", ["acoustic", "cold", "cities"])
def test_long_speech_is_understood_to_its_end(moonshine, name):
    clip = speech.clip(name)
    heard = words(final(moonshine, clip.sound))
    assert jiwer.wer(words(clip.text), heard) < 0.15
    assert heard.split()[-1] == clip.text.split()[-1]


@pytest.mark.models
@pytest.mark.parametrize("pause_s", [0.5, 1.1, 2.3])
def test_a_pause_in_the_middle_loses_no_words(moonshine, pause_s):
    first, second = speech.clip("no"), speech.clip("other-way")
    pause = bytes(int(pause_s * EAR_RATE_HZ) * 2)
    sound = Sound(first.sound.pcm + pause + second.sound.pcm, EAR_RATE_HZ)
    assert words(final(moonshine, sound)) == f"{first.text} {second.text}"


@pytest.mark.models
@pytest.mark.parametrize("name", ["city", "forest", "music", "keyboard", "office"])
def test_what_is_not_speech_has_no_words_and_starts_no_turn(moonshine, name):
    sound = speech.clip(name).sound
    assert hear(sound) == []
    assert final(moonshine, sound) == ""


@pytest.mark.models
def test_noise_made_by_machines_has_no_words(moonshine):
    seed = np.random.default_rng(7)
    t = np.arange(4 * EAR_RATE_HZ) / EAR_RATE_HZ
    for samples in (
        np.zeros(4 * EAR_RATE_HZ),
        seed.normal(0, 0.001, len(t)),
        seed.normal(0, 0.1, len(t)),
        0.3 * np.sin(2 * np.pi * 440 * t),
        0.2 * np.sign(np.sin(2 * np.pi * 50 * t)),
    ):
        sound = Sound.from_samples(samples.astype(np.float32), EAR_RATE_HZ)
        assert hear(sound) == []
        assert final(moonshine, sound) == ""
    assert final(moonshine, Sound(b"", EAR_RATE_HZ)) == ""


@pytest.mark.models
def test_partials_come_while_speech_goes_on(moonshine):
    clip = speech.clip("wizard")
    partials: list[str] = []

    def live() -> Iterator[Sound]:
        """Of each second the person hears something before they say the next."""
        for number, chunk in enumerate(chunks(clip.sound), 1):
            yield chunk
            wait_until(lambda due=number // 10: len(partials) >= due)

    for each in moonshine.transcribe(live(), language="en-GB"):
        if not each.final:
            partials.append(each.text)  # noqa: PERF401  the sound waits for each
    assert len(partials) >= 4
    assert len(set(partials)) == len(partials)
    assert partials[-1].lower().startswith("he began a confused complaint")


@pytest.mark.models
def test_other_languages_are_refused(moonshine):
    with pytest.raises(ProviderRefused):
        moonshine.transcribe([], language="de")


@pytest.mark.models
def test_a_pause_divides_utterances():
    assert [len(hear(speech.clip(name).sound)) for name in ("wizard", "six", "elite")] == [1, 1, 1]
    assert len(hear(speech.clip("times").sound, probability=0.1)) == 1


@pytest.mark.models
def test_a_finished_sentence_is_likelier_over_than_half_of_it(smart_turn):
    for name in ("wizard", "elite", "season", "times"):
        sound = hear(speech.clip(name).sound, probability=0.1)[-1].sound
        half = Sound(sound.pcm[: len(sound.pcm) // 4 * 2], EAR_RATE_HZ)
        whole = smart_turn.probability(sound, "")
        assert whole > 0.7
        assert smart_turn.probability(half, "and then the") < smart_turn.probability(half, "")
        assert smart_turn.probability(half, "and then the") < whole


@pytest.mark.models
def test_any_length_can_be_judged(smart_turn):
    for samples in (0, 1, EAR_RATE_HZ, 20 * EAR_RATE_HZ):
        assert 0 <= smart_turn.probability(Sound(bytes(samples * 2), EAR_RATE_HZ), "") <= 1
    with pytest.raises(BadInput):
        smart_turn.probability(Sound(b"", 8000), "")


@pytest.mark.models
def test_speech_is_told_from_silence_by_frames():
    silero = Silero()
    frame_bytes = EAR_FRAME_SAMPLES * 2
    assert max(silero.probability(bytes(frame_bytes)) for _ in range(20)) < 0.2
    pcm = speech.clip("wizard").sound.pcm
    frames = [pcm[at : at + frame_bytes] for at in range(0, len(pcm) - frame_bytes, frame_bytes)]
    assert np.mean([silero.probability(frame) > 0.5 for frame in frames]) > 0.6
    with pytest.raises(BadInput):
        silero.probability(bytes(100))


@pytest.mark.models
def test_started_reaches_back_before_the_first_word():
    pcm = speech.clip("six").sound.pcm
    heard = UtteranceSegmenter(Silero(), PauseTolerance.NORMAL).push(bytes(EAR_RATE_HZ) + pcm)
    started = next(each for each in heard if isinstance(each, Started))
    loudness = np.abs(started.sounds[0].samples)
    assert loudness[:800].max() < 0.1 * loudness.max()
