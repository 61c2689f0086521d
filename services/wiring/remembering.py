"""The parts of the app that remember, connected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.contracts import CareJudge, FormFiller, Memory
from services.errors import NotFound
from services.learning.learn import TranscriptLine
from services.learning.learner import Learner
from services.providers import registry
from services.providers.registry import Entry
from services.settings import Settings
from services.storage.journal import USER, DatabaseJournal
from services.storage.people import People


def learner(
    settings: Settings,
    memory: Memory,
    people: People,
    journal: DatabaseJournal,
    care: CareJudge,
    *,
    build: Callable[[Entry], object],
    idle: Callable[[], bool],
) -> Learner:
    """``build`` makes a provider; ``idle`` tells whether nobody is in a call.

    The first chat model reads calls, if it can be held to a form; one on this machine only while
    that takes nothing from anybody. The built-in one does not: it took 10 to 25 s a call, and of
    seven facts that it added to three calls, five were moods and scraps.
    """
    entry = registry.chain("chat", settings)[0]
    built_in = bool(entry.engine) and not settings.companion_gguf
    model = None if built_in else build(entry)
    models: list[FormFiller] = [model] if isinstance(model, FormFiller) else []
    free = idle if entry.engine else lambda: True
    return Learner(memory, transcripts(people, journal, care), models, free=free)


def transcripts(
    people: People, journal: DatabaseJournal, care: CareJudge
) -> Callable[[str, str], Sequence[TranscriptLine]]:
    """Gives what was heard in a call; of one off the record, and of someone who wants nothing
    remembered, nothing. Words that called for care are used for nothing else.
    """

    def lines(person_id: str, call_id: str) -> Sequence[TranscriptLine]:
        if not people.get(person_id).remembers:
            return ()
        try:
            record = journal.call_record(person_id, call_id)
        except NotFound:
            return ()
        return [
            TranscriptLine(call_id, each.turn, each.speaker == USER, each.heard_text, each.said_at)
            for each in record.messages
            if each.heard_text
            and not (each.speaker == USER and care.judge(each.heard_text).concern)
        ]

    return lines
