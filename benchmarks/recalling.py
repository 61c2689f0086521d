"""What does recall take of somebody who has told a lot, each way that vectors are kept?

    python -m benchmarks.recalling [--memories 5000] [--people 2]

Prints JSON. Vectors are random, with as many numbers as the built-in encoder's, and cost nothing:
encoding what is asked comes on top. Everyone has told as much as everyone else, in turns.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks.report import machine, spread
from services.offload import inline
from services.storage.database import Database
from services.storage.memories import Memories
from services.storage.tables import MemoryRow, PersonRow
from tests.storage.postgres import BARE, cluster

NUMBERS = 384
ASKED = 40
SYLLABLES = ("ba", "do", "fi", "gu", "ken", "lor", "mas", "nim", "pa", "rul", "sto", "tev")
CHANCE = Random(5)
NOISE = np.random.default_rng(5)


class RandomEncoder:
    """Sentences that have something in common with all others, as those of a real one have."""

    name = "random"

    def encode(self, texts: Sequence[str], *, asking: bool) -> list[bytes]:
        drawn = NOISE.normal(0, 1, (len(texts), NUMBERS)) + 3 * np.sin(np.arange(NUMBERS))
        return [(each / np.linalg.norm(each)).astype("<f4").tobytes() for each in drawn]


def words(count: int) -> str:
    return " ".join("".join(CHANCE.choices(SYLLABLES, k=3)) for _ in range(count))


def fill(database: Database, people: int, each: int) -> float:
    """How long it took to move the vectors to where this database keeps them, in seconds."""
    vectors = RandomEncoder().encode([""] * (people * each), asking=False)
    told = [
        {"person_id": str(number % people), "kind": "life", "text": words(6), "embedding": vector}
        for number, vector in enumerate(vectors)
    ]

    def work(session: Session) -> None:
        session.add_all(PersonRow(id=str(person)) for person in range(people))
        session.flush()
        session.execute(insert(MemoryRow), told)

    database.run(work)
    began_s = time.perf_counter()
    database.migrate()
    took_s = time.perf_counter() - began_s
    database.run(lambda session: session.execute(text("ANALYZE")))
    return round(took_s, 1)


def measure(url: str, people: int, each: int) -> dict[str, Any]:
    database = Database(url, offload=inline)
    database.migrate()
    moved_s = fill(database, people, each)
    memories = Memories(database, RandomEncoder())
    memories.prepare()
    took_ms, found = [], []
    for number in range(ASKED):
        asked = words(8)
        began_s = time.perf_counter()
        found.append(len(memories.recall(str(number % people), "iris", asked)))
        took_ms.append((time.perf_counter() - began_s) * 1000)
    kept_as = memories.check()
    database.close()
    return {
        "kept_as": kept_as,
        "recall_ms": spread(took_ms),
        "found": spread(found),
        "moving_s": moved_s,
    }


def run(people: int, each: int) -> dict[str, Any]:
    """On the two databases that a server begins with, too."""
    with tempfile.TemporaryDirectory() as folder, cluster() as full:
        bare = full.replace("/postgres?", "/template1?")
        database = Database(full, offload=inline)
        database.run(lambda session: session.execute(text(f"ALTER DATABASE template1 {BARE}")))
        database.close()
        return {
            "sqlite": measure(f"sqlite:///{folder}/visavis.db", people, each),
            "postgresql_without_pgvector": measure(bare, people, each),
            "postgresql": measure(full, people, each),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memories", type=int, default=5000, help="of each person")
    parser.add_argument("--people", type=int, default=2)
    asked = parser.parse_args()
    found = run(asked.people, asked.memories)
    print(json.dumps({"machine": machine(), **vars(asked), **found}, indent=2))


if __name__ == "__main__":
    main()
