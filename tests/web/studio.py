"""What voices are made with, for tests to look at and to break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from services.domain import Job, Matching, Sound, Transcript, Voice, VoiceKind
from services.errors import CompanionError, TooLittleSpeech
from services.jobs.executor import Executor
from services.jobs.job_context import JobContext
from services.jobs.job_updates import JobUpdates
from services.jobs.jobs import Jobs
from services.jobs.kinds import KINDS
from services.jobs.runners import Immediate
from services.jobs.voice_deletion import VoiceDeletion
from services.offload import inline
from services.providers.speech.stub import StubSpeech
from services.providers.stub_stream import StubStream
from services.providers.voice_activity.stub import StubVoiceActivity
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.jobs import JobRecords
from services.storage.voices import Voices
from services.web.media.recordings import Recordings
from services.web.media.sounds import sound_from

STYLE = b"a style"


@dataclass
class FakeEars:
    """Hears what a test wants it to."""

    name: str = "fake"
    hears: str = ""
    seconds: float = 0.0

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> StubStream[Transcript]:
        self.seconds = sum(sound.duration_ms for sound in sounds) / 1000
        return StubStream(iter([Transcript(self.hears, final=True)]))


@dataclass
class FakeSpeakers:
    name: str = "fake"
    similar: float = 0.9
    people: int = 1
    """Who speak in turn, piece by piece."""
    embedded: int = 0

    def embed(self, sound: Sound) -> bytes:
        self.embedded += 1
        if self.embedded % 4 == 3:
            raise TooLittleSpeech()
        return np.eye(1, 256, self.embedded % self.people, dtype="<f4").tobytes()

    def similarity(self, first: Sound, second: Sound) -> float:
        return self.similar


@dataclass
class FakeMatcher:
    name: str = "fake"
    failure: CompanionError | None = None

    def match(self, samples: Sequence[Sound]) -> StubStream[Matching]:
        return StubStream(self._search())

    def _search(self) -> Iterator[Matching]:
        yield Matching(0.25, left_s=180, similarity=0.7, nearest=0.7)
        if self.failure:
            raise self.failure
        yield Matching(1.0, left_s=0, similarity=0.81, nearest=0.7, style=STYLE)


@dataclass
class FakeCloner:
    name: str = "fake"
    voices: set[str] = field(default_factory=set)
    failure: CompanionError | None = None

    def clone(self, label: str, samples: Sequence[Sound]) -> Voice:
        if self.failure:
            raise self.failure
        voice = Voice(f"fake/{len(self.voices)}", label, kind=VoiceKind.CLONE)
        self.voices.add(voice.id)
        return voice

    def forget(self, voice: Voice) -> None:
        if self.failure:
            raise self.failure
        self.voices.discard(voice.id)


class Studio:
    """Everything that voices need, with jobs that run at once."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self.voices = Voices(database)
        self.blobs = blobs
        self.ears = FakeEars()
        self.speakers = FakeSpeakers()
        self.matcher = FakeMatcher()
        self.cloner = FakeCloner()
        self.speech = StubSpeech()
        self.told: list[Job] = []
        self.forgetting = VoiceDeletion(self.voices, blobs, self.cloner)
        records = JobRecords(database)
        board = JobUpdates(records, self.told.append)
        self.tools = tools = JobContext(blobs, self.voices, self.speech, self.matcher, self.cloner)
        self.jobs = Jobs(records, board, Immediate(Executor(board, KINDS, tools)))
        self.recordings = Recordings(
            self.voices,
            blobs,
            self.forgetting,
            self.ears,
            self.speakers,
            StubVoiceActivity,
            sound_from,
            inline,
        )
