"""Consent to a voice: a sentence nobody can have recorded before, read by whose voice it is."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.contracts import SAME_SPEAKER
from services.errors import BadInput, NotAllowed

WHOSE = ("mine", "other")
"""``other``: of someone who has agreed, and who reads the sentence."""
VALID = timedelta(minutes=10)
"""For which a sentence may be read."""
MAX_WRONG = 0.3
"""Of a sentence's words, misheard or misread."""
MIN_HEARD = 3
"""Of the chance words, so that another reading does not do."""
CHANCE_WORDS = (
    "river", "candle", "orange", "window", "garden", "pencil", "mountain", "dinner", "summer",
    "yellow", "doctor", "finger", "blanket", "market", "silver", "winter", "bottle", "pocket",
    "forest", "kitchen", "hammer", "paper", "rabbit", "ticket", "butter", "dragon", "island",
    "lemon", "music", "number", "ocean", "planet", "purple", "shadow", "spider", "sugar", "table",
    "tiger", "valley", "village",
)  # fmt: skip
"""Two or three syllables each, and like no other."""
CHANCES = 4


class ConsentMissing(NotAllowed):
    """There is no voice without consent. Whoever it belongs to has to read the sentence first."""

    code = "consent_missing"


class ConsentExpired(NotAllowed):
    """That sentence is too old. Please read a new one."""

    code = "consent_expired"


class ConsentWords(BadInput):
    """The words of the sentence were not all to be heard. Please read it once more, calmly and as
    it is written."""

    code = "consent_words"
    http_status = 422


class ConsentSpeaker(BadInput):
    """The one who read the sentence does not sound like the one in the recording. It has to be the
    same person, best with the same microphone."""

    code = "consent_speaker"
    http_status = 422


@dataclass(frozen=True, slots=True)
class Consent:
    """What was asked, and what came of it: kept with the voice for as long as the voice is."""

    person: str
    """Who asked: the id of the one the voice will belong to."""
    whose: str
    name: str
    """Of the other; empty for one's own voice."""
    sentence: str
    asked_at: str
    """ISO 8601, in UTC, as ``agreed_at``."""
    agreed_at: str = ""
    """Empty until the sentence was read."""
    transcript: str = ""
    similarity: float = 0.0
    """Of the one who read to the one in the sample."""
    sample_sha256: str = ""
    """Of the sample that it holds for, and for no other."""

    @classmethod
    def asked(cls, person: str, whose: str, name: str, now: datetime) -> Consent:
        """Raises `BadInput` for another's voice without a name."""
        if whose == "other" and not name:
            raise BadInput("name: say whose voice it is.")
        return cls(
            person, whose, "" if whose == "mine" else name, _sentence(whose, name, now),
            now.isoformat(),
        )  # fmt: skip

    @classmethod
    def kept(cls, row: Mapping[str, Any]) -> Consent | None:
        """From what `row` gave; None for nothing."""
        return cls(**row) if row else None

    @property
    def row(self) -> dict[str, Any]:
        return asdict(self)

    def read(self, transcript: str, now: datetime) -> Consent:
        """The consent with what was heard. Raises `ConsentExpired`, `ConsentWords`."""
        if now - datetime.fromisoformat(self.asked_at) > VALID:
            raise ConsentExpired()
        asked, heard = _words(self.sentence), _words(transcript)
        chances = [word for word in asked if word in CHANCE_WORDS]
        wrong = _distance(asked, heard) / len(asked)
        if wrong > MAX_WRONG or len(set(chances) & set(heard)) < MIN_HEARD:
            raise ConsentWords()
        return replace(self, transcript=transcript)

    def agreed(self, similarity: float, sample_sha256: str, now: datetime) -> Consent:
        """The consent, given. Raises `ConsentSpeaker` when someone else has read."""
        if similarity < SAME_SPEAKER:
            raise ConsentSpeaker()
        return replace(
            self,
            similarity=round(similarity, 3),
            sample_sha256=sample_sha256,
            agreed_at=now.isoformat(),
        )


def require(consent: Consent | None, sample_sha256: str) -> Consent:
    """The consent, if it was given for that sample. Raises `ConsentMissing`."""
    if consent is None or not consent.agreed_at or consent.sample_sha256 != sample_sha256:
        raise ConsentMissing()
    return consent


def _sentence(whose: str, name: str, now: datetime) -> str:
    chances = secrets.SystemRandom().sample(CHANCE_WORDS, CHANCES)
    beginning = f"My name is {name}, and I agree" if whose == "other" else "I agree"
    return (
        f"{beginning} that a companion may speak with a voice like mine. "
        f"It is a {now.astimezone(UTC):%A} in {now.astimezone(UTC):%B}, "
        f"and my words are {', '.join(chances[:-1])} and {chances[-1]}."
    )


def _words(text: str) -> Sequence[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower())


def _distance(first: Sequence[str], second: Sequence[str]) -> int:
    """Words to change, add or leave out. Source: Wagner and Fischer, 1974."""
    row = list(range(len(second) + 1))
    for i, mine in enumerate(first, start=1):
        before, row[0] = row[0], i
        for j, theirs in enumerate(second, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (mine != theirs))
    return row[-1]
