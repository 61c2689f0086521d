"""Companions: those everyone has, and those that people made."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.domain import Companion, Persona, Voice
from services.errors import BadInput, ConfigError, NotFound, ProviderError
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.people import present
from services.storage.tables import CompanionRow

RIG_TYPE = "application/json"
"""A portrait's rig lies beside it."""
MOST_COMPANIONS = 50
"""That one person may keep."""


@dataclass(frozen=True, slots=True)
class CompanionCard:
    """A companion as it is chosen: persona and voice by id."""

    id: str
    name: str
    persona: str
    voice: str
    portrait_url: str
    rig_url: str
    """Empty for a portrait that stays still."""
    greeting: str
    own: bool = False
    """Whether the person made it, and so may change and delete it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants a companion to be; None leaves it as it is, or as by default."""

    name: str | None = None
    persona: str | None = None
    voice: str | None = None
    portrait: str | None = None
    """A blob's id; empty for none."""
    greeting: str | None = None


DEFAULTS = (
    CompanionCard(
        "iris", "Iris", "warm friend", "hibari/heart", "/static/portraits/iris.svg",
        "/static/portraits/iris.json",
        "Hi, it's Iris! How are you today?",
    ),
    CompanionCard(
        "theo", "Theo", "calm listener", "kokoro/am_michael", "/static/portraits/theo.svg",
        "/static/portraits/theo.json",
        "Hello, this is Theo. What is on your mind?",
    ),
)  # fmt: skip


class Companions:
    """Whom a person can call."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        *,
        personas: Mapping[str, Persona],
        voices: Callable[[str], Sequence[Voice]],
    ) -> None:
        """``voices`` gives those that a person may choose from; it may raise `ProviderError`.

        Raises `ConfigError` when ``personas`` lacks one that a default companion has.
        """
        self._database = database
        self._blobs = blobs
        self._personas = personas
        self.voices = voices
        if missing := {card.persona for card in DEFAULTS} - personas.keys():
            raise ConfigError(f"no persona {', '.join(sorted(missing))}")

    def listed(self, person_id: str) -> Sequence[CompanionCard]:
        """Those everyone has, then the person's own, oldest first."""
        own = (
            select(CompanionRow)
            .where(CompanionRow.person_id == person_id)
            .order_by(CompanionRow.created_at, CompanionRow.id)
        )
        rows = self._database.run(lambda session: session.scalars(own).all())
        return [*DEFAULTS, *(self._card(row) for row in rows)]

    def get(self, person_id: str, companion_id: str) -> Companion:
        """The companion, ready to be called. Raises `NotFound`, also for another person's."""
        card = _default(companion_id) or self._card(
            self._database.run(lambda session: _own(session, person_id, companion_id))
        )
        return Companion(
            id=card.id,
            name=card.name,
            persona=self._persona(card),
            voice=self._voice(person_id, card.voice),
            portrait_url=card.portrait_url,
            rig_url=card.rig_url,
            greeting=card.greeting,
        )

    def _persona(self, card: CompanionCard) -> Persona:
        """The persona, who knows its name."""
        persona = self._personas.get(card.persona) or self._personas[DEFAULTS[0].persona]
        return replace(persona, description=f"Your name is {card.name}. {persona.description}")

    def add(self, person_id: str, wishes: Wishes) -> CompanionCard:
        """The new companion. Raises `BadInput` when a wish cannot be met."""
        self._check(person_id, wishes)

        def work(session: Session) -> CompanionRow:
            present(session, person_id)
            count = select(func.count()).where(CompanionRow.person_id == person_id)
            if (session.scalar(count) or 0) >= MOST_COMPANIONS:
                raise BadInput(f"there are {MOST_COMPANIONS} companions already")
            row = _new(person_id)
            _grant(row, wishes)
            session.add(row)
            return row

        return self._card(self._database.run(work))

    def change(self, person_id: str, companion_id: str, wishes: Wishes) -> CompanionCard:
        """The companion as changed. Raises `NotFound`, `BadInput`."""
        self._check(person_id, wishes)

        def work(session: Session) -> tuple[CompanionRow, str]:
            row = _own(session, person_id, companion_id)
            worn = row.portrait
            _grant(row, wishes)
            return row, _unworn(session, worn)

        row, portrait = self._database.run(work)
        self._forget(portrait)
        return self._card(row)

    def remove(self, person_id: str, companion_id: str) -> None:
        """Delete it, and its portrait unless another companion wears it. Raises `NotFound`."""

        def work(session: Session) -> str:
            row = _own(session, person_id, companion_id)
            session.delete(row)
            return _unworn(session, row.portrait)

        self._forget(self._database.run(work))

    def name_within(self, session: Session, companion_id: str) -> str:
        """The name, from inside a unit of work; empty when there is no such companion."""
        if default := _default(companion_id):
            return default.name
        row = session.get(CompanionRow, companion_id)
        return row.name if row else ""

    def _forget(self, portrait: str) -> None:
        if portrait:
            self._blobs.forget(portrait)

    def _check(self, person_id: str, wishes: Wishes) -> None:
        if wishes.persona is not None and wishes.persona not in self._personas:
            raise BadInput("persona: there is no such persona")
        if wishes.portrait and not self._blobs.belongs(wishes.portrait, person_id):
            raise BadInput("portrait: there is no such upload of yours")

    def _card(self, row: CompanionRow) -> CompanionCard:
        rig = self._blobs.beside(row.portrait, RIG_TYPE) if row.portrait else ""
        portrait_url, rig_url = (
            self._blobs.url(blob, row.person_id) if blob else "" for blob in (row.portrait, rig)
        )
        return CompanionCard(
            row.id, row.name, row.persona, row.voice, portrait_url, rig_url, row.greeting, own=True
        )

    def _voice(self, person_id: str, voice_id: str) -> Voice:
        """That voice, or the default one when it is not (or no longer) offered."""
        try:
            offered = self.voices(person_id)
        except ProviderError:
            offered = ()  # The call itself will tell that nothing can speak.
        by_id = {voice.id: voice for voice in offered}
        return by_id.get(voice_id) or next(iter(offered), Voice(voice_id, voice_id))


def _default(companion_id: str) -> CompanionCard | None:
    return next((card for card in DEFAULTS if card.id == companion_id), None)


def _own(session: Session, person_id: str, companion_id: str) -> CompanionRow:
    row = session.get(CompanionRow, companion_id)
    if row is None or row.person_id != person_id:
        raise NotFound("companion")
    return row


def _new(person_id: str) -> CompanionRow:
    """A companion like the first that everyone has, but with no face of its own."""
    model = DEFAULTS[0]
    return CompanionRow(
        id=secrets.token_hex(16),
        person_id=person_id,
        name=model.name,
        persona=model.persona,
        voice=model.voice,
        portrait="",
        greeting="",
    )


def _grant(row: CompanionRow, wishes: Wishes) -> None:
    for name in ("name", "persona", "voice", "portrait", "greeting"):
        if (wish := getattr(wishes, name)) is not None:
            setattr(row, name, wish)


def _unworn(session: Session, portrait: str) -> str:
    """That portrait if no companion wears it any more, else nothing."""
    session.flush()
    wearers = select(func.count()).where(CompanionRow.portrait == portrait)
    return "" if session.scalar(wearers) else portrait
