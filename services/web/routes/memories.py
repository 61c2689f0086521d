"""What is remembered of a person, for that person: to see, to put right, and to forget."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint

from services.domain import Recollection
from services.errors import BadInput
from services.storage.companions import Companions
from services.storage.memories import Memories
from services.storage.people import People
from services.web.identity import person_id
from services.web.openapi import fields, response_types
from services.web.openapi.operations import Done, Operation, body, query

TEXT_CHARS = 300
WORDS_CHARS = 200

MEMORY = {
    "text": fields.line(most=TEXT_CHARS, least=1),
    "pinned": fields.flag,
    "kept": fields.flag,
    "companion": fields.line(most=64),
}
CHOICE = {"remembers": fields.flag}
WORDS = {"q": fields.words(most=WORDS_CHARS)}


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
    def of_call(call_id: str) -> response_types.CallMemories:
        """What a call taught and nobody has decided on."""
        found = [each for each in memories.of_call(person_id(), call_id) if each.state == "new"]
        return {"memories": _shown(found), "learning": learning(call_id)}

    return pages


def _add_all(pages: Blueprint, memories: Memories, people: People) -> None:
    @pages.get("/memories")
    @Operation(query=WORDS)
    def listed() -> response_types.MemoriesJson:
        """All, or what the words of `q` bring to mind."""
        person, words = person_id(), query().get("q", "")
        found = memories.search(person, words) if words else memories.listed(person)
        return {"remembers": people.get(person).remembers, "memories": _shown(found)}

    @pages.patch("/memories")
    @Operation(body=CHOICE)
    def choose() -> response_types.Remembers:
        """Whether calls may be learned from, and what was learned be used."""
        person = people.change(person_id(), **body())
        return {"remembers": person.remembers}


def _add_each(
    pages: Blueprint,
    memories: Memories,
    companions: Companions,
    forget_past: Callable[[str], None],
) -> None:
    @pages.patch("/memories/<int:memory_id>")
    @Operation(body=MEMORY)
    def change(memory_id: int) -> response_types.MemoryJson:
        """Put it right, keep or pin it, or let one companion alone know it."""
        person = person_id()
        wishes = body()
        companion = wishes.pop("companion", None)
        if companion and companion not in {each.id for each in companions.listed(person)}:
            raise BadInput("companion: there is no such companion.")
        changed = memories.change(person, memory_id, companion_id=companion, **wishes)
        return _shown([changed])[0]

    @pages.delete("/memories/<int:memory_id>")
    def forget(memory_id: int) -> Done:
        """Strike it from search, prompts and transcripts."""
        person = person_id()
        memories.forget(person, memory_id)
        forget_past(person)
        return "", 204


def _shown(recollections: Sequence[Recollection]) -> list[response_types.MemoryJson]:
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
