"""From the words of a person to what they bring to mind, in time for the answer."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from functools import partial

from services.contracts import Memory
from services.domain import Message, Recollection, RecollectionKind
from services.errors import CompanionError
from services.learning.second_person import to_they, to_you
from services.safety.allergies import allergens

log = logging.getLogger(__name__)

MAX_WAIT_S = 0.03
"""What is found later than that has to wait for the next turn."""
MAX_NOTES = 4
MAX_AT_START = 12
MAX_NOTE_CHARS = 160
"""Characters: four such notes and their fence stay under 300 tokens."""
MARKS = re.compile(r"[<>{}\[\]|`*#\\]+")
ROLE = re.compile(r"\b(system|assistant|user|person|companion)\s*:", re.IGNORECASE)


class Recall:
    """One call's memory of earlier ones. Methods may be called from any thread.

    The look-up begins with the first words that are heard. What has come to mind stays until the
    turn is over, so that the prompt only ever grows.
    """

    def __init__(
        self,
        look_up: Callable[[str], Sequence[Recollection]] | None = None,
        at_start: Sequence[Recollection] = (),
    ) -> None:
        """Without ``look_up`` nothing ever comes to mind."""
        self.at_start = tuple(note(each) for each in at_start[-MAX_AT_START:])
        """What the companion knows when the call begins."""
        self._look_up = look_up
        self._notes: list[str] = []
        self._asked = self._answered = ""
        self._looking = False
        self._answer = threading.Condition()

    @classmethod
    def of(cls, memory: Memory, person_id: str, companion_id: str) -> Recall:
        """The name, allergies and what is pinned at once, the rest when words bring it up."""
        all_known = memory.known(person_id)
        known = [each for each in all_known if each.companion_id in ("", companion_id)]
        named = [each for each in known if each.kind is RecollectionKind.NAME and not each.pinned]
        kept = [each for each in known if each.pinned or allergens([Message("system", note(each))])]
        return cls(partial(memory.recall, person_id, companion_id), [*named[-1:], *kept])

    @property
    def so_far(self) -> tuple[str, ...]:
        """What the words of this turn have brought to mind by now."""
        with self._answer:
            return tuple(self._notes)

    def hear(self, words: str) -> None:
        """Begin to look up what these words bring to mind; returns at once."""
        if self._look_up is None or not words:
            return
        with self._answer:
            self._asked = words
            if self._looking or self._asked == self._answered:
                return
            self._looking = True
        threading.Thread(target=copy_context().run, args=(self._look_on,), daemon=True).start()

    def notes(self, words: str) -> tuple[str, ...]:
        """What these words bring to mind; what is not found in time is left out."""
        self.hear(words)
        with self._answer:
            self._answer.wait_for(lambda: not self._looking, MAX_WAIT_S)
            return tuple(self._notes)

    def turn_over(self) -> None:
        """The next words bring other things to mind."""
        with self._answer:
            self._notes.clear()
            self._asked = self._answered = ""

    def _look_on(self) -> None:
        """Until the newest words have been looked up."""
        try:
            while words := self._next():
                self._keep(words, self._found(words))
        finally:
            with self._answer:
                self._looking = False
                self._answer.notify_all()

    def _next(self) -> str:
        with self._answer:
            return self._asked if self._asked != self._answered else ""

    def _found(self, words: str) -> Sequence[Recollection]:
        try:
            return self._look_up(words) if self._look_up else ()
        except CompanionError as error:
            log.warning("nothing recalled", extra={"code": error.code, "detail": error.detail})
            return ()

    def _keep(self, words: str, found: Sequence[Recollection]) -> None:
        with self._answer:
            self._answered = words
            if self._asked != words and not self._asked:
                return  # the turn ended meanwhile
            for each in map(note, found):
                if each not in (*self._notes, *self.at_start) and len(self._notes) < MAX_NOTES:
                    self._notes.append(each)


def note(recollection: Recollection) -> str:
    """A line for the chat model, harmless whatever the person has written into it."""
    text = plain(to_they(to_you(recollection.text)))
    if recollection.kind is RecollectionKind.PLANS and recollection.receipts:
        return f"{text} (told on {recollection.receipts[-1].said_at:%d %B %Y})"
    return text


def plain(text: str) -> str:
    """One line that closes no fence and plays no role in the prompt."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    unmarked = ROLE.sub(r"\1,", MARKS.sub(" ", printable))
    return " ".join(unmarked.split())[:MAX_NOTE_CHARS]
