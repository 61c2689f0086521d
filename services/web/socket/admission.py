"""Lets people into calls: who calls whom, with what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.contracts import Journal, Memory, ProviderChooser
from services.conversation.call import Call
from services.conversation.calls import Calls
from services.conversation.chat import Chat
from services.conversation.journal_writer import OffTheRecord
from services.conversation.model_choice import ModelChoice
from services.conversation.options import CallOptions
from services.conversation.thinking.recall import Recall
from services.domain import AutoModel, Person
from services.errors import BadInput
from services.safety.region import region_of
from services.settings import Settings
from services.storage.companions import DEFAULTS, Companions
from services.storage.people import People
from services.web.identity import person_id
from services.web.socket import wire

PAST_MESSAGES = 20
"""How much of earlier calls a new one begins with."""


@dataclass(frozen=True)
class Admission:
    settings: Settings
    calls: Calls
    people: People
    companions: Companions
    journal: Journal
    chooser: ProviderChooser
    memories: Memory

    def admit(self, start: wire.CallStart) -> Call:
        """The call to resume, or a new one. Raises `NotFound`, `TooManyRequests`."""
        caller = person_id()
        if start.call:
            return self.calls.resume(start.call, caller)
        person = self.people.get(caller)
        companion = self.companions.get(caller, start.companion or DEFAULTS[0].id)
        off = start.off_the_record or not person.remembers
        past = self.journal.recent_messages(caller, companion.id, limit=PAST_MESSAGES)
        return self.calls.start(
            person,
            companion,
            OffTheRecord() if start.off_the_record else self.journal,
            CallOptions(
                choice=start.model or self._usual_choice(person),
                cap_usd=self._cap_usd(person),
                language=start.language,
                region=region_of(start.time_zone, start.language),
                echo_ms=start.echo_ms,
            ),
            past=() if off else past,
            recall=Recall() if off else Recall.of(self.memories, caller, companion.id),
        )

    def welcome(self, call: Call, *, resumed: bool) -> dict[str, Any]:
        """What the browser needs to know about its call."""
        companion = call.companion
        return {
            "call": call.id,
            "resumed": resumed,
            "companion": {
                "id": companion.id,
                "name": companion.name,
                "portrait_url": companion.portrait_url,
                "rig_url": companion.rig_url or None,
                "voice": companion.voice.id,
                "voice_kind": companion.voice.kind,
            },
            "providers": call.providers.names,
            "model": call.model,
            "limits": {
                "frame_interval_ms": self.settings.frame_interval_ms,
                "picture_bytes": wire.MAX_PICTURE_BYTES,
                "text_chars": wire.MAX_TEXT_CHARS,
                "resume_window_s": self.settings.resume_window_s,
            },
        }

    def chat(self) -> Chat:
        """A conversation in writing with the first companion."""
        caller = person_id()
        companion = self.companions.get(caller, DEFAULTS[0].id)
        person = self.people.get(caller)
        model_choice = ModelChoice(
            self.chooser,
            self._usual_choice(person),
            cap_usd=self._cap_usd(person),
            tell=lambda said: None,
        )
        return Chat(person, companion, model_choice)

    def _usual_choice(self, person: Person) -> str:
        """What the person chose for all calls, unless it is not there any more."""
        try:
            return self.chooser.crew(person.model).choice
        except BadInput:
            return AutoModel.AUTO

    def _cap_usd(self, person: Person) -> float:
        return min(person.cost_cap_usd, self.settings.call_cost_cap)
