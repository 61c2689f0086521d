"""A clip is filmed once, lies beside its portrait and goes with it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from services.domain import Job, Sound
from services.errors import NotFound
from services.jobs import clip
from services.jobs.announce import said_of
from services.jobs.runners import Threads
from services.offload import inline
from services.providers.lipsync.did import DidLipSyncer
from services.storage.blob_stores import Folder
from services.storage.blobs import Blobs
from services.storage.database import Database
from tests.jobs.stage import ALICE, BOB, Stage
from tests.support.patience import SLOWNESS, hang_s
from tests.vendors import tones
from tests.vendors.did_server import FILM, DidServer

SOUND = tones.spoken("Good day.")
PLACE = {"call": "c", "turn": 3, "segment": 1}
QUOTA_BYTES = 20_000


@pytest.fixture
def server() -> Iterator[DidServer]:
    with DidServer() as server:
        yield server


@pytest.fixture
def stage(database: Database, tmp_path: Path, server: DidServer) -> Stage:
    store = Folder(tmp_path / "blobs", offload=inline)
    blobs = Blobs(store, secret_key="test", quota_bytes=QUOTA_BYTES)
    return Stage(database, blobs, lip_syncer=did(server, timeout_s=hang_s(60)))


def did(server: DidServer, *, timeout_s: float) -> DidLipSyncer:
    return DidLipSyncer(server.url, server.key, timeout_s=timeout_s, first_pause_s=0.01)


@pytest.fixture
def portrait(stage: Stage) -> str:
    file = io.BytesIO()
    Image.new("RGB", (128, 128), "beige").save(file, "JPEG")
    return stage.blobs.put(file.getvalue(), "image/jpeg", ALICE)


def filmed(stage: Stage, portrait: str, sound: Sound = SOUND) -> Job:
    job = clip.start(stage.jobs(), ALICE, portrait, sound, PLACE)
    return stage.told.of(job)[-1]


def followed(stage: Stage, job: Job, person: str = ALICE) -> bytes:
    assert job.result is not None
    return stage.blobs.follow(job.result["url"].removeprefix("/blobs/"), person).content


def test_a_clip_comes_back_with_its_place_and_a_link(
    stage: Stage, portrait: str, server: DidServer
) -> None:
    job = filmed(stage, portrait)
    assert job.result is not None
    assert job.result == {**PLACE, "url": job.result["url"]}
    assert followed(stage, job) == FILM
    with pytest.raises(NotFound):
        followed(stage, job, BOB)
    (talk,) = server.talks
    assert server.sound_of(talk) == SOUND.wav
    told = stage.told.of(job)
    assert [step.progress for step in told] == sorted(step.progress for step in told)
    assert {step.message for step in told} == {"", "Filming with did"}
    assert server.key not in str(told)


def test_nothing_is_filmed_twice(stage: Stage, portrait: str, server: DidServer) -> None:
    first, second = filmed(stage, portrait), filmed(stage, portrait)
    assert followed(stage, first) == followed(stage, second)
    assert len(server.talks) == 1
    filmed(stage, portrait, tones.spoken("Good night."))
    filmed(stage, portrait, Sound(SOUND.pcm, 16_000))
    assert len(server.talks) == 3


def test_it_is_found_by_portrait_and_sound(stage: Stage, portrait: str) -> None:
    assert clip.found(stage.blobs, portrait, SOUND) == ""
    filmed(stage, portrait)
    assert clip.found(stage.blobs, portrait, SOUND)
    assert clip.found(stage.blobs, portrait, tones.spoken("Good night.")) == ""
    other = stage.blobs.put(b"another picture", "image/jpeg", ALICE)
    assert clip.found(stage.blobs, other, SOUND) == ""


def test_it_goes_with_its_portrait(stage: Stage, portrait: str) -> None:
    filmed(stage, portrait)
    stage.blobs.forget(portrait)
    assert stage.blobs.of(ALICE) == {}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (lambda server: server.fail_next(402), "provider_quota"),
        (lambda server: server.fail_next(451), "content_declined"),
        (lambda server: server.fail_next(429), "provider_busy"),
        (lambda server: server.fail_next(500), "provider_unavailable"),
        (lambda server: server.ends_next("rejected"), "content_declined"),
        (lambda server: setattr(server, "key", "another"), "provider_key"),
        (lambda server: setattr(server, "film", FILM + bytes(QUOTA_BYTES)), "quota_reached"),
    ],
)
def test_a_clip_that_fails_is_noticed_and_leaves_the_live_face(
    stage: Stage, portrait: str, server: DidServer, fault: Any, code: str
) -> None:
    fault(server)
    job = filmed(stage, portrait)
    assert (job.state, job.code) == ("failed", code)
    changed, notice = said_of(job)
    assert changed.event == "job"
    assert (notice.event, notice.payload()["code"]) == ("notice", code)
    assert notice.payload()["message"].endswith("The live face carries on.")
    assert list(stage.blobs.of(ALICE)) == [portrait]


def test_a_vendor_that_says_nothing_is_a_timeout(
    stage: Stage, portrait: str, server: DidServer
) -> None:
    impatient = Stage(stage.database, stage.blobs, lip_syncer=did(server, timeout_s=SLOWNESS))
    server.hang_next()
    assert filmed(impatient, portrait).code == "provider_timeout"


def test_without_a_vendor_nothing_is_filmed(tmp_path: Path, stage: Stage, portrait: str) -> None:
    bare = Stage(stage.database, stage.blobs)
    assert filmed(bare, portrait).code == "provider_unavailable"


def test_a_clip_that_is_cancelled_is_not_kept(
    stage: Stage, portrait: str, server: DidServer
) -> None:
    server.looks = 10_000
    jobs = stage.jobs(Threads)
    job = clip.start(jobs, ALICE, portrait, SOUND, PLACE)
    stage.told.wait_for(job, "running")
    assert jobs.cancel(ALICE, job.id).state == "cancelled"
    assert clip.found(stage.blobs, portrait, SOUND) == ""


def test_only_clips_that_fail_are_noticed(stage: Stage, portrait: str) -> None:
    for job in (filmed(stage, portrait), stage.jobs().start("refuse", ALICE)):
        assert [said.event for said in said_of(job)] == ["job"]
