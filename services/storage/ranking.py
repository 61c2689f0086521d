"""What words bring to mind, by the words themselves and by their meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.words import content_words

FUSION = 60
"""Source: Cormack, Clarke and Büttcher, Reciprocal Rank Fusion (SIGIR 2009)."""
MOST_WORDS = 24
NEWEST_SHARE = 0.25
"""What being recent counts, beside words and meaning."""
LEAST_MARGIN = 0.033
"""How much nearer than usual recollections one must lie to come to mind by its meaning alone."""
USUAL = (
    "Your name is Alex.",
    "You live in a small town.",
    "You work in an office.",
    "You study at the university.",
    "Your mother is called Anna.",
    "Your brother moved abroad.",
    "You have a son and a daughter.",
    "You have a dog.",
    "You like chocolate.",
    "You hate getting up early.",
    "You are allergic to dust.",
    "Your birthday is in June.",
    "You are going on a trip next week.",
    "You have an exam on Monday.",
    "You play tennis.",
    "You speak French.",
    "You are learning to paint.",
    "You grew up by the sea.",
    "You bought a new car.",
    "You are afraid of spiders.",
)
"""Things that people tell. Vectors of any two sentences lie close together, so how near is near
depends on the words that ask: nearer than these."""

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


def middle_of(embeddings: Sequence[bytes]) -> Vector:
    """Its product with a vector is the mean of theirs."""
    middle: Vector = np.stack([vector_of(each) for each in embeddings]).mean(axis=0)
    return middle


def by_words(session: Session, person_id: str, words: str) -> list[int]:
    """Ids of what shares a word with these, best first, by the database's full-text index."""
    asked = sorted(set(content_words(words)))[:MOST_WORDS]
    if not asked:
        return []
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    query = " OR ".join(f'"{word}"' for word in asked) if on_sqlite else " | ".join(asked)
    statement = ON_SQLITE if on_sqlite else ON_POSTGRESQL
    return list(session.scalars(statement, {"asked": query, "person": person_id}))


def by_meaning(asked: Vector, usual: Vector, embeddings: Mapping[int, bytes]) -> list[int]:
    """Ids of what lies nearer to the words than usual things do, nearest first."""
    if not embeddings:
        return []
    nearness = np.stack([vector_of(each) for each in embeddings.values()]) @ asked
    near = nearness - float(usual @ asked)
    ids = list(embeddings)
    return [ids[index] for index in np.argsort(-near, kind="stable") if near[index] > LEAST_MARGIN]


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
