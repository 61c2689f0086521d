"""What is kept of calls: `contracts.Journal` over the database, and its reading side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from services.domain import Message
from services.errors import NotFound, StorageError
from services.storage import calls
from services.storage.calls import CallRecord
from services.storage.database import Database
from services.storage.people import present
from services.storage.tables import CallRow, MessageRow, now

USER = "user"
COMPANION = "companion"


class DatabaseJournal:
    """Every method is one transaction: what it wrote outlives a kill of the process."""

    def __init__(self, database: Database, *, name_of: Callable[[Session, str], str]) -> None:
        """``name_of`` gives a companion's name from within a unit of work."""
        self._database = database
        self._name_of = name_of

    def call_started(self, call_id: str, person_id: str, companion_id: str) -> None:
        """Keep that the call began; once more for the same call changes nothing."""

        def work(session: Session) -> None:
            row = session.get(CallRow, call_id)
            if row is None:
                session.add(self._new_call(session, call_id, person_id, companion_id))
            elif row.person_id != person_id:
                raise StorageError("a call of that id belongs to someone else")

        self._database.run(work)

    def user_said(self, call_id: str, turn: int, text: str, source: str) -> None:
        """Keep what the person said, once its turn is certain."""
        self._keep(call_id, turn, USER, text=text, heard_text=text, source=source)

    def companion_said(
        self,
        call_id: str,
        turn: int,
        *,
        text: str,
        heard_text: str,
        emotion: str,
        interrupted: bool,
        timings_ms: Mapping[str, int],
    ) -> None:
        """Keep the answer as far as it was heard; called again as more is heard."""
        self._keep(
            call_id,
            turn,
            COMPANION,
            text=text,
            heard_text=heard_text,
            emotion=emotion,
            interrupted=interrupted,
            timings_ms=dict(timings_ms),
        )

    def call_ended(self, call_id: str, reason: str, usage: Mapping[str, Any] | None = None) -> None:
        def work(session: Session) -> None:
            row = session.get(CallRow, call_id)
            if row is None:
                raise StorageError("the call that ended was never kept")
            row.ended_at = now()
            row.end_reason = reason
            row.usage = dict(usage) if usage is not None else None

        self._database.run(work)

    def recent_messages(
        self, person_id: str, companion_id: str, *, limit: int
    ) -> Sequence[Message]:
        """The newest messages of these two, oldest first; an answer nobody heard is left out."""
        newest = (
            select(MessageRow)
            .join(CallRow, CallRow.id == MessageRow.call_id)
            .where(CallRow.person_id == person_id, CallRow.companion_id == companion_id)
            .where(or_(MessageRow.speaker == USER, MessageRow.heard_text != ""))
            .order_by(CallRow.started_at.desc(), CallRow.id.desc())
            .order_by(MessageRow.turn.desc(), MessageRow.speaker)
            .limit(limit)
        )
        rows = self._database.run(lambda session: session.scalars(newest).all())
        return [_message(row) for row in reversed(rows)]

    def calls_of(self, person_id: str, *, limit: int) -> Sequence[CallRecord]:
        """The person's newest calls, newest first, without their messages."""
        newest = (
            select(CallRow)
            .where(CallRow.person_id == person_id)
            .order_by(CallRow.started_at.desc(), CallRow.id.desc())
            .limit(limit)
        )
        return self._database.run(
            lambda session: [calls.without_messages(row) for row in session.scalars(newest)]
        )

    def calls_with_messages(self, person_id: str, *, limit: int) -> Sequence[CallRecord]:
        """The person's newest calls, newest first."""
        newest = (
            select(CallRow)
            .where(CallRow.person_id == person_id)
            .options(selectinload(CallRow.messages))
            .order_by(CallRow.started_at.desc(), CallRow.id.desc())
            .limit(limit)
        )
        return self._database.run(
            lambda session: [calls.with_messages(row) for row in session.scalars(newest)]
        )

    def search(self, person_id: str, words: str, *, limit: int) -> Sequence[CallRecord]:
        """The person's newest calls in which all these words were heard, with the messages that
        hold any of them."""
        wanted = words.split()
        if not wanted:
            return []

        def work(session: Session) -> list[CallRecord]:
            found = [calls.with_messages_of(row, wanted) for row in session.scalars(newest)]
            return [record for record in found if calls.holds(record, wanted)][:limit]

        any_word = or_(*(MessageRow.heard_text.icontains(w, autoescape=True) for w in wanted))
        newest = (
            select(CallRow)
            .where(CallRow.person_id == person_id, CallRow.messages.any(any_word))
            .options(selectinload(CallRow.messages))
            .order_by(CallRow.started_at.desc(), CallRow.id.desc())
        )
        return self._database.run(work)

    def call_record(self, person_id: str, call_id: str) -> CallRecord:
        """The call with its messages. Raises `NotFound`, also when it is someone else's."""

        def work(session: Session) -> CallRecord:
            row = session.get(CallRow, call_id)
            if row is None or row.person_id != person_id:
                raise NotFound("call")
            return calls.with_messages(row)

        return self._database.run(work)

    def _new_call(
        self, session: Session, call_id: str, person_id: str, companion_id: str
    ) -> CallRow:
        present(session, person_id)
        name = self._name_of(session, companion_id)
        return CallRow(
            id=call_id, person_id=person_id, companion_id=companion_id, companion_name=name
        )

    def _keep(self, call_id: str, turn: int, speaker: str, **values: Any) -> None:
        """Write the message of that turn and speaker, over what stood there."""
        there = select(MessageRow).where(
            MessageRow.call_id == call_id, MessageRow.turn == turn, MessageRow.speaker == speaker
        )

        def work(session: Session) -> None:
            row = session.scalar(there)
            if row is None:
                session.add(MessageRow(call_id=call_id, turn=turn, speaker=speaker, **values))
                return
            for name, value in values.items():
                setattr(row, name, value)

        self._database.run(work)


def _message(row: MessageRow) -> Message:
    """An answer begins with its emotion, as the chat model writes it."""
    if row.speaker == USER:
        return Message("user", row.heard_text)
    return Message("assistant", f"{row.emotion}: {row.heard_text}")
