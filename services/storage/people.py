"""People, known by the id in their signed session."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sqlalchemy.orm import Session

from services.domain import PauseTolerance, Person
from services.storage.database import Database
from services.storage.tables import PersonRow

FOREVER = 0
BOUNDLESS = {"cost_cap_usd": math.inf, "keep_days": FOREVER}
"""What stands for no limit, by column; it is kept as NULL."""


class People:
    """Everyone who ever kept something. Someone without a row is anonymous, not unknown."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, person_id: str) -> Person:
        row = self._database.run(lambda session: session.get(PersonRow, person_id))
        return _person(row) if row else Person(person_id)

    def change(
        self,
        person_id: str,
        *,
        name: str | None = None,
        pause_tolerance: PauseTolerance | None = None,
        remembers: bool | None = None,
        keeps_voice: bool | None = None,
        model: str | None = None,
        cost_cap_usd: float | None = None,
        keep_days: int | None = None,
    ) -> Person:
        """The person as changed; None leaves a value as it is, `FOREVER` days are no limit."""
        wishes = {
            "name": name,
            "pause_tolerance": pause_tolerance and pause_tolerance.value,
            "remembers": remembers,
            "keeps_voice": keeps_voice,
            "model": model,
            "cost_cap_usd": cost_cap_usd,
            "keep_days": keep_days,
        }

        def work(session: Session) -> Person:
            row = present(session, person_id)
            _grant(row, wishes)
            return _person(row)

        return self._database.run(work)


def _grant(row: PersonRow, wishes: Mapping[str, object]) -> None:
    for name, wish in wishes.items():
        if wish is not None:
            setattr(row, name, None if wish == BOUNDLESS.get(name) else wish)


def present(session: Session, person_id: str) -> PersonRow:
    """The person's row, made when there is none."""
    row = session.get(PersonRow, person_id)
    if row is None:
        row = PersonRow(id=person_id, name="", pause_tolerance=PauseTolerance.NORMAL.value)
        session.add(row)
        session.flush()
    return row


def _person(row: PersonRow) -> Person:
    return Person(
        row.id,
        row.name,
        PauseTolerance(row.pause_tolerance),
        remembers=row.remembers,
        keeps_voice=row.keeps_voice,
        model=row.model,
        keep_days=row.keep_days,
        cost_cap_usd=math.inf if row.cost_cap_usd is None else row.cost_cap_usd,
    )
