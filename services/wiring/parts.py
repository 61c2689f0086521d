"""Every part of the app, and how they connect."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.contracts import Providers, Rigger
from services.conversation.calls import Calls
from services.conversation.thinking.personas import PERSONAS
from services.domain import Companion
from services.jobs.executor import Executor
from services.jobs.job_context import JobContext
from services.jobs.job_updates import JobUpdates, Tell
from services.jobs.jobs import Jobs
from services.jobs.kinds import KINDS
from services.jobs.queue import RedisQueue
from services.jobs.runners import Threads
from services.jobs.voice_deletion import VoiceDeletion
from services.learning.learner import Learner
from services.offload import Offload
from services.providers.chat.catalogue import Catalogue
from services.settings import Settings
from services.storage.blob_stores import store_of
from services.storage.blobs import Blobs
from services.storage.companions import DEFAULTS, Companions
from services.storage.database import Database, address_of
from services.storage.jobs import JobRecords
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories
from services.storage.people import People
from services.storage.personal_data import PersonalData
from services.storage.retention import Retention
from services.storage.voices import Voices
from services.wiring.chains import Chains
from services.wiring.engines import Engines
from services.wiring.lineup import ChainChooser
from services.wiring.providers import Builder, VoiceMakers, makers_of, providers_of
from services.wiring.remembering import learner

UPLOADS = Path("uploads")


@dataclass(frozen=True)
class Parts:
    """What the web is built on."""

    settings: Settings
    engines: Engines
    providers: Providers
    chains: Chains
    chooser: ChainChooser
    catalogue: Catalogue
    rigger: Rigger
    makers: VoiceMakers
    database: Database
    people: People
    blobs: Blobs
    companions: Companions
    journal: DatabaseJournal
    calls: Calls
    memories: Memories
    learner: Learner
    voices: Voices
    forgetting: VoiceDeletion
    personal_data: PersonalData
    retention: Retention
    tools: JobContext
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
            "memory": self.memories.check,
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
    builder = Builder(settings, engines)
    providers, chains = providers_of(settings, builder)
    makers = makers_of(settings, builder)
    rigger = builder.only("portraits")
    catalogue = Catalogue([*chains.chat_vendors().values()])
    chooser = ChainChooser(providers, chains, catalogue)
    database = Database(address_of(settings), offload=offload)
    blobs = Blobs(store_of(settings.blob_url, UPLOADS, offload=offload), secret_key=secret_key)
    voices = Voices(database)
    companions = Companions(
        database,
        blobs,
        personas=PERSONAS,
        voices=lambda person: [*providers.synthesizer.voices(), *voices.of(person)],
    )
    tools = JobContext(
        blobs,
        voices,
        providers.synthesizer,
        makers.matcher,
        makers.cloner,
        lip_syncer=builder.first("lipsync"),
    )
    people = People(database)
    journal = DatabaseJournal(database, name_of=companions.name_within)
    memories = Memories(database, builder.first("memory"))
    learning = learner(
        settings,
        memories,
        people,
        journal,
        providers.care,
        build=builder.plain,
        idle=lambda: len(calls) == 0,
    )
    calls = Calls(
        chooser,
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
        chooser=chooser,
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
        forgetting=VoiceDeletion(voices, blobs, makers.cloner),
        personal_data=PersonalData(database, blobs),
        retention=Retention(database, blobs),
        tools=tools,
        jobs=_jobs(settings, JobRecords(database), tools, tell),
    )


def _jobs(settings: Settings, records: JobRecords, tools: JobContext, tell: Tell) -> Jobs:
    board = JobUpdates(records, tell)
    if settings.redis_url:
        return Jobs(records, board, RedisQueue(settings.redis_url))
    return Jobs(records, board, Threads(Executor(board, KINDS, tools)))
