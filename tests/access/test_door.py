"""The door of a server behind a proxy: who is too many, too fast, or from elsewhere."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import requests
from socketio.exceptions import ConnectionError as Refused

from tests.access.house import House, leave, open_house
from tests.clients import Caller
from tests.support.patience import SLOWNESS, hang_s, wait_until

pytestmark = pytest.mark.server
DISCONNECT = "41"
"""Source: https://socket.io/docs/v4/engine-io-protocol/ and its Socket.IO packet types."""
EVENTS_A_SECOND = max(2, round(20 / SLOWNESS))
"""Slower than a slow machine answers them."""
FRIEND = "https://friend.test"
OUTSIDE = {"X-Forwarded-Host": "visavis.test", "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = {
        "BEHIND_PROXY": "yes",
        "CORS_ORIGINS": FRIEND,
        "MAX_CALLS_PER_PERSON": "2",
        "RATE_EVENTS": f"{EVENTS_A_SECOND}/second",
        "RATE_MESSAGES": "5/minute",
        "RATE_REQUESTS": "30/minute",
        "RESUME_WINDOW_S": str(math.ceil(SLOWNESS)),
    }
    with open_house(tmp_path_factory.mktemp("house"), settings) as house:
        yield house


@pytest.fixture
def caller(house: House) -> Iterator[Caller]:
    caller = Caller(house.url)
    caller.socket.connect(house.url, transports=["websocket"], headers=from_address("1.1.1.1"))
    yield caller
    leave(caller)


def from_address(address: str, **headers: str) -> dict[str, str]:
    return {"X-Forwarded-For": address, **headers}


@pytest.mark.parametrize(
    ("origin", "comes_in"),
    [
        ("https://visavis.test", True),
        (FRIEND, True),
        ("https://evil.test", False),
        ("https://visavis.test.evil.test", False),
        ("null", False),
    ],
)
def test_the_socket_looks_at_the_origin(house: House, origin: str, comes_in: bool) -> None:
    answer = requests.get(
        f"{house.url}/socket.io/?EIO=4&transport=polling",
        headers={"Origin": origin, **OUTSIDE},
        timeout=hang_s(),
    )
    assert (answer.status_code == 200) is comes_in
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_websocket_of_another_origin_is_refused(house: House) -> None:
    caller = Caller(house.url)
    headers = {"Origin": "https://evil.test", **OUTSIDE}
    with pytest.raises(Refused):
        caller.socket.connect(house.url, transports=["websocket"], headers=headers)
    leave(caller)


def test_one_address_asks_too_much_and_another_does_not_suffer(house: House) -> None:
    def ask(address: str) -> Any:
        cookies = {"visavis": house.cookie("bob")} if address == "2.2.2.2" else {}
        return requests.get(
            f"{house.url}/api/me", headers=from_address(address), cookies=cookies, timeout=hang_s()
        )

    answers = [ask("2.2.2.2") for _ in range(40)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429] * 10
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert ask("3.3.3.3").status_code == 401
    assert requests.get(f"{house.url}/health", headers=from_address("2.2.2.2"), timeout=hang_s()).ok


def test_a_flood_is_read_slowly_and_nothing_of_it_is_lost(caller: Caller) -> None:
    began = time.monotonic()
    many = 5 * EVENTS_A_SECOND // 2
    for _ in range(many):
        caller.socket.emit("look_away", {})
    answer = caller.socket.call("look_away", {}, timeout=hang_s())
    assert answer["code"] == "bad_input"
    took_s = time.monotonic() - began
    assert took_s > 1
    codes = [notice["code"] for notice in caller.all("notice")]
    assert codes.count("bad_input") == many + 1
    slowed = [notice for notice in caller.all("notice") if notice["code"] == "too_many_requests"]
    assert 1 <= len(slowed) <= 2 + took_s
    assert all(0 < notice["retry_after_s"] <= 1 for notice in slowed)


def test_messages_have_a_rate_of_their_own(caller: Caller) -> None:
    caller.start()
    answers = [caller.socket.call("user_message", {"text": "hello"}) for _ in range(7)]
    assert [answer.get("code", "") for answer in answers] == [""] * 5 + ["too_many_requests"] * 2


def test_one_person_has_so_many_calls(house: House) -> None:
    callers = [Caller(house.url) for _ in range(3)]
    try:
        for caller in callers:
            caller.http.cookies.set("visavis", house.cookie("admin"))
            caller.socket.connect(house.url, transports=["polling"])
        acks = [caller.start() for caller in callers]
        assert [ack.get("code", "") for ack in acks] == ["", "", "too_many_requests"]
        house.parts.calls.lose(house.parts.calls._calls[acks[0]["call"]])
        assert "call" in callers[2].start()
        assert callers[0].start().get("code") == "too_many_requests"
    finally:
        for caller in callers:
            caller.end()
            leave(caller)


def wait_for_calls(house: House, count: int) -> None:
    wait_until(lambda: len(house.parts.calls) == count)


def test_a_call_that_begins_for_nobody_ends(house: House) -> None:
    """The connection is lost while the database keeps the call waiting."""
    wait_for_calls(house, 0)
    caller = Caller(house.url)
    caller.socket.connect(house.url, transports=["polling"])
    with closing(sqlite3.connect(house.parts.settings.data_dir / "visavis.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        caller.socket.emit("call_start", {})
        time.sleep(0.2 * SLOWNESS)  # for it to begin
        connection = {"EIO": "4", "transport": "polling", "sid": caller.socket.eio.sid}
        requests.post(
            f"{house.url}/socket.io/", params=connection, data=DISCONNECT, timeout=hang_s()
        )
        other.rollback()
    wait_for_calls(house, 1)
    wait_for_calls(house, 0)
    leave(caller)
