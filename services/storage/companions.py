"""Companions: those everyone has, and those that people made."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

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
MAX_COMPANIONS = 50
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
    description: str = ""
    """Who they are, in the person's own words; empty for as the persona has it."""
    boundaries: str = ""
    """What they do not talk about, or do."""
    language: str = "en"
    pace: float = 1.0
    """Of speech: 1 is as the voice has it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants a companion to be; None leaves it as it is, or as by default."""

    name: str | None = None
    persona: str | None = None
    voice: str | None = None
    portrait: str | None = None
    """A blob's id, or that of a default companion whose face it is to have; empty for none."""
    greeting: str | None = None
    description: str | None = None
    boundaries: str | None = None
    language: str | None = None
    pace: float | None = None


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
    CompanionCard(
        "juno", "Juno", "playful explorer", "kokoro/af_bella", "/static/portraits/juno.svg",
        "/static/portraits/juno.json",
        "Hey, Juno here! What's the story today?",
    ),
)  # fmt: skip
HOUSE_FAMILIES = {card.voice.partition("/")[0] for card in DEFAULTS}
"""Of the voices that come with this program."""


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
        card = self.card(person_id, companion_id)
        return Companion(
            id=card.id,
            name=card.name,
            persona=self._persona(card),
            voice=replace(self._voice(person_id, card), pace=card.pace),
            portrait_url=card.portrait_url,
            rig_url=card.rig_url,
            greeting=card.greeting,
            language=card.language,
        )

    def card(self, person_id: str, companion_id: str) -> CompanionCard:
        """Raises `NotFound`, also for another person's."""
        return _default(companion_id) or self._card(
            self._database.run(lambda session: _own(session, person_id, companion_id))
        )

    def portrait(self, person_id: str, companion_id: str) -> tuple[bytes, str]:
        """The JPEG, or the id of whose drawn face it is; both empty for no face.

        Raises `NotFound`.
        """
        if _default(companion_id):
            return b"", companion_id
        row = self._database.run(lambda session: _own(session, person_id, companion_id))
        if not row.portrait or _default(row.portrait):
            return b"", row.portrait
        return self._blobs.read(row.portrait).content, ""

    def _persona(self, card: CompanionCard) -> Persona:
        """The persona, who knows its name, as the person describes it and within its boundaries."""
        persona = self._personas.get(card.persona) or self._personas[DEFAULTS[0].persona]
        described = card.description.replace("\n", " ") or persona.description
        boundaries = f" Always keep to this: {card.boundaries}" if card.boundaries else ""
        return replace(persona, description=f"Your name is {card.name}. {described}{boundaries}")

    def add(self, person_id: str, wishes: Wishes) -> CompanionCard:
        """The new companion. Raises `BadInput` when a wish cannot be met."""
        self._check(person_id, wishes)

        def work(session: Session) -> CompanionRow:
            present(session, person_id)
            count = select(func.count()).where(CompanionRow.person_id == person_id)
            if (session.scalar(count) or 0) >= MAX_COMPANIONS:
                raise BadInput(f"there are {MAX_COMPANIONS} companions already")
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

    def duplicate(self, person_id: str, companion_id: str) -> CompanionCard:
        """A copy that the person may change, with a portrait of its own. Raises `NotFound`."""
        card = _default(companion_id)
        if card is not None:
            return self.add(person_id, _wishes_of(card, portrait=card.id))
        row = self._database.run(lambda session: _own(session, person_id, companion_id))
        portrait = row.portrait
        if portrait and _default(portrait) is None:
            portrait = self._blobs.copy(portrait, [RIG_TYPE])
        return self.add(person_id, _wishes_of(self._card(row), portrait=portrait))

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
        if portrait and _default(portrait) is None:
            self._blobs.forget(portrait)

    def _check(self, person_id: str, wishes: Wishes) -> None:
        if wishes.persona is not None and wishes.persona not in self._personas:
            raise BadInput("persona: there is no such persona")
        if not wishes.portrait or _default(wishes.portrait):
            return
        if not self._blobs.belongs(wishes.portrait, person_id):
            raise BadInput("portrait: there is no such upload of yours")

    def _card(self, row: CompanionRow) -> CompanionCard:
        portrait_url, rig_url = self._face(row)
        return CompanionCard(
            row.id,
            row.name,
            row.persona,
            row.voice,
            portrait_url,
            rig_url,
            row.greeting,
            own=True,
            description=row.description,
            boundaries=row.boundaries,
            language=row.language,
            pace=row.pace,
        )

    def _face(self, row: CompanionRow) -> tuple[str, str]:
        """Links to the portrait and its rig; empty where there is none."""
        if worn := _default(row.portrait):
            return worn.portrait_url, worn.rig_url
        if not row.portrait:
            return "", ""
        rig = self._blobs.beside(row.portrait, RIG_TYPE)
        portrait_url = self._blobs.url(row.portrait, row.person_id)
        return portrait_url, self._blobs.url(rig, row.person_id) if rig else ""

    def _voice(self, person_id: str, card: CompanionCard) -> Voice:
        """The card's voice, or the default one when nobody offers any of that family.

        Companions that everyone has speak with the default one where that is a vendor's.
        """
        try:
            offered = {voice.id: voice for voice in self.voices(person_id)}
        except ProviderError:
            offered = {}
        families = [_family(voice) for voice in offered]
        if not families or (card.own and _family(card.voice) in families):
            return offered.get(card.voice) or Voice(card.voice, card.voice)
        default = next(iter(offered.values()))
        return offered.get(card.voice, default) if families[0] in HOUSE_FAMILIES else default


def _family(voice_id: str) -> str:
    return voice_id.partition("/")[0]


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
        description="",
        boundaries="",
        language=model.language,
        pace=model.pace,
    )


def _wishes_of(card: CompanionCard, *, portrait: str) -> Wishes:
    names = {field.name for field in fields(Wishes)} - {"portrait"}
    return Wishes(**{name: getattr(card, name) for name in names}, portrait=portrait)


def _grant(row: CompanionRow, wishes: Wishes) -> None:
    for field in fields(Wishes):
        if (wish := getattr(wishes, field.name)) is not None:
            setattr(row, field.name, wish)


def _unworn(session: Session, portrait: str) -> str:
    """That portrait if no companion wears it any more, else nothing."""
    session.flush()
    wearers = select(func.count()).where(CompanionRow.portrait == portrait)
    return "" if session.scalar(wearers) else portrait
