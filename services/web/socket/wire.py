"""Events from the browser, parsed. Whatever is wrong with one raises `BadInput`, nothing else."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.domain import EAR_RATE_HZ, Picture, Utterance
from services.errors import BadInput, TooLarge

MAX_TEXT_CHARS = 4000
MAX_PICTURE_BYTES = 1_000_000
MAX_CHUNK_MS = 1000
MAX_NUMBER = 10**9
MODEL_CHARS = 200
MAX_ECHO_MS = 10_000
SOURCES = ("typed", "browser")
WRITTEN_TEXT = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT_CHARS}
WRITTEN_MESSAGE = {
    "anyOf": [
        WRITTEN_TEXT,
        {
            "type": "object",
            "required": ["text"],
            "properties": {
                "text": WRITTEN_TEXT,
                "source": {"enum": [*SOURCES, "", None]},
                "picture": {"type": "null"},
                "audio": {"type": "boolean"},
            },
        },
    ]
}
"""JSON Schema of what `user_message` takes as JSON, which holds no picture."""


@dataclass(frozen=True, slots=True)
class CallStart:
    companion: str = ""
    language: str = "en"
    off_the_record: bool = False
    echo_ms: int = 0
    """How late the companion's sound comes back into the microphone."""
    call: str = ""
    """The call to resume, after a lost connection."""
    model: str = ""
    """One of `AutoModel` or the id of a `Model`; empty for what the person chose for all calls."""
    greet: bool = False
    """Whether the companion is to speak first."""
    time_zone: str = ""
    """Of the browser, by its IANA name; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class ChooseModel:
    model: str


@dataclass(frozen=True, slots=True)
class Audio:
    chunk: bytes
    """PCM16LE mono at 16 kHz."""


@dataclass(frozen=True, slots=True)
class UserMessage:
    utterance: Utterance
    audio: bool = False
    """Whether a program without a call wants the answer as sound too."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    turn: int
    heard_ms: int


@dataclass(frozen=True, slots=True)
class Playback:
    turn: int
    segment: int
    heard_ms: int
    done: bool


@dataclass(frozen=True, slots=True)
class StudioFace:
    on: bool


def call_start(payload: Any) -> CallStart:
    fields = _fields(payload if payload is not None else {})
    return CallStart(
        companion=_text(fields, "companion", limit=100),
        language=_text(fields, "language", limit=20) or "en",
        off_the_record=_flag(fields, "off_the_record"),
        echo_ms=_number(fields, "echo_ms", default=0, limit=MAX_ECHO_MS),
        call=_text(fields, "call", limit=100),
        model=_text(fields, "model", limit=MODEL_CHARS),
        greet=_flag(fields, "greet"),
        time_zone=_text(_fields(fields.get("client") or {}), "time_zone", limit=64),
    )


def audio(payload: Any) -> Audio:
    chunk = _binary(payload, "audio")
    if not chunk or len(chunk) % 2:
        raise BadInput("Audio must be whole 16-bit samples.")
    if len(chunk) > MAX_CHUNK_MS * EAR_RATE_HZ * 2 // 1000:
        raise TooLarge(f"Send at most {MAX_CHUNK_MS} ms of audio at a time.")
    return Audio(chunk)


def video_frame(payload: Any) -> Picture:
    fields = _fields(payload)
    source = _text(fields, "source", limit=20) or "camera"
    if source not in ("camera", "screen"):
        raise BadInput("source must be camera or screen.")
    jpeg = (
        fields["jpeg"] if "jpeg" in fields else _from_data_url(_text(fields, "frame", limit=None))
    )
    return Picture(
        _jpeg(jpeg),
        width_px=_number(fields, "width", default=0),
        height_px=_number(fields, "height", default=0),
        taken_ms=_number(fields, "taken_ms", default=0, limit=10**15),
        source=source,
    )


def choose_model(payload: Any) -> ChooseModel:
    model = _text(_fields(payload), "model", limit=MODEL_CHARS)
    if not model:
        raise BadInput("model is missing.")
    return ChooseModel(model)


def look_away(payload: Any) -> None:
    _fields(payload if payload is not None else {})


def user_message(payload: Any) -> UserMessage:
    fields = _fields({"text": payload} if isinstance(payload, str) else payload)
    source = _text(fields, "source", limit=20) or "typed"
    if source not in SOURCES:
        raise BadInput("source must be typed or browser.")
    text = " ".join(_text(fields, "text", limit=MAX_TEXT_CHARS).split())
    if not text:
        raise BadInput("text is empty.")
    picture = fields.get("picture")
    return UserMessage(
        Utterance(
            source,
            text,
            picture=None if picture is None else Picture(_jpeg(picture), 0, 0, 0, "upload"),
        ),
        audio=_flag(fields, "audio"),
    )


def interrupt(payload: Any) -> Interrupt:
    fields = _fields(payload)
    return Interrupt(_number(fields, "turn"), _number(fields, "heard_ms", default=0))


def playback(payload: Any) -> Playback:
    fields = _fields(payload)
    return Playback(
        _number(fields, "turn"),
        _number(fields, "segment"),
        _number(fields, "heard_ms"),
        _flag(fields, "done"),
    )


def studio_face(payload: Any) -> StudioFace:
    return StudioFace(_flag(_fields(payload), "on"))


def call_end(payload: Any) -> None:
    _fields(payload if payload is not None else {})


EVENTS: dict[str, Callable[[Any], Any]] = {
    "call_start": call_start,
    "audio": audio,
    "video_frame": video_frame,
    "look_away": look_away,
    "choose_model": choose_model,
    "user_message": user_message,
    "interrupt": interrupt,
    "playback": playback,
    "studio_face": studio_face,
    "call_end": call_end,
}


def _fields(payload: Any) -> dict[str, Any]:
    if not isinstance(payload, dict):
        raise BadInput("The message must be an object.")
    return payload


def _text(fields: dict[str, Any], name: str, *, limit: int | None) -> str:
    """Half a character, as a browser sends of an emoji that was cut, becomes U+FFFD."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{name} must be text.")
    if limit is not None and len(value) > limit:
        raise TooLarge(f"{name} may have at most {limit} characters.")
    if "\0" in value:
        raise BadInput(f"{name} must not hold NUL, which no database keeps.")
    if value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _flag(fields: dict[str, Any], name: str) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise BadInput(f"{name} must be true or false.")
    return value


def _number(
    fields: dict[str, Any], name: str, *, default: int | None = None, limit: int = MAX_NUMBER
) -> int:
    """A whole number of at least zero; fractions are rounded."""
    value = fields.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{name} must be a number.")
    if not math.isfinite(value) or not 0 <= value <= limit:
        raise BadInput(f"{name} must be between 0 and {limit}.")
    return round(value)


def _binary(value: Any, name: str) -> bytes:
    if not isinstance(value, bytes | bytearray):
        raise BadInput(f"{name} must be binary.")
    return bytes(value)


def _jpeg(value: Any) -> bytes:
    jpeg = _binary(value, "The picture")
    if len(jpeg) > MAX_PICTURE_BYTES:
        raise TooLarge(f"A picture may have at most {MAX_PICTURE_BYTES} bytes.")
    if not jpeg.startswith(b"\xff\xd8\xff"):
        raise BadInput("The picture must be a JPEG.")
    return jpeg


def _from_data_url(text: str) -> bytes:
    head, _, body = text.partition(",")
    if head != "data:image/jpeg;base64":
        raise BadInput("frame must be a JPEG as a data URL.")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise BadInput("frame is not valid base64.") from exc
