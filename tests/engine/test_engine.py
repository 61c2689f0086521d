"""Engine processes: asked, streamed from, cancelled, killed, hung, and closed without a trace.

The same tests run again with a green hub in ``test_engine_green.py``.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

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

ENTRIES = "tests.engine.hosted:ENTRIES"
QUICK = Pace(first_back_off_s=0.02, longest_back_off_s=0.1)
SECOND = Sound(bytes(32_000), 16_000)


def said(text: str) -> tuple[Message, ...]:
    return (Message("user", text),)


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine("odd", entries=ENTRIES, pace=QUICK)
    yield engine
    engine.close()


def pid_of(engine: Engine) -> int:
    pid: int = engine.call("chat", "pid", deadline_s=30)
    return pid


def within(seconds: float, happened: Callable[[], bool]) -> bool:
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        if happened():
            return True
        time.sleep(0.01)
    return False


def test_it_starts_when_first_asked(engine: Engine) -> None:
    assert engine.state == "stopped"
    assert pid_of(engine) != os.getpid()
    assert engine.state == "ready"


def test_values_come_back_as_they_are(engine: Engine) -> None:
    asked = (1, "two", None, SECOND, Voice("a/b", "B"))
    assert engine.call("chat", "echo", *asked, deadline_s=30) == asked


def test_a_stream_arrives_in_order_and_ends(engine: Engine) -> None:
    stream = engine.stream("chat", "reply", said("count"), max_tokens=200, idle_s=30)
    assert "".join(stream) == "".join(f"{number} " for number in range(200))
    assert list(stream) == []


def test_many_at_once_do_not_mix(engine: Engine) -> None:
    def count() -> None:
        stream = engine.stream("chat", "reply", said("count"), max_tokens=50, idle_s=30)
        counted.append("".join(stream))

    counted: list[str] = []
    threads = [threading.Thread(target=count) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == ["".join(f"{number} " for number in range(50))] * 20


def test_an_error_of_ours_crosses_as_itself(engine: Engine) -> None:
    stream = engine.stream("chat", "reply", said("busy"), max_tokens=1, idle_s=30)
    assert next(stream) == "first"
    with pytest.raises(ProviderBusy) as caught:
        next(stream)
    assert caught.value.retry_after_s == 2.5
    assert list(stream) == []


def test_a_foreign_error_is_unavailable_here_and_a_traceback_there(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    stream = engine.stream("chat", "reply", said("broken"), max_tokens=1, idle_s=30)
    with pytest.raises(ProviderUnavailable, match="ZeroDivisionError: a vendor's own trouble"):
        list(stream)
    assert within(2, lambda: "a vendor's own trouble" in caplog.text.partition("Traceback")[2])


def test_what_may_not_cross_is_an_error_and_the_engine_lives(engine: Engine) -> None:
    pid = pid_of(engine)
    with pytest.raises(ProviderUnavailable, match=r"builtins\.object"):
        engine.call("chat", "strange", deadline_s=30)
    with pytest.raises(ProviderUnavailable, match=r"builtins\.object"):
        engine.call("chat", "echo", object(), deadline_s=30)
    with pytest.raises(TooLarge):
        engine.call("chat", "large", deadline_s=30)
    with pytest.raises(ProviderUnavailable, match="AttributeError"):
        engine.call("chat", "nothing_of_that_name", deadline_s=30)
    assert pid_of(engine) == pid


def test_a_provider_that_cannot_be_built_says_why(engine: Engine) -> None:
    with pytest.raises(ProviderUnavailable, match="fetch the weights first"):
        engine.call("vision", "look", deadline_s=30)
    with pytest.raises(ProviderUnavailable, match="no images"):
        engine.call("images", "draw", deadline_s=30)


def test_an_engine_that_cannot_start_fails_at_once_after_the_first_try() -> None:
    engine = Engine("unborn", entries="tests.engine.nowhere:ENTRIES", pace=QUICK)
    with pytest.raises(ProviderUnavailable, match="unborn engine"):
        engine.call("chat", "pid", deadline_s=30)
    assert engine.state == "failing"
    engine.close()


def test_an_engine_that_never_gets_ready_is_given_up() -> None:
    engine = Engine("wedged", entries=ENTRIES, pace=Pace(start_s=0.5))
    began_s = time.monotonic()
    with pytest.raises(ProviderUnavailable, match="failing"):
        pid_of(engine)
    assert time.monotonic() - began_s < 2
    assert within(1, lambda: not psutil.Process().children())
    engine.close()


def test_more_than_an_engine_can_take_is_refused(engine: Engine) -> None:
    streams = [
        engine.stream("chat", "reply", said("wait"), max_tokens=1, idle_s=30)
        for _ in range(REQUESTS_AT_ONCE)
    ]
    assert [next(stream) for stream in streams] == ["waiting"] * REQUESTS_AT_ONCE
    with pytest.raises(ProviderBusy):
        pid_of(engine)
    for stream in streams:
        stream.close()
    assert within(2, lambda: engine.call("chat", "streams", deadline_s=5) == 0)


def test_the_back_off_doubles_and_starts_again_after_health(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def back_offs() -> list[object]:
        rows = [row for row in caplog.records if "again in" in row.message]
        return [row.args[2] for row in rows if isinstance(row.args, tuple)]

    pace = Pace(first_back_off_s=0.02, longest_back_off_s=0.06, soon_s=0.05, healthy_s=2.0)
    engine = Engine("odd", entries=ENTRIES, pace=pace)
    engine.start()
    for count in (1, 2, 3):
        assert within(10, lambda: engine.state == "ready")
        os.kill(pid_of(engine), signal.SIGKILL)
        assert within(5, lambda: len(back_offs()) == count)  # noqa: B023
    assert back_offs() == [0.02, 0.04, 0.06]
    with pytest.raises(ProviderUnavailable, match="failing"):
        pid_of(engine)
    assert within(10, lambda: engine.state == "ready")
    time.sleep(2.1)
    os.kill(pid_of(engine), signal.SIGKILL)
    assert within(5, lambda: back_offs() == [0.02, 0.04, 0.06, 0.02])
    engine.close()


def test_a_deadline_is_kept(engine: Engine) -> None:
    pid = pid_of(engine)
    began_s = time.monotonic()
    with pytest.raises(ProviderTimeout):
        engine.call("chat", "nap", 5, deadline_s=0.2)
    assert time.monotonic() - began_s < 0.5
    assert pid_of(engine) == pid


def test_a_silent_stream_is_given_up(engine: Engine) -> None:
    pid_of(engine)
    stream = engine.stream("chat", "reply", said("silent"), max_tokens=1, idle_s=0.2)
    with pytest.raises(ProviderTimeout):
        next(stream)
    assert list(stream) == []


@pytest.mark.parametrize("told", ["wait", "slow"])
def test_closing_frees_both_ends_within_200_ms(engine: Engine, told: str) -> None:
    stream = engine.stream("chat", "reply", said(told), max_tokens=1, idle_s=30)
    next(stream)
    ended = queue.Queue[float]()

    def wait() -> None:
        for _ in stream:
            continue
        ended.put(time.monotonic())

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.1)
    closed_s = time.monotonic()
    stream.close()
    stream.close()
    assert ended.get(timeout=5) - closed_s < 0.2
    waiting.join()
    assert within(
        0.2 - (time.monotonic() - closed_s),
        lambda: engine.call("chat", "streams", deadline_s=5) == 0,
    )


def test_closing_frees_one_that_waits_for_the_start() -> None:
    engine = Engine("odd", entries=ENTRIES)
    stream = engine.stream("chat", "reply", said("count"), max_tokens=1, idle_s=30)
    closer = threading.Timer(0.05, stream.close)
    closer.start()
    began_s = time.monotonic()
    assert list(stream) == []
    assert time.monotonic() - began_s < 0.2
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
        "transcription", "transcribe", sounds=iter(spoken.get, None), language="en", idle_s=0.2
    )
    later = threading.Timer(0.6, spoken.put, [None])
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

    stream = engine.stream("transcription", "transcribe", sounds=sounds(), language="en", idle_s=5)
    closer = threading.Timer(0.1, stream.close)
    closer.start()
    began_s = time.monotonic()
    assert list(stream) == []
    assert time.monotonic() - began_s < 0.3
    closer.join()
    spoken.put(SECOND)
    assert within(1, lambda: threading.active_count() <= before)


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
    assert within(2, lambda: len(caplog.records) >= 2 and "stderr" in caplog.text)
    logged = {(row.name, row.levelname, row.message) for row in caplog.records}
    assert ("services.engine.odd", "INFO", "said on stdout") in logged
    assert ("services.engine.odd", "WARNING", "said on stderr") in logged


def test_ten_kills_in_a_row_each_recover(engine: Engine) -> None:
    pids = set()
    for _ in range(10):
        pid = pid_of(engine)
        pids.add(pid)
        stream = engine.stream("chat", "reply", said("slow"), max_tokens=1, idle_s=30)
        next(stream)
        killed_s = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(ProviderUnavailable, match="has died"):
            list(stream)
        assert time.monotonic() - killed_s < 0.5
        assert within(1, lambda: engine.state in ("restarting", "ready"))
    assert len(pids | {pid_of(engine)}) == 11
    assert not any(psutil.pid_exists(pid) for pid in pids)


@pytest.mark.parametrize("how", ["hold", "stop", "crash"])
def test_a_hung_or_crashed_one_is_replaced(how: str) -> None:
    pace = Pace(heartbeat_s=0.8, first_back_off_s=0.02)
    engine = Engine("odd", entries=ENTRIES, pace=pace)
    pid = pid_of(engine)
    with pytest.raises(ProviderUnavailable, match="has died"):
        PROXIES["chat"](engine, "odd").warm(said(how))
    assert pid_of(engine) != pid
    assert not psutil.pid_exists(pid)
    engine.close()


def test_a_busy_one_is_left_alone() -> None:
    engine = Engine("odd", entries=ENTRIES, pace=Pace(heartbeat_s=0.8))
    pid = pid_of(engine)
    list(engine.stream("chat", "reply", said("burn"), max_tokens=20, idle_s=30))
    assert engine.call("chat", "nap", 1.5, deadline_s=30) == "rested"
    assert pid_of(engine) == pid
    engine.close()


def test_one_that_goes_on_after_a_cancel_is_replaced() -> None:
    engine = Engine("odd", entries=ENTRIES, pace=Pace(heartbeat_s=0.8, cancel_s=0.5))
    pid = pid_of(engine)
    with pytest.raises(ProviderTimeout):
        engine.call("chat", "nap", 60, deadline_s=0.1)
    assert within(5, lambda: not psutil.pid_exists(pid))
    engine.close()


def test_one_that_nobody_asks_rests_until_it_is_asked() -> None:
    engine = Engine("odd", entries=ENTRIES, pace=Pace(heartbeat_s=0.4, idle_s=0.3))
    pid = pid_of(engine)
    assert engine.call("chat", "nap", 1.0, deadline_s=30) == "rested"
    assert pid_of(engine) == pid
    assert within(5, lambda: engine.state == "resting" and not psutil.pid_exists(pid))
    assert pid_of(engine) != pid
    engine.close()
    assert engine.state == "closed"


def test_one_that_rests_can_be_closed() -> None:
    engine = Engine("odd", entries=ENTRIES, pace=Pace(heartbeat_s=0.4, idle_s=0.3))
    pid_of(engine)
    assert within(5, lambda: engine.state == "resting")
    engine.close()
    assert not psutil.Process().children()


def test_the_hub_does_not_stall_while_an_engine_works(engine: Engine) -> None:
    pid_of(engine)
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.01)

    ticker = threading.Thread(target=tick)
    ticker.start()
    items = list(engine.stream("chat", "reply", said("burn"), max_tokens=30, idle_s=30))
    done.set()
    ticker.join()
    gaps_ms = sorted((later - earlier) * 1000 for earlier, later in pairwise(ticks))
    assert len(items) > 100
    assert gaps_ms[len(gaps_ms) // 2] < 50  # the p99 is measured by benchmarks/ticker.py


def test_nothing_is_left_after_closing() -> None:
    me = psutil.Process()
    Engine("odd", entries=ENTRIES).close()
    before = (threading.active_count(), me.num_fds(), len(me.children()))
    for _ in range(3):
        engine = Engine("odd", entries=ENTRIES)
        stream = engine.stream("chat", "reply", said("slow"), max_tokens=1, idle_s=30)
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
    assert within(2, lambda: ended(pid))


PARENT = """
import sys, time
from services.engine.engine import Engine
print(Engine("odd", entries=sys.argv[1]).call("chat", "pid", deadline_s=30), flush=True)
time.sleep(60)
"""


def test_it_does_not_outlive_a_killed_parent() -> None:
    command = [sys.executable, "-c", PARENT, ENTRIES]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.kill()
    assert within(2, lambda: ended(pid))


def ended(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
