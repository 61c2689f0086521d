"""Settings into parts: the one place that knows which provider does what."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from services.contracts import Providers, Rigger, SpeakerEncoder, VoiceCloner, VoiceMatcher
from services.conversation.calls import Calls
from services.conversation.personas import PERSONAS
from services.domain import Companion
from services.engine.engine import Engine
from services.engine.remote import PROXIES
from services.engine.supervisor import Pace
from services.errors import ConfigError
from services.jobs.board import Board, Tell
from services.jobs.forgetting import Forgetting
from services.jobs.jobs import Jobs
from services.jobs.kinds import KINDS
from services.jobs.queue import RedisQueue
from services.jobs.runners import Threads
from services.jobs.tools import Tools
from services.jobs.voices import MATCHED
from services.jobs.workshop import Workshop
from services.learning.learner import Learner
from services.offload import Offload
from services.providers import registry
from services.providers.chains import Chains
from services.providers.chat.catalogue import Catalogue
from services.providers.lineup import ChainLineup
from services.providers.metered import METERED
from services.providers.registry import Entry
from services.providers.speech.marked import MarkedSpeech
from services.providers.speech.with_times import WithTimes
from services.settings import Settings
from services.storage.blobs import Blobs
from services.storage.companions import DEFAULTS, Companions
from services.storage.database import Database, address_of
from services.storage.everything import Everything
from services.storage.jobs import JobRecords
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories
from services.storage.people import People
from services.storage.retention import Retention
from services.storage.stores import store_of
from services.storage.voices import Voices
from services.wiring.remembering import learner

UPLOADS = Path("uploads")
IDLE_S = 300.0
"""How long an engine that no call needs is kept after it was last asked."""


@dataclass
class Engines:
    """The engine processes of this web process, made when first named."""

    running: dict[str, Engine] = field(default_factory=dict)

    def get(self, name: str) -> Engine:
        if name not in self.running:
            pace = Pace(idle_s=IDLE_S) if name in registry.ON_DEMAND else None
            self.running[name] = Engine(name, pace=pace)
        return self.running[name]

    def start(self) -> None:
        """Begin loading those that calls need, without waiting."""
        for engine in self._for_calls():
            engine.start()

    def states(self) -> dict[str, str]:
        return {name: engine.state for name, engine in self.running.items()}

    def ready(self) -> bool:
        return all(engine.state == "ready" for engine in self._for_calls())

    def close(self) -> None:
        for engine in self.running.values():
            engine.close()

    def _for_calls(self) -> list[Engine]:
        return [engine for engine in self.running.values() if engine.name not in registry.ON_DEMAND]


@dataclass(frozen=True)
class Makers:
    """What makes voices like a person's own."""

    speakers: SpeakerEncoder
    matcher: VoiceMatcher | None
    """None when nobody could speak with what is matched, as the next"""
    cloner: VoiceCloner | None
    """when no vendor copies voices."""

    @property
    def cloner_name(self) -> str:
        return self.cloner.name if self.cloner else ""


@dataclass(frozen=True)
class Parts:
    """What the web is built on."""

    settings: Settings
    engines: Engines
    providers: Providers
    chains: Chains
    lineup: ChainLineup
    catalogue: Catalogue
    rigger: Rigger
    makers: Makers
    database: Database
    people: People
    blobs: Blobs
    companions: Companions
    journal: DatabaseJournal
    calls: Calls
    memories: Memories
    learner: Learner
    voices: Voices
    forgetting: Forgetting
    everything: Everything
    retention: Retention
    tools: Tools
    jobs: Jobs

    def start(self) -> None:
        """Load the engines and read the first companion's persona to the chat model, meanwhile."""
        self.jobs.open()
        self.forgetting.start()
        self.retention.start()
        self.engines.start()
        threading.Thread(target=self.calls.warm_up, args=(self._first(),), daemon=True).start()
        threading.Thread(target=self.memories.prepare, daemon=True).start()

    def ready(self) -> bool:
        """Whether a call that starts now is answered without delay."""
        return self.engines.ready() and self.calls.warm

    def checks(self) -> dict[str, Callable[[], object]]:
        """By name, what says how a part is; a part that fails raises."""
        return {
            "database": self.database.ping,
            "engines": self.engines.states,
            "jobs": self.jobs.check,
        }

    def _first(self) -> Companion:
        return self.companions.get("", DEFAULTS[0].id)

    def close(self) -> None:
        self.engines.close()
        self.database.close()


def wire(settings: Settings, *, secret_key: str, offload: Offload, tell: Tell) -> Parts:
    """Everything, connected; nothing is started. ``tell`` lets people know of their jobs.

    Raises `ConfigError`.
    """
    engines = Engines()
    providers, chains, rigger, makers = _providers(settings, engines)
    catalogue = Catalogue([*chains.chat_vendors().values()])
    lineup = ChainLineup(providers, chains, catalogue)
    database = Database(address_of(settings), offload=offload)
    blobs = Blobs(store_of(settings.blob_url, UPLOADS, offload=offload), secret_key=secret_key)
    voices = Voices(database)
    companions = Companions(
        database,
        blobs,
        personas=PERSONAS,
        voices=lambda person: [*providers.synthesizer.voices(), *voices.of(person)],
    )
    build = partial(_built, settings, engines)
    tools = Tools(
        blobs,
        voices,
        providers.synthesizer,
        makers.matcher,
        makers.cloner,
        lip_syncer=_first_of("lipsync", settings, build),
    )
    people = People(database)
    journal = DatabaseJournal(database, name_of=companions.name_within)
    memories = Memories(database, _first_of("memory", settings, build))
    learning = learner(
        settings, memories, people, journal, build=build, idle=lambda: len(calls) == 0
    )
    calls = Calls(
        lineup,
        limit=settings.max_calls,
        limit_per_person=settings.max_calls_per_person,
        resume_window_s=settings.resume_window_s,
        over=learning.call_over,
    )
    return Parts(
        settings=settings,
        engines=engines,
        providers=providers,
        chains=chains,
        lineup=lineup,
        catalogue=catalogue,
        rigger=rigger,
        makers=makers,
        database=database,
        people=people,
        blobs=blobs,
        companions=companions,
        journal=journal,
        calls=calls,
        memories=memories,
        learner=learning,
        voices=voices,
        forgetting=Forgetting(voices, blobs, makers.cloner),
        everything=Everything(database, blobs),
        retention=Retention(database, blobs),
        tools=tools,
        jobs=_jobs(settings, JobRecords(database), tools, tell),
    )


def _first_of(capability: str, settings: Settings, build: Callable[[Entry], Any]) -> Any:
    """What the chain begins with; None where nothing has what it needs."""
    return next((build(entry) for entry in registry.chain(capability, settings)), None)


def _can_clone(settings: Settings) -> bool:
    """Whether somebody copies voices who can speak with them too.

    Raises `ConfigError` when the one that is named cannot.
    """
    speaking = {entry.name for entry in registry.chain("speech", settings)}
    silent = [entry.name for entry in registry.chain("cloning", settings)[:1]]
    if settings.cloning and not speaking.issuperset(silent):
        raise ConfigError(f"CLONING: {silent[0]} has to be in SPEECH as well")
    return bool(silent) and speaking.issuperset(silent)


def _can_match(settings: Settings) -> bool:
    """Whether somebody speaks with matched voices."""
    return any(MATCHED in entry.families for entry in registry.chain("speech", settings))


def _built(settings: Settings, engines: Engines, entry: Entry) -> Any:
    """The provider, or its stand-in here when it works in an engine."""
    if entry.engine:
        return PROXIES[entry.capability](engines.get(entry.engine), entry.name)
    return registry.load(entry).from_settings(settings, None)


def _jobs(settings: Settings, records: JobRecords, tools: Tools, tell: Tell) -> Jobs:
    board = Board(records, tell)
    if settings.redis_url:
        return Jobs(records, board, RedisQueue(settings.redis_url))
    return Jobs(records, board, Threads(Workshop(board, KINDS, tools)))


def _providers(settings: Settings, engines: Engines) -> tuple[Providers, Chains, Rigger, Makers]:
    """What a call works with, how that does, and what moves portraits before a call."""

    def build(entry: Entry) -> Any:
        metered = METERED.get(entry.capability, lambda provider: provider)
        if entry.engine:
            return metered(PROXIES[entry.capability](engines.get(entry.engine), entry.name))
        provider = metered(registry.load(entry).from_settings(settings, None))
        if entry.aligned:
            return WithTimes(provider, build(registry.find("alignment", "embedded")))
        return provider

    def marked(entry: Entry) -> Any:
        return MarkedSpeech(build(entry)) if entry.capability == "speech" else build(entry)

    def only(capability: str) -> Any:
        first, *others = registry.chain(capability, settings)
        if others and getattr(settings, capability):
            raise ConfigError(f"{capability.upper()}: name one provider; it has no chain")
        return build(first)

    voice_activity: Callable[[], Any] = lambda: only("voice_activity")  # noqa: E731
    voice_activity()
    chains = Chains(settings, marked)
    providers = Providers(
        chat=chains.chat(),
        transcriber=chains.transcription(),
        turn_end=only("turn_end"),
        synthesizer=chains.speech(),
        observer=chains.vision(),
        voice_activity=voice_activity,
    )
    makers = Makers(
        speakers=only("speakers"),
        matcher=only("matching") if _can_match(settings) else None,
        cloner=only("cloning") if _can_clone(settings) else None,
    )
    return providers, chains, only("portraits"), makers
