"""A person is told of each outage once, and when it is over."""

from __future__ import annotations

import pytest

from services.conversation.events import Notice
from services.conversation.turn.provider_notices import QUIET_S, ProviderNotices, TurnProviders
from services.domain import Voice
from services.errors import (
    KeyRefused,
    NobodyLeft,
    ProviderBusy,
    ProviderError,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaUsedUp,
)


class Told(list[Notice]):
    now_s = 0.0

    def clock(self) -> float:
        return self.now_s

    @property
    def codes(self) -> list[str]:
        return [notice.code for notice in self]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def provider_notices(told: Told) -> ProviderNotices:
    return ProviderNotices(told.append, told.clock)


def down(provider: str = "openai") -> ProviderUnavailable:
    return ProviderUnavailable(provider=provider)


def test_one_notice_when_it_fails_and_one_when_it_is_back(
    told: Told, provider_notices: ProviderNotices
) -> None:
    for _ in range(3):
        provider_notices.failed("chat", down())
        provider_notices.worked("chat", "embedded")
    for _ in range(2):
        provider_notices.worked("chat", "openai")
    assert [(notice.code, notice.provider) for notice in told] == [
        ("provider_unavailable", "openai"),
        ("provider_back", "openai"),
    ]


def test_one_that_comes_and_goes_is_told_of_once_in_a_while(
    told: Told, provider_notices: ProviderNotices
) -> None:
    for _ in range(5):
        provider_notices.failed("chat", down())
        provider_notices.worked("chat", "openai")
    assert told.codes == ["provider_unavailable", "provider_back"]
    told.now_s += QUIET_S
    provider_notices.failed("chat", down())
    assert told.codes[2:] == ["provider_unavailable"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyRefused(provider="openai"), "set the right key"),
        (QuotaUsedUp(provider="openai"), "top it up"),
        (ProviderBusy(provider="openai"), "is busy"),
        (ProviderTimeout(provider="openai"), "took too long"),
        (down(), "cannot be reached"),
    ],
)
def test_a_notice_names_the_provider_and_what_to_do(
    told: Told, provider_notices: ProviderNotices, error: ProviderError, words: str
) -> None:
    provider_notices.failed("chat", error)
    assert told[0].message.startswith("OpenAI ")
    assert words in told[0].message
    assert told[0].provider == "openai"


@pytest.mark.parametrize("capability", ["chat", "speech", "transcription"])
def test_when_nobody_is_left_the_notice_says_what_that_means(
    told: Told, provider_notices: ProviderNotices, capability: str
) -> None:
    provider_notices.failed(capability, NobodyLeft(capability))
    assert told.codes == ["provider_nobody"]
    assert told[0].message.endswith(".")
    assert NobodyLeft().message not in told[0].message


def test_who_wants_no_other_voice_is_told_why_there_is_none(
    told: Told, provider_notices: ProviderNotices
) -> None:
    makers = TurnProviders(provider_notices, keeps_voice=True)
    for _ in range(2):
        makers.fell_silent(NobodyLeft())
    assert told.codes == ["voice_paused"]
    assert "never to hear another" in told[0].message
    assert makers.names == {"speech": "captions"}


def test_another_voice_is_told_of_by_name(told: Told, provider_notices: ProviderNotices) -> None:
    makers = TurnProviders(provider_notices)
    for _ in range(2):
        makers.changed_voice("embedded", Voice("hibari/heart", "Heart"))
    assert told.codes == ["voice_changed"]
    assert "Heart" in told[0].message


def test_all_who_did_a_part_are_named_in_order(provider_notices: ProviderNotices) -> None:
    makers, ears = TurnProviders(provider_notices), TurnProviders(provider_notices)
    ears.did("transcription", "groq")
    for provider in ("openai", "embedded", "openai"):
        makers.did("chat", provider)
    ears.hand_over(makers)
    assert makers.names == {"chat": "openai, embedded", "transcription": "groq"}
    assert ears.names == {}
