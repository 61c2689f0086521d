"""What words bring to mind, by the words themselves and by their meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.contracts import Encoder
from services.domain import RecollectionKind
from services.words import content_words

FUSION = 60
"""Source: Cormack, Clarke and Büttcher, Reciprocal Rank Fusion (SIGIR 2009)."""
MAX_WORDS = 24
NEWEST_SHARE = 0.25
"""What being recent counts, beside words and meaning."""
MIN_NEARNESS = 0.03
"""Between what words ask and a recollection, so that it comes to mind by its meaning alone."""
MIN_SHARE = 0.55
"""Of the nearest one's nearness."""
LABELS = {
    RecollectionKind.NAME: "name",
    RecollectionKind.PEOPLE: "family and friends",
    RecollectionKind.PETS: "pets",
    RecollectionKind.HOME: "home, city",
    RecollectionKind.WORK: "work, job",
    RecollectionKind.TASTES: "likes and dislikes, favourites",
    RecollectionKind.HEALTH: "health",
    RecollectionKind.DATES: "birthday, age",
    RecollectionKind.PLANS: "plans",
    RecollectionKind.LIFE: "hobbies, life",
}
"""Put before what is encoded: so "How old am I?" is near "You turned forty"."""
USUALLY_TOLD = (
    "name: Your name is Alex.",
    "home, city: You live in a small town.",
    "work, job: You work in an office.",
    "work, job: You study at the university.",
    "family and friends: Your mother is called Anna.",
    "family and friends: Your brother moved abroad.",
    "family and friends: You have a son and a daughter.",
    "pets: You have a dog.",
    "likes and dislikes, favourites: You like chocolate.",
    "likes and dislikes, favourites: You hate getting up early.",
    "health: You are allergic to dust.",
    "birthday, age: Your birthday is in June.",
    "plans: You are going on a trip next week.",
    "plans: You have an exam on Monday.",
    "hobbies, life: You play tennis.",
    "hobbies, life: You speak French.",
    "hobbies, life: You are learning to paint.",
    "home, city: You grew up by the sea.",
    "hobbies, life: You bought a new car.",
    "health: You are afraid of spiders.",
)
USUALLY_SAID = (
    "Good morning, it's nice to hear you.",
    "So what did you do all day?",
    "I don't know what to say.",
    "That is really interesting.",
    "What time is it?",
    "Can you sing a song for me?",
    "The traffic was awful this morning.",
    "I watched a film last night.",
    "Yes, exactly, that's what I meant.",
    "No, I don't think so.",
    "Why is the sky blue?",
    "Let's talk about something else.",
    "I'm a bit tired today.",
    "Thank you so much, that helps.",
    "Did you hear the news?",
    "See you tomorrow then.",
    "Wow, I can't believe it.",
    "Tell me a story.",
    "Are you a robot?",
    "It's cold outside.",
)
"""Vectors of any two sentences lie close together, and some sentences lie close to all. What tells
is how much nearer they lie than such as these: both sides are seen from the middle of the usual."""

ON_SQLITE = text(
    "SELECT memories.id FROM memory_words JOIN memories ON memories.id = memory_words.rowid "
    "WHERE memory_words MATCH :asked AND person_id = :person ORDER BY bm25(memory_words)"
)
ON_POSTGRESQL = text(
    "SELECT id FROM memories, to_tsquery('english', :asked) AS asked "
    "WHERE person_id = :person AND to_tsvector('english'::regconfig, text) @@ asked "
    "ORDER BY ts_rank(to_tsvector('english'::regconfig, text), asked) DESC, id"
)

Vector = NDArray[np.float32]


def vector_of(embedding: bytes) -> Vector:
    """``(n,) float32``"""
    return np.frombuffer(embedding, "<f4")


def labelled(kind: str, text: str) -> str:
    """As it is encoded."""
    return f"{LABELS[RecollectionKind(kind)]}: {text}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words ask for, by how much more a recollection has of it than what is usually told."""

    vector: Vector
    usually: float
    """The product of what is usually told with ``vector``."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The middles of what is usually told and said."""

    told: Vector
    said: Vector

    def meaning(self, asked: bytes) -> Meaning:
        """Of words that were encoded so."""
        vector = vector_of(asked) - self.said
        return Meaning(vector, float(self.told @ vector))

    @classmethod
    def of(cls, encoder: Encoder) -> Usual:
        """Takes the encoder about half a second. Raises `ProviderError`."""
        told = encoder.encode(USUALLY_TOLD, asking=False)
        said = encoder.encode(USUALLY_SAID, asking=True)
        return cls(*(np.stack(list(map(vector_of, each))).mean(axis=0) for each in (told, said)))


def by_words(session: Session, person_id: str, words: str) -> list[int]:
    """Ids of what shares a word with these, best first, by the database's full-text index."""
    asked = asked_words(words)
    if not asked:
        return []
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    query = " OR ".join(f'"{word}"' for word in asked) if on_sqlite else " | ".join(asked)
    statement = ON_SQLITE if on_sqlite else ON_POSTGRESQL
    return list(session.scalars(statement, {"asked": query, "person": person_id}))


def asked_words(words: str) -> list[str]:
    """Those of them that are worth looking for."""
    return sorted(set(content_words(words)))[:MAX_WORDS]


def by_meaning(meaning: Meaning, embeddings: Mapping[int, bytes]) -> list[int]:
    """Ids of what is meant, nearest first. An encoder of before left vectors of another size."""
    size_bytes = meaning.vector.nbytes
    ids = [each for each, embedding in embeddings.items() if len(embedding) == size_bytes]
    if not ids:
        return []
    told = vector_of(b"".join(embeddings[each] for each in ids)).reshape(len(ids), -1)
    near = told @ meaning.vector - meaning.usually
    least = max(MIN_NEARNESS, MIN_SHARE * float(near.max()))
    nearest_first = np.argsort(-near, kind="stable")
    return [ids[index] for index in nearest_first[near[nearest_first] >= least]]


def fused(
    rankings: Sequence[Sequence[int]], newest: Sequence[int], pinned: frozenset[int]
) -> list[int]:
    """All that stands in a ranking, by its places in them; new and pinned ones a little higher."""
    score: dict[int, float] = {}
    for ranking in rankings:
        for place, each in enumerate(ranking):
            score[each] = score.get(each, 0.0) + 1 / (FUSION + place)
    for place, each in enumerate(newest):
        if each in score:
            score[each] += (each in pinned) / FUSION + NEWEST_SHARE / (FUSION + place)
    return sorted(score, key=lambda each: -score[each])
