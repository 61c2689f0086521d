"""Rows of the memories table, as they are read and written within a unit of work."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.domain import Receipt, Recollection, RecollectionKind, Told
from services.errors import NotFound
from services.storage.tables import CallRow, MemoryRow, ReceiptRow

NEW, KEPT, PAST = "new", "kept", "past"


def rows_of(session: Session, person_id: str) -> Sequence[MemoryRow]:
    every = (
        select(MemoryRow)
        .where(MemoryRow.person_id == person_id)
        .options(selectinload(MemoryRow.receipts))
        .order_by(MemoryRow.updated_at, MemoryRow.id)
    )
    return session.scalars(every).all()


def rows_with(session: Session, ids: Sequence[int]) -> Sequence[MemoryRow]:
    """Those rows, in the order of ``ids``."""
    wanted = (
        select(MemoryRow).where(MemoryRow.id.in_(ids)).options(selectinload(MemoryRow.receipts))
    )
    return sorted(session.scalars(wanted), key=lambda row: ids.index(row.id))


def own(session: Session, person_id: str, memory_id: int) -> MemoryRow | None:
    row = session.get(MemoryRow, memory_id)
    return row if row is not None and row.person_id == person_id else None


def owned(session: Session, person_id: str, memory_id: int) -> MemoryRow:
    row = own(session, person_id, memory_id)
    if row is None:
        raise NotFound("memory")
    return row


def add(session: Session, person_id: str, told: Told) -> None:
    """Unless all calls in which it was told are gone meanwhile, or another's."""
    calls = (session.get(CallRow, receipt.call_id) for receipt in told.receipts)
    if not any(call is not None and call.person_id == person_id for call in calls):
        return
    row = MemoryRow(
        person_id=person_id, kind=told.kind.value, text=told.text, topic=told.topic, state=NEW
    )
    session.add(row)
    session.flush()
    add_receipts(session, row, told.receipts)
    before = own(session, person_id, told.replaces) if told.replaces else None
    if before is not None:
        before.state, before.replaced_by = PAST, row.id
        row.pinned, row.companion_id = before.pinned, before.companion_id
        before.pinned = False


def add_receipts(session: Session, row: MemoryRow, receipts: Sequence[Receipt]) -> None:
    for receipt in receipts:
        if session.get(CallRow, receipt.call_id) is not None:
            session.add(
                ReceiptRow(
                    memory_id=row.id,
                    call_id=receipt.call_id,
                    turn=receipt.turn,
                    quote=receipt.quote,
                    said_at=receipt.said_at,
                )
            )


def recollection(session: Session, row: MemoryRow) -> Recollection:
    return Recollection(
        row.id,
        RecollectionKind(row.kind),
        row.text,
        row.topic,
        row.state,
        row.pinned,
        row.companion_id,
        tuple(Receipt(r.call_id, r.turn, r.said_at, r.quote) for r in row.receipts),
        row.updated_at,
        row.replaced_by or 0,
    )
