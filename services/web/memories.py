"""What is remembered of a person, for that person: to see, to put right, and to forget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from services.domain import Recollection
from services.errors import BadInput
from services.storage.companions import Companions
from services.storage.memories import Memories
from services.storage.people import People
from services.web import fields
from services.web.identity import person_id

TEXT_CHARS = 300
WORDS_CHARS = 200

MEMORY = {
    "text": fields.line(most=TEXT_CHARS, least=1),
    "pinned": fields.flag,
    "kept": fields.flag,
    "companion": fields.line(most=64),
}
CHOICE = {"remembers": fields.flag}


def blueprint(
    memories: Memories,
    people: People,
    companions: Companions,
    *,
    learning: Callable[[str], bool],
    forget_past: Callable[[str], None],
) -> Blueprint:
    """``learning`` tells whether a call may still teach something. ``forget_past`` makes a person's
    calls that go on forget the earlier ones.
    """
    pages = Blueprint("memories", __name__, url_prefix="/api")
    _add_all(pages, memories, people)
    _add_each(pages, memories, companions, forget_past)

    @pages.get("/calls/<call_id>/memories")
    def of_call(call_id: str) -> Response:
        found = [each for each in memories.of_call(person_id(), call_id) if each.state == "new"]
        return jsonify(memories=_shown(found), learning=learning(call_id))

    return pages


def _add_all(pages: Blueprint, memories: Memories, people: People) -> None:
    @pages.get("/memories")
    def listed() -> Response:
        """All, or what the words of ``?q=`` bring to mind."""
        person, words = person_id(), asked_words()
        found = memories.search(person, words) if words else memories.listed(person)
        return jsonify(remembers=people.get(person).remembers, memories=_shown(found))

    @pages.patch("/memories")
    def choose() -> Response:
        person = people.change(person_id(), **fields.body(CHOICE))
        return jsonify(remembers=person.remembers)


def _add_each(
    pages: Blueprint,
    memories: Memories,
    companions: Companions,
    forget_past: Callable[[str], None],
) -> None:
    @pages.patch("/memories/<int:memory_id>")
    def change(memory_id: int) -> Response:
        person = person_id()
        wishes = fields.body(MEMORY)
        companion = wishes.pop("companion", None)
        if companion and companion not in {each.id for each in companions.listed(person)}:
            raise BadInput("companion: there is no such companion.")
        changed = memories.change(person, memory_id, companion_id=companion, **wishes)
        return jsonify(_shown([changed])[0])

    @pages.delete("/memories/<int:memory_id>")
    def forget(memory_id: int) -> Response:
        person = person_id()
        memories.forget(person, memory_id)
        forget_past(person)
        return Response(status=204)


def asked_words() -> str:
    """What ``?q=`` looks for. Raises `BadInput` when that is too long."""
    words = request.args.get("q", "").strip()
    if len(words) > WORDS_CHARS:
        raise BadInput(f"q may have at most {WORDS_CHARS} characters.")
    return words


def _shown(recollections: Sequence[Recollection]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "kind": each.kind,
            "text": each.text,
            "state": each.state,
            "pinned": each.pinned,
            "companion": each.companion_id,
            "replaced_by": each.replaced_by or None,
            "receipts": [
                {
                    "call": receipt.call_id,
                    "turn": receipt.turn,
                    "quote": receipt.quote,
                    "said_at": receipt.said_at.isoformat(),
                }
                for receipt in each.receipts
            ],
        }
        for each in recollections
    ]
