"""Frames between the web process and an engine: a length, then msgpack.

Only our own nouns and errors cross, besides plain values, so neither side can be made to build
anything else.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, NamedTuple

import msgpack
import numpy as np

from services import domain, errors
from services.errors import CompanionError, Interrupted, ProviderUnavailable, TooLarge

MAX_BYTES = 64 << 20
LENGTH = struct.Struct(">I")

DATACLASSES: dict[str, Any] = {
    name: each for name, each in vars(domain).items() if is_dataclass(each)
}
ENUMS = {
    name: each
    for name, each in vars(domain).items()
    if isinstance(each, type)
    and issubclass(each, Enum)
    and each.__module__.startswith(domain.__name__)
}
ERRORS = {
    name: each
    for name, each in vars(errors).items()
    if isinstance(each, type) and issubclass(each, CompanionError | Interrupted)
}
DATACLASS, ENUM, ERROR, TUPLE = 1, 2, 3, 4


class Frame(NamedTuple):
    """One message of the conversation with an engine."""

    kind: str
    request: int
    """Number of the request it belongs to; 0 for none."""
    body: Any = None


def encode(frame: Frame) -> bytes:
    """The frame with its length in front.

    Raises `ProviderUnavailable` naming a type that may not cross, `TooLarge` above the bound.
    """
    try:
        packed = _pack(tuple(frame))
    except (TypeError, ValueError, OverflowError) as exc:
        raise ProviderUnavailable(f"cannot cross to or from an engine: {exc}") from exc
    if len(packed) > MAX_BYTES:
        raise TooLarge(f"a frame of {len(packed) >> 20} MB, of at most {MAX_BYTES >> 20}")
    return LENGTH.pack(len(packed)) + packed


def receive(read: Callable[[int], bytes]) -> Frame | None:
    """The next frame from something like ``socket.recv``, None at the end. Blocks.

    Raises `ProviderUnavailable` when what comes is not a frame.
    """
    head = _exactly(read, LENGTH.size)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    if length > MAX_BYTES:
        raise ProviderUnavailable(f"a frame of {length} bytes was announced")
    packed = _exactly(read, length)
    return None if packed is None else decode(packed)


def decode(packed: bytes) -> Frame:
    """The frame in these bytes. Raises `ProviderUnavailable` when there is none."""
    try:
        return Frame(*_unpack(packed))
    except (ValueError, TypeError, KeyError, msgpack.UnpackException) as exc:
        raise ProviderUnavailable(f"not a frame: {exc!r}") from exc


def _exactly(read: Callable[[int], bytes], count: int) -> bytes | None:
    chunks = []
    while count:
        chunk = read(min(count, 1 << 20))
        if not chunk:
            return None
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)


def _pack(value: Any) -> bytes:
    packed: bytes = msgpack.packb(value, default=_outgoing, strict_types=True)
    return packed


def _unpack(packed: bytes) -> Any:
    return msgpack.unpackb(packed, ext_hook=_incoming, strict_map_key=False)


def _outgoing(value: Any) -> Any:
    """What stands for a value that msgpack does not know."""
    name = type(value).__name__
    if isinstance(value, tuple):
        return msgpack.ExtType(TUPLE, _pack(list(value)))
    if type(value) is DATACLASSES.get(name):
        row = {field.name: getattr(value, field.name) for field in fields(value)}
        return msgpack.ExtType(DATACLASS, _pack([name, row]))
    if type(value) is ENUMS.get(name):
        return msgpack.ExtType(ENUM, _pack([name, value.value]))
    if type(value) is ERRORS.get(name):
        return msgpack.ExtType(ERROR, _pack([name, list(value.args), vars(value)]))
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__module__}.{name}")


def _incoming(code: int, packed: bytes) -> Any:
    return INCOMING[code](*_unpack(packed)) if code != TUPLE else tuple(_unpack(packed))


def _error(name: str, args: list[Any], attributes: dict[str, Any]) -> Exception:
    error = ERRORS[name](*args)
    vars(error).update(attributes)
    return error


INCOMING: dict[int, Callable[..., Any]] = {
    DATACLASS: lambda name, row: DATACLASSES[name](**row),
    ENUM: lambda name, value: ENUMS[name](value),
    ERROR: _error,
}
