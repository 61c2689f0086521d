"""Every event, tried by everyone while Alice calls: nobody hears, joins or ends her call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from socketio.exceptions import ConnectionError as Refused

from services.web.socket import wire
from tests.access.events import EVENTS
from tests.access.house import MARK, OTHERS, House, leave
from tests.clients import Caller
from tests.support.patience import hang_s, wait_until

pytestmark = pytest.mark.server
SHUT_OUT = ("expired", "revoked")


@contextmanager
def at_the_socket(house: House, who: str) -> Iterator[Caller]:
    """Someone with an open socket; those with a token show it in the handshake."""
    caller = Caller(house.url)
    # A WebSocket takes this server 3 s to close, and so it is used where polling would take longer.
    transport = "websocket" if who in SHUT_OUT else "polling"
    if cookie := house.cookie(who):
        caller.http.cookies.set("visavis", cookie)
    auth = {"token": house.token(who)} if who in ("expired", "program") else None
    try:
        caller.socket.connect(house.url, transports=[transport], wait_timeout=hang_s(), auth=auth)
        yield caller
    finally:
        leave(caller)


@pytest.fixture
def alice(house: House) -> Iterator[Caller]:
    with at_the_socket(house, "alice") as alice:
        assert alice.start(companion=house.things["companion_id"])["companion"]["name"] == MARK
        yield alice


def test_every_event_has_a_row() -> None:
    assert set(wire.EVENTS) == set(EVENTS), "tests/access/events.py says how to add one"


@pytest.mark.parametrize("who", [who for who in OTHERS if who not in SHUT_OUT])
def test_nobody_has_a_part_in_the_call_of_another(house: House, alice: Caller, who: str) -> None:
    with at_the_socket(house, who) as other:
        codes = {
            event: other.socket.call(event, attempt.aimed_at(alice.call)).get("code", "")
            for event, attempt in EVENTS.items()
        }
        assert codes == {event: attempt.code for event, attempt in EVENTS.items()}
        taken = other.start(companion=house.things["companion_id"])
        assert taken["code"] == "not_found"
        turn = alice.type(MARK)
        alice.wait_for("ai_speech", lambda speech: speech["turn"] == turn)
        other.wait_for("ai_response")
        assert MARK not in str(other.events)
    assert alice.all("call_state")[-1]["state"] != "ended"
    said = alice.end()["summary"]["messages"]
    assert [each["text"] for each in said if each["speaker"] == "user"] == [MARK]


@pytest.mark.parametrize("who", SHUT_OUT)
def test_who_was_alice_once_does_not_come_in(house: House, who: str) -> None:
    with pytest.raises(Refused), at_the_socket(house, who):
        raise AssertionError("came in")


def test_a_token_in_the_handshake_stands_for_its_person(house: House) -> None:
    with at_the_socket(house, "program") as program:
        ack = program.start(companion=house.things["companion_id"])
        assert ack["companion"]["name"] == MARK


def test_who_is_signed_out_is_cut_off_in_the_middle(house: House, alice: Caller) -> None:
    assert house.client("alice").delete("/api/sessions").status_code == 204
    alice.wait_for("call_state", lambda state: state["reason"] == "signed out")
    wait_until(lambda: not alice.socket.connected)
    again = Caller(house.url)
    again.http.cookies.update(alice.http.cookies)
    with pytest.raises(Refused):
        again.socket.connect(house.url, transports=["websocket"], wait_timeout=hang_s())
    leave(again)


def test_who_only_has_a_page_open_is_cut_off_too(house: House) -> None:
    with at_the_socket(house, "alice") as alice:
        assert house.client("alice").delete("/api/sessions").status_code == 204
        wait_until(lambda: not alice.socket.connected)
