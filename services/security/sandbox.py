"""Files from strangers are decoded in a process that can do little else.

``python -m services.security.sandbox MODULE:FUNCTION`` is that process: it reads a file from its
input, calls the function, and writes what comes of it. It has no secret in its environment, opens
no file for writing, and ends when it takes too long or too much memory.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import astuple
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import msgpack

from services.errors import BadInput, CompanionError

ROOT = Path(__file__).resolve().parents[2]
CPU_S = 10
WALL_S = 20
MEMORY_BYTES = 1536 * 1024 * 1024
"""Of addresses, of which libraries take most: a decoded picture or recording has some 200 MB."""
MAX_FILES = 64
AT_ONCE = threading.BoundedSemaphore(2)
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

Result = TypeVar("Result")


class TooDemanding(BadInput):
    """That file takes too much time or memory to open."""

    code = "too_demanding"
    http_status = 422


def apart(function: Callable[[bytes], Result], kind: type[Result]) -> Callable[[bytes], Result]:
    """The same function of bytes, run in a process of its own.

    ``kind`` is the dataclass that it returns, of fields that msgpack knows. The `BadInput` that it
    raises there is raised here; a process that is ended raises `TooDemanding`.
    """
    name = _name(function)

    def run(content: bytes) -> Result:
        with AT_ONCE:
            answer = _answer(name, content)
        if "error" in answer:
            raise _errors()[answer["error"]](answer["detail"])
        return kind(*answer["result"])

    return run


def _answer(name: str, content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-s", "-E", "-m", __name__, name]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        written, said = process.communicate(content, timeout=WALL_S)
    except subprocess.TimeoutExpired as exc:
        raise TooDemanding(f"{name} took more than {WALL_S} s") from exc
    finally:
        process.kill()
        process.wait()
    if process.returncode < 0 or b"MemoryError" in said[-200:]:
        raise TooDemanding(f"{name} was ended: {process.returncode}")
    if process.returncode:
        raise CompanionError(f"{name} failed: {said[-2000:].decode(errors='replace')}")
    answer: dict[str, Any] = msgpack.unpackb(written)
    return answer


def _errors() -> dict[str, type[BadInput]]:
    def kinds(kind: type[BadInput]) -> Iterator[type[BadInput]]:
        yield kind
        for each in kind.__subclasses__():
            yield from kinds(each)

    return {_name(kind): kind for kind in kinds(BadInput)}


def _name(thing: Callable[..., object]) -> str:
    return f"{thing.__module__}:{thing.__qualname__}"


def main() -> None:
    """Read, decode, write."""
    content = sys.stdin.buffer.read()
    module, _, function = sys.argv[1].partition(":")
    decode = getattr(import_module(module), function)
    _give_up_power()
    try:
        answer: dict[str, object] = {"result": astuple(decode(content))}
    except BadInput as error:
        answer = {"error": _name(type(error)), "detail": error.detail}
    sys.stdout.buffer.write(msgpack.packb(answer))


def _give_up_power() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, MAX_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
