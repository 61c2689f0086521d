"""The inaudible mark is found where it is, after what happens to sound files, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from services.domain import Sound
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import VOICE, Hibari
from services.security import watermark
from tests.sounds import joined, read_wav, silence, tone, write_wav
from tests.speech import clip
from tests.support.patience import hang_s

SENTENCE = "She bought a bright yellow umbrella, because the forecast promised heavy rain."
KBPS_64 = 0.64
"""As soundfile counts compression, at 24 kHz."""


@pytest.fixture(scope="module")
def spoken() -> Sound:
    [speech] = EmbeddedSpeech([Hibari()]).speak(SENTENCE, VOICE)
    return speech.sound


@pytest.fixture(scope="module")
def marked(spoken: Sound) -> Sound:
    return watermark.marked(spoken)


def as_mp3(sound: Sound) -> tuple[Sound, float]:
    """The sound after MP3, and the kilobits it takes a second."""
    file = BytesIO()
    with soundfile.SoundFile(
        file, "w", sound.rate_hz, 1, "MPEG_LAYER_III", format="MP3",
        bitrate_mode="CONSTANT", compression_level=KBPS_64,
    ) as encoder:  # fmt: skip
        encoder.write(sound.samples)
    size = len(file.getvalue())
    file.seek(0)
    samples, rate_hz = soundfile.read(file, dtype="float32")
    return Sound.from_samples(samples, rate_hz), size * 8 / sound.duration_ms


def at_rate(sound: Sound, rate_hz: int) -> Sound:
    """By cutting or padding the spectrum."""
    count = len(sound.samples) * rate_hz // sound.rate_hz
    spectrum = np.zeros(count // 2 + 1, np.complex128)
    found = np.fft.rfft(sound.samples)[: len(spectrum)]
    spectrum[: len(found)] = found
    samples = np.fft.irfft(spectrum, count) * count / len(sound.samples)
    return Sound.from_samples(samples.astype(np.float32), rate_hz)


def after(sound: Sound, start_ms: int) -> Sound:
    return Sound(sound.pcm[2 * (start_ms * sound.rate_hz // 1000) :], sound.rate_hz)


def test_it_is_found(marked: Sound, spoken: Sound) -> None:
    assert watermark.detect(marked).score > watermark.MARKED + 3
    assert not watermark.detect(spoken).marked


def test_it_cannot_be_heard(marked: Sound, spoken: Sound) -> None:
    assert len(marked.pcm) == len(spoken.pcm)
    whole = len(spoken.samples) // 480 * 480
    speech = spoken.samples[:whole].reshape(-1, 480)
    noise = marked.samples[:whole].reshape(-1, 480) - speech
    loud = (speech**2).mean(axis=1) > 1e-6
    ratios = (speech[loud] ** 2).mean(axis=1) / ((noise[loud] ** 2).mean(axis=1) + 1e-12)
    assert 10 * np.log10(ratios).mean() > 30


def test_it_is_found_after_mp3(marked: Sound) -> None:
    heard, kbps = as_mp3(marked)
    assert kbps < 70
    assert watermark.detect(heard).marked


def test_it_is_found_after_another_rate(marked: Sound) -> None:
    assert watermark.detect(at_rate(marked, 16_000)).marked
    assert watermark.detect(at_rate(at_rate(marked, 16_000), 24_000)).marked
    assert watermark.detect(at_rate(marked, 44_100)).marked


def test_it_is_found_without_the_beginning_and_after_mp3(marked: Sound) -> None:
    assert watermark.detect(as_mp3(after(marked, 777))[0]).marked


def test_it_is_found_in_a_part_of_a_recording(marked: Sound) -> None:
    person = at_rate(clip("beckett").sound, marked.rate_hz)
    assert watermark.detect(joined([person, marked, person])).marked


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 44_100])
def test_sound_of_any_rate_can_be_marked(rate_hz: int) -> None:
    sound = at_rate(clip("wizard").sound, rate_hz)
    assert watermark.detect(watermark.marked(sound)).marked
    assert not watermark.detect(sound).marked


@pytest.mark.parametrize("name", ["wizard", "elite", "times", "music", "keyboard", "office"])
def test_it_is_not_found_where_it_is_not(name: str) -> None:
    assert watermark.detect(clip(name).sound).score < watermark.MARKED - 1


@pytest.mark.parametrize("sound", [silence(0), silence(3000), tone(3000), silence(3)])
def test_silence_and_tones_hold_nothing(sound: Sound) -> None:
    assert not watermark.detect(sound).marked
    assert len(watermark.marked(sound).pcm) == len(sound.pcm)


def test_sound_that_has_no_room_for_it_holds_nothing() -> None:
    assert watermark.detect(at_rate(clip("wizard").sound, 2_000)).score == 0


def test_pieces_of_speech_are_marked_one_by_one(spoken: Sound) -> None:
    half = len(spoken.pcm) // 4 * 2
    pieces = [Sound(part, spoken.rate_hz) for part in (spoken.pcm[:half], spoken.pcm[half:])]
    assert watermark.detect(joined([watermark.marked(piece) for piece in pieces])).marked


def test_the_command_says_so(
    tmp_path: Path, marked: Sound, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "speech.wav"
    write_wav(path, marked)
    assert read_wav(path) == marked
    assert watermark.main([str(path)]) == 0
    assert "holds the mark" in capsys.readouterr().out
    write_wav(path, clip("wizard").sound)
    assert watermark.main([str(path)]) == 1
    path.write_text("no sound")
    assert watermark.main([str(path)]) == 2
    assert watermark.main([str(tmp_path / "absent.wav")]) == 2


def test_the_command_runs(tmp_path: Path, marked: Sound) -> None:
    path = tmp_path / "speech.mp3"
    soundfile.write(path, marked.samples, marked.rate_hz)
    command = [sys.executable, "-m", "services.security.watermark", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=hang_s(60))
    assert ran.returncode == 0
    assert "holds the mark" in ran.stdout
