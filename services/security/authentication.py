"""Where people claim an account, show who they are, and leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.errors import BadInput, NotFound, NotSignedIn, SignedOut, WrongPassword
from services.security.limits import Limits
from services.security.passwords import Passwords
from services.security.session_gate import SessionGate
from services.security.tokens import Pair, Tokens, fits_reset
from services.settings import Settings
from services.storage.account_merge import bring
from services.storage.accounts import Account, Accounts
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.sessions import Kind, SessionRecord, Sessions


@dataclass(frozen=True)
class Authentication:
    """Whatever it changes about who may come in, the door knows at once."""

    database: Database
    blobs: Blobs
    accounts: Accounts
    sessions: Sessions
    passwords: Passwords
    tokens: Tokens
    session_gate: SessionGate
    limits: Limits

    @classmethod
    def on(
        cls,
        database: Database,
        blobs: Blobs,
        settings: Settings,
        *,
        secret_key: str,
        passwords: Passwords,
    ) -> Authentication:
        """The desk of a server: ``secret_key`` signs what it hands out."""
        sessions = Sessions(database)
        return cls(
            database=database,
            blobs=blobs,
            accounts=Accounts(database),
            sessions=sessions,
            passwords=passwords,
            tokens=Tokens(secret_key),
            session_gate=SessionGate(sessions),
            limits=Limits(settings),
        )

    def account(self, person_id: str) -> Account:
        """Raises `NotFound` when they have none."""
        found = self.accounts.get(person_id)
        if found is None:
            raise NotFound("account")
        return found

    def claim(self, person_id: str, email: str, password: str, address: str) -> Account:
        """The new account of someone anonymous.

        Who asks for many e-mails looks for those that others have. Raises `WeakPassword`,
        `AlreadyTaken`, `TooManyRequests`.
        """
        self.limits.take("sign_in", person_id, address)
        password_hash = self.passwords.hash(password, email=email)
        return self.accounts.claim(person_id, email=email, password_hash=password_hash)

    def recognise(self, email: str, password: str, address: str) -> Account:
        """Whose e-mail and password these are.

        Takes as long for an e-mail that nobody has. Raises `WrongPassword`, `TooManyRequests`.
        """
        found = self.accounts.of_email(email)
        self._try(email.lower(), password, found, address)
        if found is None:
            raise WrongPassword()
        return found

    def change_password(
        self, person_id: str, old: str, new: str, *, session_id: str, address: str
    ) -> None:
        """From here on with ``new``, and signed out everywhere else.

        Who has no password yet needs no old one. Raises `WrongPassword`, `WeakPassword`.
        """
        account = self.account(person_id)
        if not account.email:
            raise BadInput("Add an e-mail first: you sign in with both.")
        if account.password_hash:
            self._try(account.email, old, account, address)
        self._set_password(account, new)
        self.sessions.end_others(person_id, session_id)
        self.session_gate.changed(person_id)

    def change_email(self, person_id: str, email: str, password: str, address: str) -> Account:
        """The account as changed. Raises `WrongPassword`, `AlreadyTaken`, `TooManyRequests`."""
        self.limits.take("sign_in", person_id, address)
        account = self.account(person_id)
        if account.password_hash:
            self._try(account.email, password, account, address)
        return self.accounts.change(person_id, email=email)

    def reset(self, token: str, password: str) -> str:
        """The person whose password that is now; they are signed out everywhere.

        Raises `NotSignedIn` when the token is used already or too old, `WeakPassword`.
        """
        person_id, was = self.tokens.reset_of(token)
        account = self.accounts.get(person_id)
        if account is None or not fits_reset(was, account.password_hash):
            raise NotSignedIn("the reset was used already")
        self._set_password(account, password)
        self.limits.forgive("sign_in", account.email)
        self.sessions.end_others(person_id, "")
        self.session_gate.changed(person_id)
        return person_id

    def begin(self, person_id: str, label: str) -> str:
        """The session of a browser that signs in here."""
        session_id = self.sessions.begin(person_id, Kind.BROWSER, label)
        self.session_gate.changed(person_id)
        return session_id

    def listed(self, person_id: str) -> Sequence[SessionRecord]:
        return self.sessions.listed(person_id)

    def end(self, person_id: str, session_id: str) -> None:
        """Sign out there. Raises `NotFound`."""
        self.sessions.end(person_id, session_id)
        self.session_gate.changed(person_id)

    def end_others(self, person_id: str, kept: str) -> None:
        self.sessions.end_others(person_id, kept)
        self.session_gate.changed(person_id)

    def bring(self, anonymous_id: str, person_id: str) -> None:
        """Let a person have what they did before they signed in. Raises `QuotaReached`."""
        bring(self.database, self.blobs, anonymous_id, person_id)

    def issue(self, person_id: str, label: str) -> Pair:
        """Tokens for a program of that person."""
        return self.tokens.pair(person_id, self.sessions.begin(person_id, Kind.PROGRAM, label), 0)

    def renew(self, refresh_token: str) -> Pair:
        """The next pair; the token works once. Raises `NotSignedIn`, `SignedOut`."""
        person_id, session_id, rotation = self.tokens.refresh(refresh_token)
        try:
            self.sessions.rotate(session_id, rotation)
        except SignedOut:
            self.session_gate.changed(person_id)
            raise
        return self.tokens.pair(person_id, session_id, rotation + 1)

    def _try(self, email: str, password: str, account: Account | None, address: str) -> None:
        self.limits.take("sign_in", email, address)
        if not self.passwords.fits(password, account.password_hash if account else ""):
            raise WrongPassword()
        self.limits.forgive("sign_in", email)

    def _set_password(self, account: Account, password: str) -> None:
        password_hash = self.passwords.hash(password, email=account.email)
        self.accounts.change(account.person_id, password_hash=password_hash)
