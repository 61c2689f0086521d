"""Log lines: whole, in order, with their fields, and without secrets."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextvars import Context

import pytest

from services import logs
from services.logs import JsonFormatter, LineFormatter, TextFormatter, Writer
from tests.support.patience import hang_s

SECRET = 'kräy"key-123'


def record(message: str = "engine started", **fields: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "services.x", "levelname": "INFO", "msg": message})
    vars(made).update(fields)
    return made


def entry(**fields: object) -> dict[str, object]:
    made: dict[str, object] = json.loads(JsonFormatter([SECRET]).format(record(**fields)))
    return made


def test_json_is_one_line_of_fields_and_context() -> None:
    with logs.fields(call="c1", turn=3), logs.fields(room="think"):
        line = entry(ms=12, first=True, text="two\nlines")
    assert {name: line[name] for name in ("message", "call", "turn", "room", "ms", "first")} == {
        "message": "engine started",
        "call": "c1",
        "turn": 3,
        "room": "think",
        "ms": 12,
        "first": True,
    }
    assert "\n" not in JsonFormatter([]).format(record(text="two\nlines"))
    assert "call" not in entry()


def test_text_is_one_line_however_hostile_its_fields() -> None:
    hostile = record(path="/a b", forged="x\n12:00 ERROR y", ok="plain")
    line = Context().run(TextFormatter([]).format, hostile)
    assert line.endswith(
        r'services.x engine started path="/a b" forged="x\n12:00 ERROR y" ok=plain'
    )
    assert "\n" not in TextFormatter([]).format(record("told\nsomething"))


@pytest.mark.parametrize("formatter", [TextFormatter([SECRET]), JsonFormatter([SECRET])])
def test_a_secret_shows_nowhere(formatter: LineFormatter) -> None:
    try:
        raise ValueError(f"refused {SECRET}")
    except ValueError:
        line = formatter.format(record(f"key {SECRET}", key=SECRET, exc_info=sys.exc_info()))
    assert "key-123" not in line
    assert line.count(logs.HIDDEN) == 3
    assert "ValueError" in line


def test_sound_and_pictures_are_only_counted() -> None:
    assert entry(sound=b"\x00\x01" * 8)["sound"] == "<16 bytes>"


def test_context_ends_with_its_block_even_in_a_closed_generator() -> None:
    def talk() -> Iterator[None]:
        with logs.fields(room="speak"):
            yield

    talking = talk()
    next(talking)
    closer = threading.Thread(target=talking.close)
    closer.start()
    closer.join()
    talking.close()
    with logs.fields(call="c1"):
        pass
    assert entry().get("call") is None


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


def logger_of(writer: Writer) -> logging.Logger:
    writer.setFormatter(TextFormatter([]))
    logger = logging.Logger("test", logging.INFO)
    logger.addHandler(writer)
    return logger


def test_lines_of_many_threads_stay_whole(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    logger = logger_of(Writer(writing, logs._start_thread))
    long = "x" * 5000

    def talk() -> None:
        for _ in range(20):
            logger.info("said", extra={"words": long})

    talking = [threading.Thread(target=talk) for _ in range(4)]
    for thread in talking:
        thread.start()
    got = b""
    while got.count(b"\n") < 80:
        got += os.read(reading, 65536)
    lines = got.decode().splitlines()
    assert len(lines) == 80
    assert all(line.endswith(f"said words={long}") for line in lines)


def test_a_reader_that_stands_still_holds_up_nobody(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = pipe
    monkeypatch.setattr(logs, "MAX_WAITING", 100)
    logger = logger_of(Writer(writing, logs._start_thread))
    for _ in range(400):
        logger.info("said", extra={"words": "x" * 1000})
    waiting = b""
    while waiting.count(b"\n") < 100:
        waiting += os.read(reading, 65536)
    logger.info("again")
    while b"again" not in waiting:
        waiting += os.read(reading, 65536)
    dropped = [int(count) for count in re.findall(rb"lines_dropped=(\d+)", waiting)]
    assert sum(dropped) > 0
    assert sum(dropped) + waiting.count(b"\n") == 401


ON_A_HUB = """
import eventlet
eventlet.monkey_patch()

def start_thread(work):
    eventlet.patcher.original("threading").Thread(target=work, daemon=True).start()
"""


@pytest.mark.parametrize("start", ["start_thread = None", ON_A_HUB], ids=["threads", "hub"])
def test_the_last_lines_before_the_end_are_written(start: str) -> None:
    program = f"""
{start}
import logging
from services import logs
from services.settings import Settings
logs.set_up(Settings.load({{
    "LOG_FORMAT": "json", "OPENAI_API_KEY": "sk-12345",
    "DATABASE_URL": "postgres://user:pass-word@host/db",
}}), start_thread=start_thread)
for number in range(50):
    logging.getLogger("services").info("line", extra={{"number": number}})
logging.getLogger("services").info("key sk-12345 of postgres://user:pass-word@host/db")
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        text=True,
        timeout=hang_s(30),
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["number"] for line in lines[:-1]] == list(range(50))
    assert lines[-1]["message"] == "key [hidden] of postgres://user:[hidden]@host/db"
