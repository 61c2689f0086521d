"""What decodes strangers' files can do little else."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from services.domain import Sound
from services.errors import BadInput, CompanionError, UnsupportedFile
from services.security.sandbox import TooDemanding, apart
from services.web.media.pictures import BrokenPicture, Portrait, portrait_from
from services.web.media.sounds import sound_from
from tests.web.conftest import picture


@dataclass(frozen=True)
class Told:
    text: str


def name_of_process(content: bytes) -> Told:
    return Told(str(os.getpid()))


def all_it_knows(content: bytes) -> Told:
    return Told(repr(dict(os.environ)))


def refuse(content: bytes) -> Told:
    raise UnsupportedFile("only poems")


def fail(content: bytes) -> Told:
    raise RuntimeError("a bug")


def take_memory(content: bytes) -> Told:
    return Told(str(len(bytearray(8_000_000_000))))


def crash(content: bytes) -> Told:
    os.abort()


def write(content: bytes) -> Told:
    path = Path(content.decode())
    try:
        path.write_bytes(b"x" * 10)
    except OSError:
        return Told("refused")
    return Told("written")


def test_it_is_another_process() -> None:
    assert apart(name_of_process, Told)(b"").text != str(os.getpid())


def test_it_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "top secret")
    assert "top secret" not in apart(all_it_knows, Told)(b"").text


def test_what_it_refuses_is_refused_here() -> None:
    with pytest.raises(UnsupportedFile, match="only poems"):
        apart(refuse, Told)(b"")


def test_a_bug_there_is_an_error_here() -> None:
    with pytest.raises(CompanionError, match="a bug") as raised:
        apart(fail, Told)(b"")
    assert not isinstance(raised.value, BadInput)


@pytest.mark.parametrize("function", [take_memory, crash])
def test_what_demands_too_much_is_ended(function: object) -> None:
    with pytest.raises(TooDemanding):
        apart(function, Told)(b"")  # type: ignore[arg-type]


def test_it_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert apart(write, Told)(str(path).encode()).text == "refused"
    assert not path.exists() or path.read_bytes() == b""


def test_pictures_and_recordings_come_out_the_same() -> None:
    content = picture()
    assert apart(portrait_from, Portrait)(content) == portrait_from(content)
    file = io.BytesIO()
    tone = np.sin(np.arange(48_000) / 20).astype(np.float32) / 2
    soundfile.write(file, tone, 24_000, format="FLAC")
    assert apart(sound_from, Sound)(file.getvalue()) == sound_from(file.getvalue())
    with pytest.raises(BrokenPicture):
        apart(portrait_from, Portrait)(content[:-100])
