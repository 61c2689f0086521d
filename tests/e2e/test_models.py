"""Choosing who answers, and what that costs, in calls on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.clients import Caller, calling
from tests.e2e.server import STUBS, Server, running
from tests.sounds import tone
from tests.support.patience import hang_s
from tests.vendors.elevenlabs_server import ElevenLabsServer
from tests.vendors.openai_server import OpenAIServer

pytestmark = pytest.mark.server
CHAINS = {
    "CHAT": "openai,stub",
    "TRANSCRIPTION": "openai,stub",
    "SPEECH": "elevenlabs,stub",
    "CALL_COST_CAP": "5",
}


@pytest.fixture(scope="module")
def vendors() -> Iterator[tuple[OpenAIServer, ElevenLabsServer]]:
    with OpenAIServer() as openai, ElevenLabsServer() as elevenlabs:
        openai.says = (":) ", "Yes ", "indeed.")
        yield openai, elevenlabs


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, vendors) -> Iterator[Server]:
    settings = {**STUBS, **CHAINS}
    for vendor in vendors:
        settings |= vendor.settings()
    with running(tmp_path_factory.mktemp("models"), settings) as server:
        yield server


@contextmanager
def on_call(server: Server, **wishes: str) -> Iterator[Caller]:
    with calling(server.url) as caller:
        caller.play_along()
        caller.ack = caller.start(**wishes)  # type: ignore[attr-defined]
        yield caller


def answer(caller: Caller, text: str = "Is it so?") -> dict:
    turn = caller.type(text)
    return caller.wait_for("ai_response", lambda payload: payload["turn"] == turn).payload


def rows(bill: dict) -> dict[tuple[str, str], dict]:
    return {(row["capability"], row["provider"]): row for row in bill["rows"]}


def test_a_model_is_chosen_before_and_during_a_call(server: Server, vendors) -> None:
    openai, _ = vendors
    with on_call(server, model="openai/gpt-4.1") as caller:
        assert caller.ack["model"] == {
            "choice": "openai/gpt-4.1", "provider": "openai", "name": "gpt-4.1", "sees": True,
        }  # fmt: skip
        answer(caller)
        assert openai.asked[-1].json["model"] == "gpt-4.1"
        ack = caller.socket.call("choose_model", {"model": "openai/gpt-5-mini"}, timeout=hang_s())
        assert ack["model"]["name"] == "gpt-5-mini"
        said = answer(caller)
        chats = [request for request in openai.asked if request.path.endswith("/completions")]
        assert chats[-1].json["model"] == "gpt-5-mini"
        assert "max_completion_tokens" in chats[-1].json
        refused = caller.socket.call("choose_model", {"model": "openai/nobody"}, timeout=hang_s())
        assert refused["code"] == "bad_input"
        assert answer(caller)["providers"]["chat"] == "openai"
    models = {row["model"] for row in said["usage"]["rows"] if row["capability"] == "chat"}
    assert models == {"gpt-4.1", "gpt-5-mini"}


def test_offline_asks_nobody_far_away(server: Server, vendors) -> None:
    asked = [len(vendor.asked) for vendor in vendors]
    with on_call(server, model="offline") as caller:
        caller.speak(tone(1500))
        caller.hush(1500)
        said = caller.wait_for("ai_response").payload
    assert [len(vendor.asked) for vendor in vendors] == asked
    assert {row["provider"] for row in said["usage"]["rows"]} == {"stub"}
    assert said["usage"]["cost_usd"] == 0


def test_what_a_call_used_adds_up_and_is_kept(server: Server) -> None:
    with on_call(server) as caller:
        caller.speak(tone(1500))
        caller.hush(1500)
        first = caller.wait_for("ai_response").payload["usage"]
        second = answer(caller)["usage"]
        summary = caller.end()["summary"]
        (kept,) = caller.http.get(f"{server.url}/api/calls", timeout=hang_s()).json()["calls"]
    before, after = rows(first), rows(second)
    spoken = len("Yes indeed.")
    assert before["speech", "elevenlabs"]["characters"] == spoken
    assert after["speech", "elevenlabs"]["characters"] == 2 * spoken
    assert before["transcription", "openai"]["sound_s"] > 1.4
    assert after["transcription", "openai"] == before["transcription", "openai"]
    assert not after["chat", "openai"]["about"]
    assert after["chat", "openai"]["tokens_in"] > before["chat", "openai"]["tokens_in"] > 0
    parts = [row["cost_usd"] for row in second["rows"]]
    assert second["cost_usd"] == pytest.approx(sum(parts), abs=1e-5) and min(parts) > 0
    assert (second["cap_usd"], second["about"]) == (5, True)  # a minute of sound is only about
    assert summary["usage"] == kept["usage"] == second


def test_a_call_that_cost_enough_goes_on_offline(server: Server, vendors) -> None:
    with on_call(server) as caller:
        me = f"{server.url}/api/me"
        patched = caller.http.patch(me, json={"cost_cap_usd": 0.0001}, timeout=hang_s())
        assert patched.json()["cost_cap_usd"] == 0.0001
        caller.start()
        answer(caller)
        notice = caller.wait_for("notice", lambda notice: notice["code"] == "cost_cap").payload
        assert "($0.0001)" in notice["message"]
        asked = [len(vendor.asked) for vendor in vendors]
        said = answer(caller)
        assert [len(vendor.asked) for vendor in vendors] == asked
        assert (said["providers"]["chat"], said["providers"]["speech"]) == ("stub", "stub")
        assert caller.latest("model_in_use")["choice"] == "offline"
        stays = caller.socket.call("choose_model", {"model": "auto"}, timeout=hang_s())
        assert stays["code"] == "bad_input"


def test_the_choice_is_kept_with_the_person(server: Server, vendors) -> None:
    with calling(server.url) as caller:
        me = f"{server.url}/api/me"
        caller.http.patch(me, json={"model": "openai/gpt-4.1"}, timeout=hang_s())
        assert caller.http.get(me, timeout=hang_s()).json()["model"] == "openai/gpt-4.1"
        assert caller.start()["model"]["name"] == "gpt-4.1"
        caller.http.patch(me, json={"model": "gone/for-ever"}, timeout=hang_s())
        assert caller.start()["model"]["choice"] == "auto"


def test_the_models_of_all_vendors_are_listed(server: Server) -> None:
    with calling(server.url) as caller:
        listed = caller.http.get(f"{server.url}/api/models", timeout=hang_s()).json()["vendors"]
    assert [vendor["provider"] for vendor in listed] == ["openai", "stub"]
    assert {"id": "openai/gpt-4.1", "name": "gpt-4.1", "sees": True, "context_tokens": 0} in (
        listed[0]["models"]
    )
    assert all(vendor["error"] is None for vendor in listed)
