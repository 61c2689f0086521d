"""What someone did before signing in, brought into their account."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.errors import BadInput
from services.storage.database import Database
from services.storage.people import present
from services.storage.tables import AccountRow, PersonRow, Table

THEIR_OWN = ("accounts", "links", "sessions")
"""Tables of which nothing is ever passed on."""


def bring(database: Database, anonymous_id: str, person_id: str) -> None:
    """Give all rows of someone without an account to a person, and forget the former: all or none.

    Raises `BadInput` when the former has an account.
    """

    def work(session: Session) -> None:
        if session.get(AccountRow, anonymous_id) is not None:
            raise BadInput("That is another account.")
        before = session.get(PersonRow, anonymous_id)
        if before is None:
            return
        after = present(session, person_id)
        after.name = after.name or before.name
        for table in Table.metadata.sorted_tables:
            if "person_id" in table.columns and table.name not in THEIR_OWN:
                theirs = update(table).where(table.c.person_id == anonymous_id)
                session.execute(theirs.values(person_id=person_id))
        session.delete(before)

    database.run(work)
