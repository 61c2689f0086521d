"""Whole calls over a real socket to a real server, in each way of serving."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.clients import Caller, calling
from tests.e2e.server import STUBS, Server, running
from tests.sounds import tone
from tests.support.patience import SLOWNESS, hang_s, wait_until

pytestmark = pytest.mark.server
LONG_WORDS = "a rather long story that takes several seconds to tell from its start to its end"


def heard_whole(answer: dict[str, Any]) -> bool:
    return bool(answer["heard_text"] == answer["text"] and not answer["interrupted"])


def test_typed_words_are_answered_aloud(caller: Caller) -> None:
    caller.start()
    turn = caller.type("hello there")
    answer = caller.wait_for("ai_response", lambda answer: answer["turn"] == turn).payload
    assert "hello there" in answer["text"]
    assert heard_whole(answer)
    segments = [speech["segment"] for speech in caller.all("ai_speech") if speech["turn"] == turn]
    assert segments == list(range(len(segments)))
    assert segments


def test_spoken_words_are_heard_and_answered(caller: Caller) -> None:
    caller.start()
    caller.speak(tone(1500))
    caller.hush(1500)
    heard = caller.wait_for("transcript", lambda transcript: transcript["final"]).payload
    assert heard["text"].startswith("one two three")
    answer = caller.wait_for("ai_response").payload
    assert heard["text"] in answer["text"]
    assert heard_whole(answer)


def test_states_come_in_order(caller: Caller) -> None:
    caller.start()
    caller.speak(tone(1000))
    caller.hush(1500)
    caller.wait_for("ai_response")
    caller.end()
    caller.wait_for("call_state", lambda now: now["state"] == "ended")
    states = [now["state"] for now in caller.all("call_state")]
    order = ["listening", "hearing", "thinking", "speaking", "listening", "ended"]
    assert [
        state for state, before in zip(states, ["", *states], strict=False) if state != before
    ] == order


def test_an_interruption_keeps_what_was_heard(caller: Caller) -> None:
    caller.start()
    turn = caller.type(f"{LONG_WORDS} {LONG_WORDS} {LONG_WORDS}")
    wait_until(lambda: caller.heard_ms(turn) > 600)
    caller.interrupt()
    cancelled = caller.wait_for("ai_cancelled").payload
    answer = caller.wait_for("ai_response", lambda answer: answer["turn"] == turn).payload
    assert answer["interrupted"]
    assert answer["heard_text"] == cancelled["heard_text"]
    assert answer["text"].startswith(answer["heard_text"])
    assert 0 < len(answer["heard_text"]) < len(answer["text"])


def test_nothing_of_a_cancelled_turn_comes_after(caller: Caller) -> None:
    caller.start()
    turn = caller.type(LONG_WORDS)
    caller.wait_for("ai_speech")
    caller.interrupt()
    cancelled = caller.wait_for("ai_cancelled")
    caller.type("something else")
    caller.wait_for("ai_response", lambda answer: answer["turn"] > turn)
    late = [
        event
        for event in caller.events
        if event.name == "ai_speech"
        and event.payload["turn"] == turn
        and event.at_s > cancelled.at_s
    ]
    assert late == []


def test_a_lost_call_goes_on(caller: Caller) -> None:
    call = caller.start()["call"]
    turn = caller.type(LONG_WORDS)
    wait_until(lambda: caller.heard_ms(turn) > 300)
    caller.drop()
    time.sleep(0.5)  # as in a tunnel, which may be longer
    caller.connect()
    ack = caller.start(call=call)
    assert ack["call"] == call
    assert ack["resumed"]
    answer = caller.wait_for("ai_response", lambda answer: answer["turn"] == turn)
    assert heard_whole(answer.payload)
    assert LONG_WORDS in answer.payload["text"]


def test_of_two_tabs_the_newer_one_is_heard(caller: Caller, stub_server: Server) -> None:
    call = caller.start()["call"]
    tab = Caller(stub_server.url)
    tab.http.cookies.update(caller.http.cookies)
    tab.connect()
    try:
        assert tab.start(call=call)["resumed"]
        caller.wait_for("call_state", lambda state: state["reason"] == "continued elsewhere")
        caller.speak(tone(100), paced=False)
        caller.wait_for("notice", lambda notice: notice["code"] == "not_allowed")
        tab.speak(tone(1000), paced=False)
        tab.hush(1500, paced=False)
        heard = tab.wait_for("transcript", lambda heard: heard["final"]).payload
        assert heard["text"] == "one two three"
    finally:
        tab.hang_up()


def test_a_call_off_the_record_changes_no_byte(caller: Caller, stub_server: Server) -> None:
    before = stub_server.on_disk()
    caller.start(off_the_record=True)
    caller.type("zanzibar by night")
    answer = caller.wait_for("ai_response").payload
    assert "zanzibar" in answer["text"]
    caller.end()
    caller.wait_for("call_state", lambda now: now["state"] == "ended")
    assert "instance/visavis.sqlite3" in before
    assert stub_server.on_disk() == before
    assert "zanzibar" not in stub_server.logged()


def test_a_call_on_the_record_is_seen_on_disk(caller: Caller, stub_server: Server) -> None:
    before = stub_server.on_disk()
    caller.start()
    caller.type("zanzibar by night")
    caller.wait_for("ai_response")
    caller.end()
    caller.wait_for("call_state", lambda now: now["state"] == "ended")
    after = stub_server.on_disk()
    assert any(b"zanzibar" in after[name] for name in after if after[name] != before.get(name))


def test_nobody_takes_up_the_call_of_another(caller: Caller, stub_server: Server) -> None:
    call = caller.start()["call"]
    with calling(stub_server.url) as stranger:
        ack = stranger.start(call=call)
        assert ack["code"] == "not_found"
        stranger.wait_for("notice", lambda notice: notice["code"] == "not_found")
    caller.type("still here")
    caller.wait_for("ai_response")


def test_two_callers_hear_only_their_own(caller: Caller, stub_server: Server) -> None:
    with calling(stub_server.url) as other:
        other.play_along()
        caller.start()
        other.start()
        caller.type("apples")
        other.type("oranges")
        mine = caller.wait_for("ai_response").payload["text"]
        theirs = other.wait_for("ai_response").payload["text"]
        assert ("apples" in mine, "oranges" in mine) == (True, False)
        assert ("apples" in theirs, "oranges" in theirs) == (False, True)


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("call_start", "now"),
        ("audio", "not sound"),
        ("audio", b"odd"),
        ("video_frame", {"jpeg": b"not a picture"}),
        ("user_message", {"text": 7}),
        ("interrupt", {"turn": "last"}),
        ("playback", []),
        ("call_end", 3),
        ("no_such_event", {}),
    ],
)
def test_what_makes_no_sense_gets_a_notice(caller: Caller, event: str, payload: Any) -> None:
    caller.start()
    caller.socket.emit(event, payload)
    code = caller.wait_for("notice").payload["code"]
    assert code in ("bad_input", "unknown_event")
    caller.type("still here")
    caller.wait_for("ai_response")


def test_a_message_of_two_megabytes_is_refused(caller: Caller) -> None:
    caller.start()
    caller.socket.emit("audio", bytes(2_000_000))
    assert caller.wait_for("notice").payload["code"] == "too_large"
    caller.type("still here")
    caller.wait_for("ai_response")


IMPATIENT = f"import app; app.SILENT_S = {SLOWNESS}; app.main()"


def test_a_request_that_never_ends_takes_no_connection_for_ever(tmp_path: Path) -> None:
    with running(tmp_path, STUBS, program=("-c", IMPATIENT)) as server:
        address = urlsplit(server.url)
        with socket.create_connection(
            (address.hostname, address.port), timeout=hang_s(20)
        ) as half_sent:
            half_sent.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            assert half_sent.recv(1) == b""


@pytest.mark.parametrize("async_mode", ["eventlet", "threading"])
def test_a_stopping_server_ends_its_calls(async_mode: str, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp(async_mode)
    stubs = {**STUBS, "ASYNC_MODE": async_mode}
    with running(folder, stubs) as server, calling(server.url) as caller:
        caller.start()
        caller.type(LONG_WORDS)
        caller.wait_for("ai_speech")
        assert server.stop() == 0
        ended = caller.wait_for("call_state", lambda now: now["state"] == "ended").payload
        assert ended["reason"]
