"""Accounts: how people are found again from another browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from services.errors import AlreadyTaken, BadInput, NotFound
from services.storage.database import Database
from services.storage.people import present
from services.storage.tables import AccountRow, CallRow, LinkRow, PersonRow, SessionRow


class Role(StrEnum):
    """What a person may see of others: nothing, or how many there are."""

    PERSON = "person"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """A person who can sign in."""

    person_id: str
    email: str
    """Empty for those who came with an issuer that tells none."""
    role: Role
    issuers: tuple[str, ...]
    """Whom else they may sign in with."""
    password_hash: str = field(repr=False)
    """Empty for those who have none."""


class Accounts:
    """Everyone who claimed what they did. E-mail addresses are compared in lower case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, person_id: str) -> Account | None:
        return self._found(AccountRow.person_id == person_id)

    def of_email(self, email: str) -> Account | None:
        return self._found(AccountRow.email == email.lower())

    def of_issuer(self, issuer: str, subject: str) -> Account | None:
        """Whom that issuer knows by that name."""
        linked = select(LinkRow.person_id).where(
            LinkRow.issuer == issuer, LinkRow.subject == subject
        )
        return self._found(AccountRow.person_id == linked.scalar_subquery())

    def claim(
        self,
        person_id: str,
        *,
        email: str = "",
        password_hash: str = "",
        link: tuple[str, str] | None = None,
    ) -> Account:
        """The new account of someone who was anonymous, with an issuer and what it calls them.

        Raises `AlreadyTaken`.
        """

        row = AccountRow(
            person_id=person_id,
            email=email.lower() or None,
            password_hash=password_hash,
            role=Role.PERSON.value,
        )

        def work(session: Session) -> Account:
            _check_new(session, person_id, email)
            session.add(row)
            session.flush()
            if link is not None:
                _link(session, person_id, *link)
            return _account(row)

        return self._database.run(work)

    def change(
        self,
        person_id: str,
        *,
        email: str | None = None,
        password_hash: str | None = None,
        role: Role | None = None,
    ) -> Account:
        """The account as changed; None leaves a value. Raises `AlreadyTaken`, `NotFound`."""

        def work(session: Session) -> Account:
            row = _own(session, person_id)
            if email is not None and email.lower() != row.email:
                _check_free(session, email)
                row.email = email.lower()
            if password_hash is not None:
                row.password_hash = password_hash
            if role is not None:
                row.role = role.value
            return _account(row)

        return self._database.run(work)

    def link(self, person_id: str, issuer: str, subject: str) -> None:
        """Let them sign in with that issuer too. Raises `AlreadyTaken`, `NotFound`."""

        def work(session: Session) -> None:
            _own(session, person_id)
            _link(session, person_id, issuer, subject)

        self._database.run(work)

    def unlink(self, person_id: str, issuer: str) -> Account:
        """The account without that issuer. Raises `BadInput` when there is no other way in."""

        def work(session: Session) -> Account:
            row = _own(session, person_id)
            if not row.password_hash:
                raise BadInput("Set a password first: otherwise you could not sign in again.")
            theirs = delete(LinkRow).where(LinkRow.person_id == person_id, LinkRow.issuer == issuer)
            session.execute(theirs)
            session.expire(row, ["links"])
            return _account(row)

        return self._database.run(work)

    def counts(self) -> dict[str, int]:
        """How many there are of what, and nothing about whom."""
        tables = {
            "people": PersonRow,
            "accounts": AccountRow,
            "sessions": SessionRow,
            "calls": CallRow,
        }
        return self._database.run(
            lambda session: {
                name: session.scalar(select(func.count()).select_from(table)) or 0
                for name, table in tables.items()
            }
        )

    def _found(self, which: ColumnElement[bool]) -> Account | None:
        def work(session: Session) -> Account | None:
            row = session.scalar(select(AccountRow).where(which))
            return _account(row) if row else None

        return self._database.run(work)


def _own(session: Session, person_id: str) -> AccountRow:
    row = session.get(AccountRow, person_id)
    if row is None:
        raise NotFound("account")
    return row


def _link(session: Session, person_id: str, issuer: str, subject: str) -> None:
    row = session.get(LinkRow, (issuer, subject))
    if row is not None and row.person_id != person_id:
        raise AlreadyTaken()
    if row is None:
        session.add(LinkRow(issuer=issuer, subject=subject, person_id=person_id))
        session.flush()


def _check_new(session: Session, person_id: str, email: str) -> None:
    present(session, person_id)
    if session.get(AccountRow, person_id) is not None:
        raise AlreadyTaken("You have an account already.")
    _check_free(session, email)


def _check_free(session: Session, email: str) -> None:
    if email and session.scalar(select(AccountRow).where(AccountRow.email == email.lower())):
        raise AlreadyTaken("Sign in with that e-mail instead.")


def _account(row: AccountRow) -> Account:
    return Account(
        row.person_id,
        row.email or "",
        Role(row.role),
        tuple(link.issuer for link in row.links),
        row.password_hash,
    )
