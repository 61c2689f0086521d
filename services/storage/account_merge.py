"""What someone did before signing in, brought into their account."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import String, func, update
from sqlalchemy.orm import Session

from services.errors import BadInput
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.people import present
from services.storage.tables import AccountRow, PersonRow
from services.storage.vectors import tables_of

THEIR_OWN = ("accounts", "links", "sessions")
"""Tables of which nothing is ever passed on."""


def bring(database: Database, blobs: Blobs, anonymous_id: str, person_id: str) -> None:
    """Give all rows and files of someone without an account to a person, and forget the former.

    Rows move all or none; files are copied before, and deleted after. Raises `BadInput` when the
    former has an account, `QuotaReached`.
    """

    def work(session: Session) -> None:
        before = session.get(PersonRow, anonymous_id)
        if before is None:
            return
        after = present(session, person_id)
        after.name = after.name or before.name
        for table in tables_of(session):
            if "person_id" in table.columns and table.name not in THEIR_OWN:
                _hand_over(session, table, anonymous_id, person_id)
        session.delete(before)

    if database.run(lambda session: session.get(AccountRow, anonymous_id)) is not None:
        raise BadInput("That is another account.")
    blobs.hand_over(anonymous_id, person_id)
    database.run(work)
    blobs.forget_all(anonymous_id)


def _hand_over(session: Session, table: sa.Table, owner: str, heir: str) -> None:
    """The rows, and the ids of files in them, which begin with their owner's."""
    theirs = table.c.person_id == owner
    for column in table.columns:
        if isinstance(column.type, String):
            inside = theirs & column.startswith(f"{owner}/")
            moved = func.replace(column, f"{owner}/", f"{heir}/")
            session.execute(update(table).where(inside).values({column: moved}))
    session.execute(update(table).where(theirs).values(person_id=heir))
