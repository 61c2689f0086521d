"""Recordings: what is taken, what is refused, and what becomes of them."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings

from services.domain import EAR_RATE_HZ, Sound
from services.errors import BadInput, CompanionError
from services.providers.voice_activity.silero import Silero
from services.providers.voice_activity.stub import StubVoiceActivity
from services.web.media.sounds import MAX_S, VOICE_RATE_HZ, at_rate, sound_from
from services.web.media.voice_samples import WANTED_RMS, judged
from tests import speech
from tests.sounds import joined, silence, tone
from tests.web.damage import damaged


def encoded(samples: np.ndarray, rate_hz: int = 16_000, kind: str = "WAV", **options: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format=kind, **options)
    return file.getvalue()


def sine(frequency_hz: int, rate_hz: int, seconds: float = 9.3) -> np.ndarray:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.float32(0.5 * np.sin(2 * np.pi * frequency_hz * time_s))


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_any_rate_becomes_one_of_two(rate_hz: int) -> None:
    sound = sound_from(encoded(sine(1000, rate_hz), rate_hz))
    assert sound.rate_hz == (VOICE_RATE_HZ if rate_hz >= VOICE_RATE_HZ else EAR_RATE_HZ)
    wanted = sine(1000, sound.rate_hz)
    inside = slice(sound.rate_hz // 10, -sound.rate_hz // 10)
    assert np.abs(sound.samples - wanted)[inside].max() < 0.01


def test_what_a_lower_rate_cannot_hold_is_not_folded_down() -> None:
    assert np.abs(at_rate(sine(11_000, 48_000), 48_000, 16_000))[2000:-2000].max() < 0.001


@pytest.mark.parametrize(
    ("kind", "options"),
    [("WAV", {}), ("WAV", {"subtype": "FLOAT"}), ("FLAC", {}), ("OGG", {"subtype": "VORBIS"}),
     ("OGG", {"subtype": "OPUS"}), ("MP3", {})],
)  # fmt: skip
def test_a_recording_is_told_by_its_content(kind: str, options: dict[str, str]) -> None:
    both = np.stack([sine(440, 48_000, 2), np.zeros(96_000)], axis=1)
    sound = sound_from(encoded(both, 48_000, kind, **options))
    assert sound.duration_ms == pytest.approx(2000, abs=60)
    assert np.abs(sound.samples[4800:-9600]).max() == pytest.approx(0.25, abs=0.03)


def filmed(kind: str, codec: str, *, heard: bool = True) -> bytes:
    """Two seconds of a film as a phone or a browser records it: a tone and a grey picture."""
    made = io.BytesIO()
    with av.open(made, "w", format=kind) as film:
        picture = film.add_stream("vp8" if kind == "webm" else "mpeg4", rate=5)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound = film.add_stream(codec, rate=48_000, layout="mono") if heard else None
        for number in range(10):
            image = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 128, np.uint8), format="rgb24")
            image.pts = number
            film.mux(picture.encode(image))
        film.mux(picture.encode(None))
        if sound:
            tones = av.AudioFrame.from_ndarray(sine(440, 48_000, 2)[np.newaxis], "flt", "mono")
            tones.sample_rate = 48_000
            film.mux(sound.encode(tones))
            film.mux(sound.encode(None))
    return made.getvalue()


@pytest.mark.parametrize(("kind", "codec"), [("mp4", "aac"), ("mov", "aac"), ("webm", "libopus")])
def test_of_a_film_the_sound_is_taken(kind: str, codec: str) -> None:
    sound = sound_from(filmed(kind, codec))
    assert (sound.rate_hz, sound.duration_ms) == (VOICE_RATE_HZ, pytest.approx(2000, abs=60))
    assert np.sqrt(np.mean(sound.samples**2)) == pytest.approx(0.5 / np.sqrt(2), abs=0.02)


def test_a_silent_film_is_refused() -> None:
    assert refusal(filmed("mp4", "", heard=False)) == "unsupported_file"


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"ID3\4\0\0\0\0\0\0#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n",
    ],
)
def test_a_list_of_other_files_opens_none(content: bytes) -> None:
    assert refusal(content) in ("unsupported_file", "broken_sound")


def refusal(content: bytes) -> str:
    with pytest.raises(CompanionError) as caught:
        sound_from(content)
    return caught.value.code


def test_what_is_no_recording_is_refused_with_its_reason() -> None:
    whole = encoded(sine(440, 16_000))
    assert refusal(b"") == "empty_file"
    assert refusal(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == "unsupported_file"
    assert refusal(b"\x1aE\xdf\xa3webm") == "broken_sound"
    assert refusal(b"RIFF\0\0\0\0WAVEfmt ") == "broken_sound"
    assert refusal(whole[:44]) == "broken_sound"
    assert refusal(encoded(sine(440, 4_000), 4_000)) == "unsupported_file"
    assert refusal(encoded(np.zeros((100, 9)))) == "unsupported_file"
    assert refusal(encoded(np.zeros(8_000 * (MAX_S + 1)), 8_000, "FLAC")) == "too_long"


SMALL = [encoded(sine(440, 8_000, 0.2), 8_000, kind) for kind in ("WAV", "FLAC", "OGG", "MP3")]


@settings(max_examples=200)
@given(damaged(SMALL))
def test_any_damage_is_bad_input_and_nothing_else(content: bytes) -> None:
    try:
        sound = sound_from(content)
    except BadInput:
        return
    assert np.isfinite(sound.samples).all()


def verdict(sound: Sound, activity: type = StubVoiceActivity) -> str:
    try:
        judged(sound, activity)
    except BadInput as error:
        return error.code
    return "good"


def louder(sound: Sound, gain: float) -> Sound:
    return Sound.from_samples(np.clip(sound.samples * gain, -1, 1), sound.rate_hz)


def test_a_sample_has_enough_speech_and_not_too_much() -> None:
    assert verdict(tone(16_000)) == "good"
    assert verdict(tone(16_000, VOICE_RATE_HZ)) == "good"
    assert verdict(joined([tone(13_000), silence(20_000)])) == "too_short"
    assert verdict(tone(185_000)) == "too_long"
    assert verdict(silence(20_000)) == "too_quiet"
    assert verdict(silence(10)) == "too_quiet"


def test_real_speech_is_judged_by_its_level() -> None:
    said = speech.clip("acoustic").sound
    assert verdict(said, Silero) == "good"
    assert verdict(louder(said, 0.05), Silero) == "too_quiet"
    assert verdict(louder(said, 6), Silero) == "clipped"
    assert verdict(speech.clip("wizard").sound, Silero) == "too_short"
    assert verdict(speech.clip("music").sound, Silero) == "no_speech"


def test_a_sample_is_brought_to_a_good_level() -> None:
    sample = judged(louder(speech.clip("cities").sound, 0.6), Silero)
    assert sample.speech_s == pytest.approx(33, abs=2)
    loud = sample.sound.samples[np.abs(sample.sound.samples) > 0.01]
    assert float(np.sqrt(np.mean(loud**2))) == pytest.approx(WANTED_RMS, rel=0.4)
