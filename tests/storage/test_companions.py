"""People, and whom they can call."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.domain import PauseTolerance, Person, Voice
from services.errors import BadInput, ConfigError, NotFound, ProviderUnavailable
from services.storage.blobs import Blobs
from services.storage.companions import DEFAULTS, MAX_COMPANIONS, Companions, Wishes
from services.storage.database import Database
from services.storage.people import People
from tests.storage.conftest import ALICE, BOB, PERSONAS, VOICES


def test_someone_new_is_anonymous(database: Database) -> None:
    assert People(database).get(ALICE) == Person(ALICE)


def test_what_a_person_tells_is_remembered(database: Database) -> None:
    people = People(database)
    people.change(ALICE, name="Alice")
    people.change(ALICE, pause_tolerance=PauseTolerance.PATIENT)
    assert people.get(ALICE) == Person(ALICE, "Alice", PauseTolerance.PATIENT)
    assert people.get(BOB) == Person(BOB)


def test_everyone_can_call_the_default_companions(companions: Companions) -> None:
    assert list(companions.listed(ALICE)) == list(DEFAULTS)
    for card in DEFAULTS:
        companion = companions.get(ALICE, card.id)
        assert companion.name == card.name
        persona = PERSONAS[card.persona]
        assert companion.persona.description == f"Your name is {card.name}. {persona.description}"
        assert companion.persona.examples == persona.examples


def test_a_person_makes_changes_and_deletes_a_companion(
    companions: Companions, blobs: Blobs
) -> None:
    portrait = blobs.put(b"jpeg", "image/jpeg", ALICE)
    made = companions.add(ALICE, Wishes(name="Rosa", portrait=portrait, voice="kokoro/bf_emma"))
    assert (made.name, made.own, made.greeting) == ("Rosa", True, "")
    assert companions.get(ALICE, made.id).voice == VOICES[1]

    changed = companions.change(ALICE, made.id, Wishes(greeting="Hola"))
    assert (changed.name, changed.greeting) == ("Rosa", "Hola")
    assert [card.id for card in companions.listed(ALICE)][len(DEFAULTS) :] == [made.id]

    companions.remove(ALICE, made.id)
    assert list(companions.listed(ALICE)) == list(DEFAULTS)
    with pytest.raises(NotFound):
        blobs.read(portrait)


def test_a_new_portrait_replaces_the_old_file(companions: Companions, blobs: Blobs) -> None:
    old, new = (blobs.put(b"jpeg", "image/jpeg", ALICE) for _ in range(2))
    made = companions.add(ALICE, Wishes(name="Rosa", portrait=old))
    companions.change(ALICE, made.id, Wishes(portrait=new))
    assert (blobs.belongs(old, ALICE), blobs.belongs(new, ALICE)) == (False, True)


def test_a_rig_comes_and_goes_with_its_portrait(companions: Companions, blobs: Blobs) -> None:
    portrait = blobs.put(b"jpeg", "image/jpeg", ALICE)
    made = companions.add(ALICE, Wishes(name="Rosa", portrait=portrait))
    assert made.rig_url == companions.get(ALICE, made.id).rig_url == ""
    rig = blobs.put_beside(portrait, b"{}", "application/json")
    link = companions.get(ALICE, made.id).rig_url.removeprefix("/blobs/")
    assert blobs.follow(link, ALICE).content == b"{}"
    companions.remove(ALICE, made.id)
    assert not blobs.belongs(rig, ALICE)


def test_a_portrait_that_another_companion_wears_stays(
    companions: Companions, blobs: Blobs
) -> None:
    portrait = blobs.put(b"jpeg", "image/jpeg", ALICE)
    twins = [companions.add(ALICE, Wishes(name="Rosa", portrait=portrait)) for _ in range(2)]
    companions.remove(ALICE, twins[0].id)
    assert blobs.read(portrait).content == b"jpeg"


def test_the_companion_of_another_does_not_exist(companions: Companions) -> None:
    made = companions.add(ALICE, Wishes(name="Rosa"))
    with pytest.raises(NotFound):
        companions.get(BOB, made.id)
    with pytest.raises(NotFound):
        companions.change(BOB, made.id, Wishes(name="Mine"))
    with pytest.raises(NotFound):
        companions.remove(BOB, made.id)
    with pytest.raises(NotFound):
        companions.change(ALICE, DEFAULTS[0].id, Wishes(name="Mine"))
    assert list(companions.listed(BOB)) == list(DEFAULTS)
    assert companions.get(ALICE, made.id).name == "Rosa"


def test_wishes_that_cannot_be_met_are_refused(companions: Companions, blobs: Blobs) -> None:
    bobs = blobs.put(b"jpeg", "image/jpeg", BOB)
    for wishes in (
        Wishes(persona="villain"),
        Wishes(portrait=bobs),
        Wishes(portrait="../../etc/passwd"),
    ):
        with pytest.raises(BadInput):
            companions.add(ALICE, wishes)
    assert list(companions.listed(ALICE)) == list(DEFAULTS)


def test_there_is_a_most(companions: Companions) -> None:
    for number in range(MAX_COMPANIONS):
        companions.add(ALICE, Wishes(name=f"{number}"))
    with pytest.raises(BadInput):
        companions.add(ALICE, Wishes(name="one more"))
    companions.add(BOB, Wishes(name="his first"))


VENDOR = [Voice("vendor/one", "One"), Voice("vendor/two", "Two"), *VOICES]


@pytest.mark.parametrize(
    ("wished", "offered", "spoken"),
    [
        ("kokoro/bf_emma", VOICES, "kokoro/bf_emma"),
        ("kokoro/bf_emma", VENDOR, "kokoro/bf_emma"),
        ("vendor/two", VENDOR, "vendor/two"),
        ("vendor/not_listed_now", VENDOR, "vendor/not_listed_now"),
        ("vendor/two", VOICES, VOICES[0].id),
    ],
)
def test_a_chosen_voice_is_kept_as_long_as_anyone_may_have_it(
    database: Database, blobs: Blobs, wished: str, offered: list[Voice], spoken: str
) -> None:
    companions = Companions(database, blobs, personas=PERSONAS, voices=lambda person_id: offered)
    made = companions.add(ALICE, Wishes(name="Rosa", voice=wished))
    assert companions.get(ALICE, made.id).voice.id == spoken


def test_a_vendor_that_comes_first_gives_the_default_companions_their_voice(
    database: Database, blobs: Blobs
) -> None:
    companions = Companions(database, blobs, personas=PERSONAS, voices=lambda person_id: VENDOR)
    assert {companions.get(ALICE, card.id).voice.id for card in DEFAULTS} == {"vendor/one"}


def test_a_voice_that_is_gone_gives_way_to_the_default(database: Database, blobs: Blobs) -> None:
    def silent(person_id: str) -> Sequence[Voice]:
        raise ProviderUnavailable("no voices")

    other = Voice("other/one", "One")
    card = DEFAULTS[0]
    for voices, voice in (
        (lambda person_id: [other], other),
        (silent, Voice(card.voice, card.voice)),
    ):
        companions = Companions(database, blobs, personas=PERSONAS, voices=voices)
        assert companions.get(ALICE, card.id).voice == voice


def test_a_default_companion_without_a_persona_stops_the_start(
    database: Database, blobs: Blobs
) -> None:
    with pytest.raises(ConfigError, match=DEFAULTS[0].persona):
        Companions(database, blobs, personas={}, voices=lambda person_id: VOICES)
