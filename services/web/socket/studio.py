"""The studio face: clips in place of the live face, for segments that were filmed once.

The same portrait and the same sound make the same clip. What is there already is always shown; new
speech is filmed only in calls whose person has asked for it, because a vendor charges for it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from weakref import WeakKeyDictionary

from services.conversation.call import Call
from services.conversation.connection import Send
from services.conversation.events import AiSpeech, CallEvent, ClipFound, Notice
from services.domain import JobState
from services.errors import CompanionError, QueueUnavailable, TooManyRequests
from services.jobs import clip
from services.jobs.jobs import Jobs
from services.storage.blobs import Blobs

log = logging.getLogger(__name__)

NAME = "studio"
MAX_FILMED = 60
"""Segments of one call."""
FIRST_TURN = 1
"""Its words are said again in other calls, as a greeting is."""


class Studio:
    """Of one call."""

    def __init__(self, blobs: Blobs, jobs: Jobs, call: Call, portrait: str) -> None:
        """``portrait`` is a blob's id; empty where nothing can be filmed."""
        self._blobs = blobs
        self._jobs = jobs
        self._call = call.id
        self._person = call.person.id
        self._portrait = portrait
        self._films = False
        self._filmed = 0
        self._ordered: set[str] = set()
        """Names of clips, since it was switched on."""
        self._last = ""
        self._links: dict[str, str] = {}
        self._first_words: list[Callable[[], None]] = []
        """What sees to those that were not filmed."""

    def state(self) -> dict[str, bool]:
        """As the browser gets it."""
        return {"available": bool(self._portrait), "on": self._films}

    def switch(self, on: bool) -> dict[str, bool]:
        """Film new speech from now on, and the first words for other calls; or no more."""
        self._films = on and bool(self._portrait)
        self._last = ""
        self._ordered.clear()
        if self._films:
            missing, self._first_words = self._first_words, []
            for see_to in missing:
                threading.Thread(target=see_to, name=NAME, daemon=True).start()
        return self.state()

    def watching(self, send: Send) -> Send:
        """The same ``send``, which also sees to clips of the speech that it sends."""

        def send_on(said: CallEvent) -> None:
            send(said)
            if isinstance(said, AiSpeech) and self._portrait:
                see_to = partial(self._see_to, said, send)
                threading.Thread(target=see_to, name=NAME, daemon=True).start()

        return send_on

    def _see_to(self, speech: AiSpeech, send: Send) -> None:
        try:
            found = clip.found(self._blobs, self._portrait, speech.scene.speech.sound)
            if found:
                send(ClipFound(speech.turn, speech.segment, self._link(found)))
            elif clip.name_of(speech.scene.speech.sound) in self._ordered:
                log.info("a clip is on its way already")
            elif self._films_still():
                self._film(speech)
            elif speech.turn == FIRST_TURN:
                self._first_words.append(partial(self._see_to, speech, send))
        except TooManyRequests as error:
            log.info("not filmed", extra={"detail": error.detail})
        except QueueUnavailable as error:
            log.warning("not filmed", extra={"detail": error.detail})
        except CompanionError as error:
            send(Notice.of(error))

    def _link(self, found: str) -> str:
        """The same for the whole call, so that a browser fetches a clip once."""
        if found not in self._links:
            self._links[found] = self._blobs.url(found, self._person)
        return self._links[found]

    def _films_still(self) -> bool:
        """Not after a clip that failed: the person was told, and may switch it on again."""
        if self._last and self._jobs.get(self._person, self._last).state == JobState.FAILED:
            self._films = False
        return self._films and self._filmed < MAX_FILMED

    def _film(self, speech: AiSpeech) -> None:
        place = {"call": self._call, "turn": speech.turn, "segment": speech.segment}
        sound = speech.scene.speech.sound
        self._last = clip.start(self._jobs, self._person, self._portrait, sound, place).id
        self._ordered.add(clip.name_of(sound))
        self._filmed += 1


class Studios:
    """Those of the calls of this process."""

    def __init__(self, blobs: Blobs, jobs: Jobs, *, equipped: bool) -> None:
        """``equipped``: there is a vendor that films."""
        self._blobs = blobs
        self._jobs = jobs
        self._equipped = equipped
        self._of: WeakKeyDictionary[Call, Studio] = WeakKeyDictionary()

    def open(self, call: Call, *, off_the_record: bool) -> Studio:
        """The call's studio, also when it is taken up again.

        Only uploaded portraits are filmed, and nothing of a call that is off the record.
        """
        if call not in self._of:
            films = self._equipped and not off_the_record
            url, person = call.companion.portrait_url, call.person.id
            portrait = self._blobs.id_of(url, person) if films else ""
            self._of[call] = Studio(self._blobs, self._jobs, call, portrait)
        return self._of[call]

    def of(self, call: Call) -> Studio:
        """That of a call whose studio was opened."""
        return self._of[call]
