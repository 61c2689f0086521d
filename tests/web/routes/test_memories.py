"""What is remembered, for its person alone; and calls that are searched and deleted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.domain import Learned, Receipt, RecollectionKind, Told
from services.storage.companions import Companions
from services.storage.database import Database
from services.storage.memories import Memories
from services.storage.people import People
from services.web.routes import memories as memory_pages
from tests.web.conftest import House, code_of, person_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def app(
    app: Flask,
    database: Database,
    companions: Companions,
    memories: Memories,
    live: list[str],
) -> Flask:
    learning = {"call-1"}.__contains__
    people = People(database)
    pages = memory_pages.blueprint(
        memories, people, companions, learning=learning, forget_past=live.append
    )
    app.register_blueprint(pages)
    return app


@pytest.fixture
def told(alice: FlaskClient, house: House, memories: Memories) -> list[dict[str, Any]]:
    """What Alice told in two calls, as she sees it."""
    person = person_of(alice)
    for call, words in (("call-1", "My cat is called Milo."), ("call-2", "I play the cello.")):
        house.journal.call_started(call, person, "iris")
        house.journal.user_said(call, 1, words, "voice")
        house.journal.companion_said(
            call, 1, text="Milo sings well.", heard_text="Milo sings", emotion="happy",
            interrupted=True, timings_ms={},
        )  # fmt: skip
        text = words.replace("My", "Your").replace("I ", "You ")
        receipt = Receipt(call, 1, NOON, words.rstrip("."))
        kept = Told(RecollectionKind.LIFE, text, "", (receipt,))
        memories.remember(person, Learned(told=(kept,)))
    listed: list[dict[str, Any]] = alice.get("/api/memories").get_json()["memories"]
    return listed


def texts(client: FlaskClient, path: str = "/api/memories") -> list[str]:
    return [each["text"] for each in client.get(path).get_json()["memories"]]


def test_it_is_listed_with_its_receipts(told: list[dict[str, Any]], bob: FlaskClient) -> None:
    milo, _ = told
    assert (milo["text"], milo["kind"], milo["state"]) == (
        "Your cat is called Milo.",
        "life",
        "new",
    )
    (receipt,) = milo["receipts"]
    assert (receipt["call"], receipt["turn"]) == ("call-1", 1)
    assert receipt["quote"] == "My cat is called Milo"
    assert receipt["said_at"] == NOON.isoformat()
    assert texts(bob) == []


def test_it_is_searched(told: list[dict[str, Any]], alice: FlaskClient) -> None:
    assert texts(alice, "/api/memories?q=cats") == ["Your cat is called Milo."]
    assert texts(alice, "/api/memories?q=zebra") == []
    assert code_of(alice.get(f"/api/memories?q={'x' * 201}")) == (400, "bad_input")


def test_it_is_put_right_pinned_and_kept(told: list[dict[str, Any]], alice: FlaskClient) -> None:
    path = f"/api/memories/{told[0]['id']}"
    changed = alice.patch(path, json={"text": "Your dog is Milo.", "pinned": True}).get_json()
    assert (changed["text"], changed["pinned"], changed["state"]) == (
        "Your dog is Milo.", True, "new",
    )  # fmt: skip
    kept = alice.patch(path, json={"kept": True, "companion": "theo"}).get_json()
    assert (kept["state"], kept["companion"]) == ("kept", "theo")
    assert alice.patch(path, json={"companion": ""}).get_json()["companion"] == ""


@pytest.mark.parametrize(
    "wish", [{"text": ""}, {"text": "x" * 301}, {"text": "a\nb"}, {"pinned": 1}, {"kept": "yes"},
             {"companion": "nobody"}, {"kind": "name"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    told: list[dict[str, Any]], alice: FlaskClient, wish: dict[str, Any]
) -> None:
    assert code_of(alice.patch(f"/api/memories/{told[0]['id']}", json=wish)) == (400, "bad_input")


def test_the_memories_of_another_do_not_exist(
    told: list[dict[str, Any]], bob: FlaskClient, stranger: FlaskClient
) -> None:
    path = f"/api/memories/{told[0]['id']}"
    assert code_of(bob.patch(path, json={"pinned": True})) == (404, "not_found")
    assert code_of(bob.delete(path)) == (404, "not_found")
    assert code_of(bob.delete("/api/calls/call-1?memories=keep")) == (404, "not_found")
    assert texts(bob, "/api/calls/call-1/memories") == []
    assert code_of(stranger.get("/api/memories")) == (401, "not_signed_in")


def test_forgotten_it_is_in_no_transcript(
    told: list[dict[str, Any]], alice: FlaskClient, live: list[str]
) -> None:
    assert alice.delete(f"/api/memories/{told[0]['id']}").status_code == 204
    assert texts(alice) == ["You play the cello."]
    said = alice.get("/api/calls/call-1").get_json()["messages"]
    assert [message["text"] for message in said] == ["[forgotten].", "[forgotten]"]
    assert live == [person_of(alice)]


def test_a_call_shows_what_it_taught(told: list[dict[str, Any]], alice: FlaskClient) -> None:
    taught = alice.get("/api/calls/call-1/memories").get_json()
    assert [each["text"] for each in taught["memories"]] == ["Your cat is called Milo."]
    assert taught["learning"] is True
    alice.patch(f"/api/memories/{told[0]['id']}", json={"kept": True})
    assert texts(alice, "/api/calls/call-1/memories") == []
    assert alice.get("/api/calls/call-2/memories").get_json()["learning"] is False


def test_a_person_can_want_nothing_remembered(alice: FlaskClient, bob: FlaskClient) -> None:
    assert alice.get("/api/memories").get_json()["remembers"] is True
    assert alice.patch("/api/memories", json={"remembers": False}).get_json() == {
        "remembers": False
    }
    assert alice.get("/api/memories").get_json()["remembers"] is False
    assert bob.get("/api/memories").get_json()["remembers"] is True


def test_calls_are_found_by_what_was_heard(told: list[dict[str, Any]], alice: FlaskClient) -> None:
    def found(words: str) -> list[str]:
        listed = alice.get("/api/calls/search", query_string={"q": words}).get_json()["calls"]
        return [call["id"] for call in listed]

    assert found("MILO") == ["call-2", "call-1"]
    assert found("cat milo") == ["call-1"]
    assert found("well") == found("cat cello") == found("%") == found("") == []
    (call, _) = alice.get("/api/calls/search?q=sings").get_json()["calls"]
    assert call["messages"] == [{"turn": 1, "speaker": "companion", "heard_text": "Milo sings"}]


@pytest.mark.parametrize(("fate", "left"), [("keep", 2), ("forget", 1)])
def test_a_call_is_deleted_with_or_without_its_memories(
    told: list[dict[str, Any]], alice: FlaskClient, fate: str, left: int
) -> None:
    assert code_of(alice.delete("/api/calls/call-1")) == (400, "bad_input")
    assert alice.delete(f"/api/calls/call-1?memories={fate}").status_code == 204
    assert code_of(alice.get("/api/calls/call-1")) == (404, "not_found")
    assert len(texts(alice)) == left


def test_moods_are_counted_by_call(
    told: list[dict[str, Any]], alice: FlaskClient, bob: FlaskClient
) -> None:
    moods = alice.get("/api/moods").get_json()["moods"]
    assert [(mood["id"], mood["emotions"]) for mood in moods] == [
        ("call-1", {"happy": 1}),
        ("call-2", {"happy": 1}),
    ]
    assert bob.get("/api/moods").get_json() == {"moods": []}
