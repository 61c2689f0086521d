"""People, known by the id in their signed session."""

from __future__ import annotations

import math

from sqlalchemy.orm import Session

from services.domain import PauseTolerance, Person
from services.storage.database import Database
from services.storage.tables import PersonRow

FOREVER = 0


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

        changes = {
            "name": name,
            "pause_tolerance": pause_tolerance and pause_tolerance.value,
            "remembers": remembers,
            "keeps_voice": keeps_voice,
            "model": model,
        }
        limits = {"cost_cap_usd": (cost_cap_usd, math.inf), "keep_days": (keep_days, FOREVER)}

        def work(session: Session) -> Person:
            row = present(session, person_id)
            for column, value in changes.items():
                if value is not None:
                    setattr(row, column, value)
            for column, (limit, no_limit) in limits.items():
                if limit is not None:
                    setattr(row, column, None if limit == no_limit else limit)
            return _person(row)

        return self._database.run(work)


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
