"""Engine processes: asked, streamed from, cancelled, killed, hung, and closed without a trace.

The same tests run again with a green hub in ``test_engine_green.py``.
"""

from __future__ import annotations

import logging
import math
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from services.domain import Message, Sound, Transcript, Voice
from services.engine.engine import Engine
from services.engine.remote import PROXIES
from services.engine.supervisor import Pace
from services.engine.worker import REQUESTS_AT_ONCE
from services.errors import (
    ProviderBusy,
    ProviderError,
    ProviderTimeout,
    ProviderUnavailable,
    TooLarge,
)
from tests.support.patience import hang_s, wait_until

ENTRIES = "tests.engine.hosted:ENTRIES"
QUICK = Pace(first_back_off_s=0.02, longest_back_off_s=0.1)
HEARTBEAT_S = hang_s(0.25)
PAUSE_S = hang_s(0.1)
"""Longer than an engine at work is silent."""
SECOND = Sound(bytes(32_000), 16_000)


def said(text: str) -> tuple[Message, ...]:
    return (Message("user", text),)


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine("odd", entries=ENTRIES, pace=QUICK)
    yield engine
    engine.close()


def pid_of(engine: Engine) -> int:
    pid: int = engine.call("chat", "pid", deadline_s=hang_s())
    return pid


def test_it_starts_when_first_asked(engine: Engine) -> None:
    assert engine.state == "stopped"
    assert pid_of(engine) != os.getpid()
    assert engine.state == "ready"


def test_values_come_back_as_they_are(engine: Engine) -> None:
    asked = (1, "two", None, SECOND, Voice("a/b", "B"))
    assert engine.call("chat", "echo", *asked, deadline_s=hang_s()) == asked


def test_a_stream_arrives_in_order_and_ends(engine: Engine) -> None:
    stream = engine.stream("chat", "reply", said("count"), max_tokens=200, idle_s=hang_s())
    assert "".join(stream) == "".join(f"{number} " for number in range(200))
    assert list(stream) == []


def test_many_at_once_do_not_mix(engine: Engine) -> None:
    def count() -> None:
        stream = engine.stream("chat", "reply", said("count"), max_tokens=50, idle_s=hang_s())
        counted.append("".join(stream))

    counted: list[str] = []
    threads = [threading.Thread(target=count) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == ["".join(f"{number} " for number in range(50))] * 20


def test_an_error_of_ours_crosses_as_itself(engine: Engine) -> None:
    stream = engine.stream("chat", "reply", said("busy"), max_tokens=1, idle_s=hang_s())
    assert next(stream) == "first"
    with pytest.raises(ProviderBusy) as caught:
        next(stream)
    assert caught.value.retry_after_s == 2.5
    assert list(stream) == []


def test_a_foreign_error_is_unavailable_here_and_a_traceback_there(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    stream = engine.stream("chat", "reply", said("broken"), max_tokens=1, idle_s=hang_s())
    with pytest.raises(ProviderUnavailable, match="ZeroDivisionError: a vendor's own trouble"):
        list(stream)
    wait_until(lambda: "a vendor's own trouble" in caplog.text.partition("Traceback")[2])


def test_what_may_not_cross_is_an_error_and_the_engine_lives(engine: Engine) -> None:
    pid = pid_of(engine)
    with pytest.raises(ProviderUnavailable, match=r"builtins\.object"):
        engine.call("chat", "strange", deadline_s=hang_s())
    with pytest.raises(ProviderUnavailable, match=r"builtins\.object"):
        engine.call("chat", "echo", object(), deadline_s=hang_s())
    with pytest.raises(TooLarge):
        engine.call("chat", "large", deadline_s=hang_s())
    with pytest.raises(ProviderUnavailable, match="AttributeError"):
        engine.call("chat", "nothing_of_that_name", deadline_s=hang_s())
    assert pid_of(engine) == pid


def test_a_provider_that_cannot_be_built_says_why(engine: Engine) -> None:
    with pytest.raises(ProviderUnavailable, match="fetch the weights first"):
        engine.call("vision", "look", deadline_s=hang_s())
    with pytest.raises(ProviderUnavailable, match="no images"):
        engine.call("images", "draw", deadline_s=hang_s())


def test_an_engine_that_cannot_start_fails_at_once_after_the_first_try() -> None:
    engine = Engine("unborn", entries="tests.engine.nowhere:ENTRIES", pace=QUICK)
    with pytest.raises(ProviderUnavailable, match="unborn engine"):
        engine.call("chat", "pid", deadline_s=hang_s())
    assert engine.state == "failing"
    engine.close()


def test_an_engine_that_never_gets_ready_is_given_up() -> None:
    engine = Engine("wedged", entries=ENTRIES, pace=Pace(start_s=0.5))
    with pytest.raises(ProviderUnavailable, match="failing"):
        pid_of(engine)
    wait_until(lambda: not psutil.Process().children())
    engine.close()


def test_more_than_an_engine_can_take_is_refused(engine: Engine) -> None:
    streams = [
        engine.stream("chat", "reply", said("wait"), max_tokens=1, idle_s=hang_s())
        for _ in range(REQUESTS_AT_ONCE)
    ]
    assert [next(stream) for stream in streams] == ["waiting"] * REQUESTS_AT_ONCE
    with pytest.raises(ProviderBusy):
        pid_of(engine)
    for stream in streams:
        stream.close()
    wait_until(lambda: engine.call("chat", "streams", deadline_s=hang_s()) == 0)


@pytest.mark.parametrize(
    ("healthy_s", "expected"), [(math.inf, [0.02, 0.04, 0.06]), (0.0, [0.02, 0.02, 0.02])]
)
def test_the_back_off_doubles_and_starts_again_after_health(
    caplog: pytest.LogCaptureFixture, healthy_s: float, expected: list[float]
) -> None:
    pace = Pace(first_back_off_s=0.02, longest_back_off_s=0.06, healthy_s=healthy_s)
    engine = Engine("odd", entries=ENTRIES, pace=pace)
    engine.start()
    for count in (1, 2, 3):
        wait_until(lambda: engine.state == "ready")
        os.kill(pid_of(engine), signal.SIGKILL)
        wait_until(lambda: len(back_offs(caplog)) == count)  # noqa: B023
    assert back_offs(caplog) == expected
    engine.close()


def test_who_asks_during_a_long_back_off_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    engine = Engine("odd", entries=ENTRIES, pace=Pace(first_back_off_s=hang_s(60), soon_s=0.05))
    os.kill(pid_of(engine), signal.SIGKILL)
    wait_until(lambda: engine.state == "failing")
    with pytest.raises(ProviderUnavailable, match="failing"):
        pid_of(engine)
    assert back_offs(caplog) == [hang_s(60)]
    engine.close()


def back_offs(caplog: pytest.LogCaptureFixture) -> list[object]:
    """Those that are logged so far, in seconds."""
    rows = [row for row in caplog.records if "again in" in row.message]
    return [row.args[2] for row in rows if isinstance(row.args, tuple)]


def test_a_deadline_is_kept(engine: Engine) -> None:
    pid = pid_of(engine)
    with pytest.raises(ProviderTimeout):
        engine.call("chat", "nap", hang_s(), deadline_s=0.2)
    assert pid_of(engine) == pid


def test_a_silent_stream_is_given_up(engine: Engine) -> None:
    pid_of(engine)
    stream = engine.stream("chat", "reply", said("silent"), max_tokens=1, idle_s=0.2)
    with pytest.raises(ProviderTimeout):
        next(stream)
    assert list(stream) == []


@pytest.mark.parametrize("told", ["wait", "slow"])
def test_closing_frees_both_ends(engine: Engine, told: str) -> None:
    stream = engine.stream("chat", "reply", said(told), max_tokens=1, idle_s=hang_s())
    next(stream)
    waiting = threading.Thread(target=lambda: list(stream))
    waiting.start()
    time.sleep(0.1)  # so that it most likely waits by then
    stream.close()
    stream.close()
    waiting.join(hang_s())
    assert not waiting.is_alive()
    wait_until(lambda: engine.call("chat", "streams", deadline_s=hang_s()) == 0)


def test_closing_frees_one_that_waits_for_the_start() -> None:
    engine = Engine("wedged", entries=ENTRIES)
    stream = engine.stream("chat", "reply", said("count"), max_tokens=1, idle_s=hang_s())
    closer = threading.Timer(0.05, stream.close)
    closer.start()
    assert list(stream) == []
    closer.join()
    engine.close()


def test_sounds_are_passed_on_as_they_come(engine: Engine) -> None:
    spoken = queue.Queue[Sound | None]()
    ears = PROXIES["transcription"](engine, "odd")
    stream = ears.transcribe(iter(spoken.get, None), language="en")
    for number in (1, 2, 3):
        spoken.put(SECOND)
        assert next(stream) == Transcript(f"en {number * 32_000}", final=False)
    spoken.put(None)
    assert list(stream) == [Transcript("en 96000", final=True)]


def test_waiting_for_sounds_is_not_silence(engine: Engine) -> None:
    pid_of(engine)
    spoken = queue.Queue[Sound | None]()
    stream = engine.stream(
        "transcription", "transcribe", sounds=iter(spoken.get, None), language="en", idle_s=PAUSE_S
    )
    later = threading.Timer(1.5 * PAUSE_S, spoken.put, [None])
    later.start()
    assert next(stream).final
    later.join()


def test_a_stream_of_sounds_closes_while_both_ends_wait(engine: Engine) -> None:
    pid_of(engine)
    spoken = queue.Queue[Sound | None]()
    before = threading.active_count()

    def sounds() -> Iterator[Sound]:
        while sound := spoken.get():
            yield sound

    stream = engine.stream(
        "transcription", "transcribe", sounds=sounds(), language="en", idle_s=hang_s(60)
    )
    closer = threading.Timer(0.1, stream.close)
    closer.start()
    assert list(stream) == []
    closer.join()
    spoken.put(SECOND)
    wait_until(lambda: threading.active_count() <= before)


def test_the_proxies_keep_the_contracts(engine: Engine) -> None:
    chat = PROXIES["chat"](engine, "odd")
    assert (chat.name, chat.sees, chat.context_tokens) == ("odd", True, 4096)
    assert list(chat.reply(said("count"), max_tokens=2)) == ["0 ", "1 "]
    assert PROXIES["turn_end"](engine, "odd").probability(SECOND, "hello") == 0.5
    mouth = PROXIES["speech"](engine, "odd")
    [voice] = mouth.voices()
    spoken = list(mouth.speak("good day", voice))
    assert [piece.text for piece in spoken] == ["good One happy", "day One happy"]
    assert spoken[0].sound.duration_ms == 1000


def test_its_output_becomes_log_lines(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "services.engine.odd")
    PROXIES["chat"](engine, "odd").warm(said("print"))
    wait_until(lambda: len(caplog.records) >= 2 and "stderr" in caplog.text)
    logged = {(row.name, row.levelname, row.message) for row in caplog.records}
    assert ("services.engine.odd", "INFO", "said on stdout") in logged
    assert ("services.engine.odd", "WARNING", "said on stderr") in logged


def test_ten_kills_in_a_row_each_recover(engine: Engine) -> None:
    pids = set()
    for _ in range(10):
        pid = pid_of(engine)
        pids.add(pid)
        stream = engine.stream("chat", "reply", said("slow"), max_tokens=1, idle_s=hang_s())
        next(stream)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(ProviderUnavailable, match="has died"):
            list(stream)
        wait_until(lambda: engine.state in ("restarting", "ready"))
    assert len(pids | {pid_of(engine)}) == 11
    assert not any(psutil.pid_exists(pid) for pid in pids)


@pytest.mark.parametrize("how", ["hold", "stop", "crash"])
def test_a_hung_or_crashed_one_is_replaced(how: str) -> None:
    pace = Pace(heartbeat_s=HEARTBEAT_S, first_back_off_s=0.02)
    engine = Engine("odd", entries=ENTRIES, pace=pace)
    pid = pid_of(engine)
    with pytest.raises(ProviderUnavailable, match="has died"):
        PROXIES["chat"](engine, "odd").warm(said(how))
    assert pid_of(engine) != pid
    assert not psutil.pid_exists(pid)
    engine.close()


def test_a_busy_one_is_left_alone() -> None:
    engine = Engine("odd", entries=ENTRIES, pace=Pace(heartbeat_s=HEARTBEAT_S))
    pid = pid_of(engine)
    list(
        engine.stream(
            "chat", "reply", said("burn"), max_tokens=int(13 * HEARTBEAT_S), idle_s=hang_s()
        )
    )
    assert engine.call("chat", "nap", 1.3 * HEARTBEAT_S, deadline_s=hang_s()) == "rested"
    assert pid_of(engine) == pid
    engine.close()


def test_one_that_goes_on_after_a_cancel_is_replaced() -> None:
    engine = Engine("odd", entries=ENTRIES, pace=Pace(heartbeat_s=HEARTBEAT_S, cancel_s=0.5))
    pid = pid_of(engine)
    with pytest.raises(ProviderTimeout):
        engine.call("chat", "nap", hang_s(60), deadline_s=0.1)
    wait_until(lambda: not psutil.pid_exists(pid))
    engine.close()


def test_one_that_nobody_asks_rests_until_it_is_asked() -> None:
    engine = Engine("odd", entries=ENTRIES, pace=Pace(heartbeat_s=HEARTBEAT_S, idle_s=PAUSE_S))
    pid = pid_of(engine)
    assert engine.call("chat", "nap", 1.5 * PAUSE_S, deadline_s=hang_s()) == "rested"
    assert pid_of(engine) == pid
    wait_until(lambda: engine.state == "resting" and not psutil.pid_exists(pid))
    assert pid_of(engine) != pid
    engine.close()
    assert engine.state == "closed"


def test_one_that_rests_can_be_closed() -> None:
    engine = Engine("odd", entries=ENTRIES, pace=Pace(heartbeat_s=HEARTBEAT_S, idle_s=PAUSE_S))
    pid_of(engine)
    wait_until(lambda: engine.state == "resting")
    engine.close()
    assert not psutil.Process().children()


def test_the_hub_ticks_on_while_an_engine_works(engine: Engine, tmp_path: Path) -> None:
    """How late it ticks is measured by `benchmarks.ticker`."""
    pid_of(engine)
    ticked = tmp_path / "ticked"

    def tick() -> None:
        for _ in range(20):
            time.sleep(0.005)
        ticked.touch()

    ticker = threading.Thread(target=tick)
    ticker.start()
    assert engine.call("chat", "tell_when", str(ticked), deadline_s=hang_s(60)) == "there"
    ticker.join()


def test_nothing_is_left_after_closing() -> None:
    me = psutil.Process()
    Engine("odd", entries=ENTRIES).close()
    before = (threading.active_count(), me.num_fds(), len(me.children()))
    for _ in range(3):
        engine = Engine("odd", entries=ENTRIES)
        stream = engine.stream("chat", "reply", said("slow"), max_tokens=1, idle_s=hang_s())
        next(stream)
        engine.close()
        engine.close()
        with pytest.raises(ProviderError):
            list(stream)
        with pytest.raises(ProviderUnavailable, match="closed"):
            pid_of(engine)
    assert (threading.active_count(), me.num_fds(), len(me.children())) == before


def test_it_ends_with_the_one_who_started_it(engine: Engine) -> None:
    pid = pid_of(engine)
    link = engine.link(time.monotonic(), threading.Event())
    assert link
    link.hang_up()
    wait_until(lambda: ended(pid))


PARENT = """
import sys, time
from services.engine.engine import Engine
engine = Engine("odd", entries=sys.argv[1])
print(engine.call("chat", "pid", deadline_s=float(sys.argv[2])), flush=True)
time.sleep(60)
"""


def test_it_does_not_outlive_a_killed_parent() -> None:
    command = [sys.executable, "-c", PARENT, ENTRIES, str(hang_s())]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.kill()
    wait_until(lambda: ended(pid))


def ended(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
