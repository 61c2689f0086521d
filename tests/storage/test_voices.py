"""Voices of people's own, on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.consent import Consent
from services.domain import Voice, VoiceKind
from services.errors import NotFound
from services.storage.companions import Companions, Wishes
from services.storage.database import Database
from services.storage.tables import PersonRow
from services.storage.voice_records import VoiceState
from services.storage.voices import Voices
from tests.storage.conftest import ALICE, BOB

CLONE = Voice("vendor/1", "Mine", kind=VoiceKind.CLONE)


@pytest.fixture
def voices(database: Database) -> Voices:
    return Voices(database)


def test_a_voice_keeps_what_it_is_made_of(voices: Voices) -> None:
    consent = Consent.asked(ALICE, "other", "Ada", datetime.now(UTC))
    sample = voices.add(ALICE, "Mine", sample="a", sample_sha256="b", speech_s=20.5)
    voices.change(ALICE, sample.id, consent=consent.row)
    matched = Voice("matched/x", "Mine", style=bytes(range(256)), kind=VoiceKind.MATCH)
    voices.made(sample, matched, similarity=0.8, preview="c")
    record = voices.get(ALICE, sample.id)
    assert (record.state, record.voice, record.consent) == (VoiceState.MADE, matched, consent)
    assert (record.similarity, record.blobs) == (0.8, ["a", "c"])
    with pytest.raises(NotFound):
        voices.get(BOB, sample.id)


def test_companions_follow_a_voice_that_is_made_anew(
    voices: Voices, companions: Companions
) -> None:
    sample = voices.add(ALICE, "Mine")
    voices.made(sample, CLONE, provider="vendor")
    made = companions.add(ALICE, Wishes(name="Rosa", voice=CLONE.id))
    his = companions.add(BOB, Wishes(name="Rosa", voice=CLONE.id))
    voices.made(sample, Voice("vendor/2", "Mine", kind=VoiceKind.CLONE), provider="vendor")
    cards = {card.id: card.voice for who in (ALICE, BOB) for card in companions.listed(who)}
    assert (cards[made.id], cards[his.id]) == ("vendor/2", CLONE.id)
    [former] = voices.leaving()
    assert (former.voice_id, former.provider, former.blobs) == (CLONE.id, "vendor", [])


def test_what_a_vendor_has_outlives_its_person(voices: Voices, database: Database) -> None:
    sample = voices.add(ALICE, "Mine", sample="a")
    voices.made(sample, CLONE, provider="vendor")
    database.run(lambda session: session.delete(session.get_one(PersonRow, ALICE)))
    [orphan] = voices.leaving()
    assert (orphan.person_id, orphan.voice_id, orphan.blobs) == ("", CLONE.id, ["a"])
    assert voices.abandoned(datetime.now(UTC) + timedelta(days=1)) == []
    voices.gone(orphan.id)
    assert voices.leaving() == []
