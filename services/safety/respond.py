"""Whether fixed words of care answer a person, and what a model is told in the turns after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.domain import Concern, Judgement
from services.safety.replies import reply

CAREFUL_TURNS = 8
"""For so many turns after words of care a model is told of them."""
YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|i (?:am|do|think so|guess)|maybe|kind of|sort of|sometimes|a little"
    r"|sí|si|quizás|tal vez|a veces|oui|ouais|peut-être|parfois|ja|vielleicht|manchmal|doch"
    r"|forse|a volte|sim|talvez|às vezes|हाँ|हां|शायद|जी|是|对|嗯|有时|可能)(?:\b|\W|$)",
    re.IGNORECASE,
)
QUESTIONS = {
    Concern.SUICIDE: "ask_suicide",
    Concern.SELF_HARM: "ask_suicide",
    Concern.EMERGENCY: "ask_emergency",
    Concern.VIOLENCE: "ask_violence",
    Concern.EATING_DISORDER: "ask_eating_disorder",
}
AGAIN = {Concern.SUICIDE: "suicide_now"}
"""What is said when the same concern was answered in the last turns already."""


@dataclass(frozen=True, slots=True)
class CareReply:
    """Fixed text that no model writes."""

    text: str
    concern: Concern | None
    """None for an allergy."""
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who is cared for, and what was said before."""

    language: str = "en"
    region: str = ""
    """ISO 3166, where it is known."""
    earlier: Sequence[CareReply | None] = ()
    """A turn each, oldest first."""

    @property
    def recent(self) -> list[CareReply]:
        """Of the last turns; an allergy leaves no mark on what follows."""
        lately = self.earlier[-CAREFUL_TURNS:]
        return [each for each in lately if each is not None and each.concern is not None]


def respond(judgement: Judgement, words: str, where: Circumstances) -> CareReply | None:
    """What to say whatever a model would; None where a model may answer."""
    asked = where.earlier[-1] if where.earlier else None
    if asked is not None and asked.asks and asked.concern and YES.search(words):
        return _fixed(asked.concern, where)
    if judgement.concern is None:
        return None
    if judgement.sure:
        return _fixed(judgement.concern, where)
    if any(each.concern is judgement.concern for each in where.recent):
        return None  # asked about or answered already: the model goes on, and is told to be careful
    question = text_of(QUESTIONS[judgement.concern], where, judgement.concern)
    return CareReply(question, judgement.concern, asks=True)


def reminder(where: Circumstances) -> str:
    """What a model must know of it while it answers other words; empty where there is nothing."""
    concerns = [each.concern for each in where.recent if each.concern]
    if not concerns:
        return ""
    return (
        f"The person spoke of {concerns[-1].replace('_', ' ')} a moment ago. Stay gentle and "
        "serious, ask how they are now, make no jokes, do not cheer them on in what may hurt, and "
        "do not change the subject."
    )


def text_of(name: str, where: Circumstances, concern: Concern | None = None) -> str:
    """The fixed text of that name, in the person's language, with the numbers of their region."""
    return reply(name, concern, language=where.language, region=where.region)


def _fixed(concern: Concern, where: Circumstances) -> CareReply:
    answered = [each for each in where.recent if each.concern is concern and not each.asks]
    name = AGAIN.get(concern, concern) if len(answered) % 2 else concern
    return CareReply(text_of(name, where, concern), concern)
