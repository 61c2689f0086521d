"""Fixed words of care: when they answer, when they ask, and what follows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from services.domain import Concern, Judgement
from services.safety import replies
from services.safety.region import region_of
from services.safety.respond import CareReply, Circumstances, reminder, respond, text_of

FOLDER = Path(replies.__file__).parent
TEXTS = tomllib.loads((FOLDER / "replies.toml").read_text("utf-8"))
LINES = tomllib.loads((FOLDER / "help_lines.toml").read_text("utf-8"))
SURE = Judgement(Concern.SUICIDE)
UNSURE = Judgement(Concern.SUICIDE, sure=False)


def said(concern: Concern, *, asks: bool = False) -> CareReply:
    return CareReply("…", concern, asks)


def test_nothing_of_concern_is_left_to_the_model() -> None:
    assert respond(Judgement(), "Hello.", Circumstances()) is None


@pytest.mark.parametrize("concern", Concern)
def test_each_concern_is_answered_with_the_help_of_the_region(concern: Concern) -> None:
    reply = respond(Judgement(concern), "…", Circumstances(region="GB"))
    assert reply is not None and not reply.asks
    number = {Concern.VIOLENCE: "0808 2000 247", Concern.EATING_DISORDER: "0808 801 0677"}
    expected = "999" if concern is Concern.EMERGENCY else number.get(concern, "116 123")
    assert expected in reply.text


def test_an_emergency_begins_with_the_call() -> None:
    for language in TEXTS:
        reply = respond(Judgement(Concern.EMERGENCY), "…", Circumstances(language, "DE"))
        assert reply is not None
        assert "112" in re.split(r"[.!。！।]", reply.text)[0]


def test_where_it_is_unsure_it_asks_and_a_yes_is_answered() -> None:
    asked = respond(UNSURE, "I'm done.", Circumstances())
    assert asked is not None and asked.asks and asked.text.endswith("?")
    where = Circumstances(region="US", earlier=[asked])
    answered = respond(Judgement(), "Yes, I am.", where)
    assert answered is not None and "988" in answered.text
    assert respond(Judgement(), "No, just tired.", where) is None


def test_it_does_not_ask_the_same_again_and_again() -> None:
    assert respond(UNSURE, "…", Circumstances(earlier=[said(Concern.SUICIDE, asks=True)])) is None
    assert respond(UNSURE, "…", Circumstances(earlier=[said(Concern.EMERGENCY, asks=True)]))


def test_who_goes_on_about_it_does_not_hear_the_same_words() -> None:
    where = Circumstances(region="US", earlier=[said(Concern.SUICIDE)])
    again = respond(SURE, "…", where)
    assert again is not None and "911" in again.text


def test_the_turns_after_it_are_careful_for_a_while() -> None:
    assert "suicide" in reminder(Circumstances(earlier=[said(Concern.SUICIDE), None, None]))
    assert reminder(Circumstances(earlier=[said(Concern.SUICIDE), *[None] * 8])) == ""
    assert reminder(Circumstances(earlier=[CareReply("Careful!", None)])) == ""


def test_every_language_has_every_text_and_no_gap_is_left() -> None:
    for language, texts in TEXTS.items():
        assert texts.keys() == TEXTS["en"].keys()
        for region in ("", *LINES):
            for name in texts.keys() - {"no_line", "no_emergency"}:
                text = text_of(name, Circumstances(language, region))
                assert not re.search(r"[{}]", text.replace("{what}", "")), text


def test_every_help_line_has_its_source() -> None:
    for region, numbers in LINES.items():
        assert re.fullmatch(r"[A-Z]{2}", region)
        assert numbers["emergency"] and numbers["crisis"]
        assert all(source.startswith("http") for source in numbers["sources"])


@pytest.mark.parametrize(
    ("time_zone", "language", "region"),
    [
        ("Europe/Paris", "en", "FR"),
        ("America/New_York", "en-GB", "US"),
        ("Asia/Kolkata", "hi", "IN"),
        ("", "en-GB", "GB"),
        ("Mars/Base", "pt_BR", "BR"),
        ("", "en", ""),
        ("", "zh-Hans", ""),
    ],
)
def test_the_region_is_told_by_the_browser(time_zone: str, language: str, region: str) -> None:
    assert region_of(time_zone, language) == region
