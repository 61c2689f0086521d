"""The tables. A change here needs a migration; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A time in UTC, aware on both sides (SQLite itself forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text of any origin: what a database cannot hold (NUL, lone surrogates) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return (
            value.replace("\0", "\ufffd")
            .encode("utf-16", "surrogatepass")
            .decode("utf-16", "replace")
        )


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def now() -> datetime:
    return datetime.now(UTC)


class PersonRow(Table):
    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Words, default="")
    pause_tolerance: Mapped[str] = mapped_column(String(16), default="normal")
    remembers: Mapped[bool] = mapped_column(default=True, server_default=true())
    keeps_voice: Mapped[bool] = mapped_column(default=False, server_default=false())
    model: Mapped[str] = mapped_column(String(200), default="auto", server_default="auto")
    keep_days: Mapped[int | None]
    """How long calls are kept after their end; None: until they are deleted."""
    cost_cap_usd: Mapped[float | None]
    """None: as much as the server allows."""
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class AccountRow(Table):
    """How a person is found again from another browser."""

    __tablename__ = "accounts"

    person_id: Mapped[str] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    """In lower case; None for those who came with an issuer that tells none."""
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    """Empty for those who sign in elsewhere only."""
    role: Mapped[str] = mapped_column(String(16), default="person")
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    links: Mapped[list[LinkRow]] = relationship(order_by="LinkRow.issuer", passive_deletes=True)


class LinkRow(Table):
    """Someone whom an OpenID issuer knows, and whom we know to be the same."""

    __tablename__ = "links"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.person_id", ondelete="CASCADE"), index=True
    )


class SessionRow(Table):
    """A browser or a program that is signed in. Once the row is gone, it is signed out."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.person_id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(16))
    """``browser`` or ``program``."""
    label: Mapped[str] = mapped_column(Words)
    rotation: Mapped[int] = mapped_column(default=0)
    """Of a program: how often its refresh token was replaced."""
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    seen_at: Mapped[datetime] = mapped_column(Moment, default=now)


class CompanionRow(Table):
    """A companion that a person made; those everyone has are not rows."""

    __tablename__ = "companions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Words)
    persona: Mapped[str] = mapped_column(String(64))
    voice: Mapped[str] = mapped_column(String(128))
    portrait: Mapped[str] = mapped_column(String(128), default="")
    """A blob's id, or the id of a default companion whose face it has."""
    greeting: Mapped[str] = mapped_column(Words, default="")
    description: Mapped[str] = mapped_column(Words, default="", server_default="")
    boundaries: Mapped[str] = mapped_column(Words, default="", server_default="")
    language: Mapped[str] = mapped_column(String(20), default="en", server_default="en")
    pace: Mapped[float] = mapped_column(default=1.0, server_default="1")
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class CallRow(Table):
    __tablename__ = "calls"
    __table_args__ = (Index("ix_calls_person_id_started_at", "person_id", "started_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    companion_id: Mapped[str] = mapped_column(String(64))
    companion_name: Mapped[str] = mapped_column(Words)
    """As it was then: the companion may be renamed or deleted, and some are not rows."""
    started_at: Mapped[datetime] = mapped_column(Moment, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str | None] = mapped_column(String(64))
    usage: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What it used and what that cost, as `Spending.bill` has it; None while it goes on."""
    messages: Mapped[list[MessageRow]] = relationship(
        order_by="(MessageRow.turn, MessageRow.speaker.desc())", passive_deletes=True
    )


class MessageRow(Table):
    """What one of the two said in a turn."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("call_id", "turn", "speaker"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    turn: Mapped[int]
    speaker: Mapped[str] = mapped_column(String(16))
    """``user`` or ``companion``."""
    text: Mapped[str] = mapped_column(Words)
    heard_text: Mapped[str] = mapped_column(Words)
    emotion: Mapped[str] = mapped_column(String(32), default="")
    source: Mapped[str] = mapped_column(String(16), default="")
    """``voice``, ``browser`` or ``typed``; empty for the companion."""
    interrupted: Mapped[bool] = mapped_column(default=False, server_default=false())
    timings_ms: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class JobRow(Table):
    """A job, for as long as its person may ask what became of it."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_person_id_created_at", "person_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), index=True)
    progress: Mapped[float] = mapped_column(default=0.0)
    message: Mapped[str] = mapped_column(Words, default="")
    code: Mapped[str] = mapped_column(String(64), default="")
    """Of the error that it failed with."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    worker: Mapped[str] = mapped_column(String(64), default="")
    """The process that carries it out; empty for the web's own."""
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class MemoryRow(Table):
    """One thing that is remembered of a person; `domain.Recollection` says what the columns mean.

    Its words are in a full-text index besides, which triggers keep.
    """

    __tablename__ = "memories"
    __table_args__ = ({"sqlite_autoincrement": True},)
    """An id is never used again: a page that is still open would change another one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    companion_id: Mapped[str] = mapped_column(String(64), default="")
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Words)
    topic: Mapped[str] = mapped_column(Words, default="")
    state: Mapped[str] = mapped_column(String(16), default="new")
    pinned: Mapped[bool] = mapped_column(default=False)
    embedding: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None until the encoder had time for it."""
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("memories.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now)
    receipts: Mapped[list[ReceiptRow]] = relationship(
        order_by="(ReceiptRow.said_at, ReceiptRow.id)", passive_deletes="all"
    )


class ReceiptRow(Table):
    """Where a recollection comes from; gone when the call is."""

    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    memory_id: Mapped[int] = mapped_column(
        ForeignKey("memories.id", ondelete="CASCADE"), index=True
    )
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    turn: Mapped[int]
    quote: Mapped[str] = mapped_column(Words)
    said_at: Mapped[datetime] = mapped_column(Moment)


class VoiceRow(Table):
    """A voice made of a person's own, from its sample on until no one has anything of it."""

    __tablename__ = "voices"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    """None when the person is gone and the vendor still has the voice."""
    label: Mapped[str] = mapped_column(Words)
    state: Mapped[str] = mapped_column(String(16), default="sample", index=True)
    kind: Mapped[str] = mapped_column(String(16), default="stock")
    provider: Mapped[str] = mapped_column(String(64), default="")
    voice_id: Mapped[str] = mapped_column(String(128), default="")
    style: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    similarity: Mapped[float] = mapped_column(default=0.0)
    sample: Mapped[str] = mapped_column(String(128), default="")
    excerpt: Mapped[str] = mapped_column(String(128), default="")
    preview: Mapped[str] = mapped_column(String(128), default="")
    sample_sha256: Mapped[str] = mapped_column(String(64), default="")
    speech_s: Mapped[float] = mapped_column(default=0.0)
    consent: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
