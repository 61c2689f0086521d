"""Voices that people made of a person's own: from the sample to the day they are forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.domain import Voice
from services.errors import BadInput, NotFound
from services.storage.database import Database
from services.storage.people import present
from services.storage.tables import CompanionRow, VoiceRow
from services.storage.voice_records import VoiceRecord, VoiceState, record

MAX_VOICES = 12
"""That one person may keep."""


class Voices:
    """All methods raise `StorageError`; those that name a voice `NotFound`, also for others'."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person_id: str, label: str, **values: Any) -> VoiceRecord:
        """A new voice of which there is a sample. Raises `BadInput` when there are too many."""

        def work(session: Session) -> VoiceRecord:
            present(session, person_id)
            theirs = select(func.count()).where(
                VoiceRow.person_id == person_id, VoiceRow.state != VoiceState.LEAVING
            )
            if (session.scalar(theirs) or 0) >= MAX_VOICES:
                raise BadInput(f"there are {MAX_VOICES} voices already")
            row = VoiceRow(id=secrets.token_hex(16), person_id=person_id, label=label, **values)
            session.add(row)
            session.flush()
            return record(row)

        return self._database.run(work)

    def get(self, person_id: str, voice_id: str) -> VoiceRecord:
        return self._database.run(lambda session: record(_own(session, person_id, voice_id)))

    def listed(self, person_id: str) -> Sequence[VoiceRecord]:
        """Oldest first, without those that are leaving."""
        return self._all(VoiceRow.person_id == person_id, VoiceRow.state != VoiceState.LEAVING)

    def change(self, person_id: str, voice_id: str, **values: Any) -> VoiceRecord:
        def work(session: Session) -> VoiceRecord:
            row = _own(session, person_id, voice_id)
            for name, value in values.items():
                setattr(row, name, value)
            return record(row)

        return self._database.run(work)

    def made(self, sample: VoiceRecord, voice: Voice, **values: Any) -> None:
        """Out of a sample came a voice, for its person to judge.

        What spoke with an earlier one of this sample speaks with it; that one is leaving.
        """

        def work(session: Session) -> None:
            row = _own(session, sample.person_id, sample.id)
            if row.voice_id != voice.id and row.provider:
                session.add(_leaving(row))
            for companion in _speaking(session, row):
                companion.voice = voice.id
            row.state, row.kind, row.provider = VoiceState.MADE, voice.kind, ""
            row.voice_id, row.style, row.similarity = voice.id, voice.style, 0.0
            for name, value in values.items():
                setattr(row, name, value)

        self._database.run(work)

    def leave(self, person_id: str, voice_id: str, heir: str) -> tuple[VoiceRecord, Sequence[str]]:
        """The voice as it was, and the names of the companions who now speak with ``heir``.

        What is left of it here is what a vendor must still be told to delete.
        """

        def work(session: Session) -> tuple[VoiceRecord, Sequence[str]]:
            row = _own(session, person_id, voice_id)
            was = record(row)
            names = []
            for companion in _speaking(session, row):
                companion.voice = heir
                names.append(companion.name)
            row.state, row.style, row.consent = VoiceState.LEAVING, b"", {}
            row.sample = row.excerpt = row.preview = ""
            return was, names

        return self._database.run(work)

    def gone(self, voice_id: str) -> None:
        """Nothing is left of it anywhere."""

        def work(session: Session) -> None:
            if row := session.get(VoiceRow, voice_id):
                session.delete(row)

        self._database.run(work)

    def of(self, person_id: str) -> Sequence[Voice]:
        """Those that the person's companions may speak with."""
        kept = self._all(VoiceRow.person_id == person_id, VoiceRow.state == VoiceState.KEPT)
        return [each.voice for each in kept]

    def leaving(self) -> Sequence[VoiceRecord]:
        """Everyone's that a vendor may still have, and those of people who are gone."""
        return self._all(or_(VoiceRow.state == VoiceState.LEAVING, VoiceRow.person_id.is_(None)))

    def abandoned(self, before: datetime) -> Sequence[VoiceRecord]:
        """Everyone's that their person did not decide to keep by then."""
        undecided = VoiceRow.state.in_((VoiceState.SAMPLE, VoiceState.MADE))
        return self._all(undecided, VoiceRow.created_at < before, VoiceRow.person_id.is_not(None))

    def _all(self, *conditions: Any) -> Sequence[VoiceRecord]:
        wanted = select(VoiceRow).where(*conditions).order_by(VoiceRow.created_at, VoiceRow.id)
        return self._database.run(lambda session: [record(row) for row in session.scalars(wanted)])


def _own(session: Session, person_id: str, voice_id: str) -> VoiceRow:
    row = session.get(VoiceRow, voice_id)
    if row is None or row.person_id != person_id or row.state == VoiceState.LEAVING:
        raise NotFound("voice")
    return row


def _speaking(session: Session, row: VoiceRow) -> Sequence[CompanionRow]:
    """The person's companions who speak with that voice."""
    wanted = select(CompanionRow).where(
        CompanionRow.person_id == row.person_id,
        CompanionRow.voice == row.voice_id,
        CompanionRow.voice != "",
    )
    return session.scalars(wanted).all()


def _leaving(row: VoiceRow) -> VoiceRow:
    """What a vendor has, and nobody wants any more."""
    return VoiceRow(
        id=secrets.token_hex(16),
        person_id=row.person_id,
        label=row.label,
        state=VoiceState.LEAVING,
        kind=row.kind,
        provider=row.provider,
        voice_id=row.voice_id,
    )
