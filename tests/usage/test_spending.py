"""What a call costs, as far as that is known."""

from __future__ import annotations

from datetime import date

import pytest

from services.domain import Amount, Usage
from services.usage import prices
from services.usage.prices import Price, Prices
from services.usage.spending import NO_CAP, Spending

ROW = {"source": "a page", "as_of": date(2026, 11, 21)}
PRICES = Prices(
    [
        Price(capability="*", provider="embedded", free=True, **ROW),
        Price(capability="chat", provider="paid", models="m-*", million_tokens_in=1.0,
              million_tokens_out=10.0, **ROW),
        Price(capability="speech", provider="paid", thousand_characters=0.05, **ROW),
        Price(capability="transcription", provider="paid", hour=0.36, about=True, **ROW),
    ]
)  # fmt: skip


def chat(tokens_in: int, tokens_out: int, *, provider: str = "paid", model: str = "m-1") -> Usage:
    return Usage("chat", provider, model, Amount(tokens_in, tokens_out))


def spending(cap_usd: float = NO_CAP) -> tuple[Spending, list[bool]]:
    reached: list[bool] = []
    return Spending(PRICES, cap_usd=cap_usd, reached=lambda: reached.append(True)), reached


def test_it_adds_up_by_capability_provider_and_model() -> None:
    spent, _ = spending()
    for usage in (chat(1000, 100), chat(500, 50), chat(10, 10, model="m-2")):
        spent.note(usage)
    spent.note(Usage("speech", "paid", "v", Amount(characters=2000, sound_s=90)))
    bill = spent.bill()
    rows = {(row["capability"], row["model"]): row for row in bill["rows"]}
    assert rows["chat", "m-1"]["tokens_in"] == 1500
    assert rows["chat", "m-1"]["cost_usd"] == pytest.approx(0.0015 + 0.0015)
    assert rows["speech", "v"]["cost_usd"] == pytest.approx(0.1)
    assert bill["cost_usd"] == pytest.approx(sum(row["cost_usd"] for row in rows.values()))
    assert (bill["about"], bill["unpriced"], bill["cap_usd"]) == (False, False, None)


def test_a_price_that_is_not_known_is_unknown_and_not_nothing() -> None:
    spent, _ = spending()
    spent.note(chat(1000, 100, model="brand-new"))
    bill = spent.bill()
    assert bill["rows"][0]["cost_usd"] is None
    assert (bill["cost_usd"], bill["unpriced"]) == (0.0, True)


def test_what_is_free_is_known_to_cost_nothing() -> None:
    spent, _ = spending(cap_usd=0.01)
    spent.note(Usage("chat", "embedded", "q", Amount(10**9, 10**9, estimated=True)))
    bill = spent.bill()
    assert bill["rows"][0]["cost_usd"] == 0
    assert (bill["about"], bill["unpriced"], spent.over) == (False, False, False)


@pytest.mark.parametrize(
    "usage",
    [Usage("chat", "paid", "m-1", Amount(9, 9, estimated=True)),
     Usage("transcription", "paid", "t", Amount(sound_s=3600))],
)  # fmt: skip
def test_a_guess_or_a_price_that_is_one_is_about(usage: Usage) -> None:
    spent, _ = spending()
    spent.note(usage)
    assert spent.bill()["about"]


def test_the_cap_is_reached_once() -> None:
    spent, reached = spending(cap_usd=0.002)
    spent.note(chat(1000, 0))
    assert (reached, spent.over) == ([], False)
    spent.note(chat(1000, 0))
    spent.note(chat(1000, 0))
    assert (reached, spent.over) == ([True], True)
    assert spent.bill()["cap_usd"] == 0.002


def test_every_price_has_a_source_a_date_and_an_amount() -> None:
    for row in prices.known().rows:
        asked = (
            row.million_tokens_in, row.million_tokens_out, row.thousand_characters, row.hour,
        )  # fmt: skip
        assert row.free != any(asked), row
        assert row.source and row.as_of <= date.today()


@pytest.mark.parametrize(
    ("usage", "cost_usd"),
    [
        (Usage("chat", "openai", "gpt-4o-mini-2024-07-18", Amount(10**6, 10**6)), 0.75),
        (Usage("chat", "openai", "gpt-4o-2024-08-06", Amount(10**6, 0)), 2.5),
        (Usage("chat", "gemini_legacy", "gemini-2.5-flash-lite", Amount(10**6, 0)), 0.1),
        (Usage("speech", "elevenlabs", "eleven_flash_v2_5", Amount(characters=1000)), 0.05),
        (Usage("transcription", "groq", "whisper-large-v3-turbo", Amount(sound_s=3600)), 0.04),
        (Usage("chat", "embedded", "anything", Amount(10**6, 10**6)), 0),
        (Usage("chat", "openai", "gpt-99", Amount(1, 1)), None),
    ],
)
def test_the_most_exact_pattern_wins(usage: Usage, cost_usd: float | None) -> None:
    price = prices.known().of(usage)
    assert (price and price.cost_usd(usage)) == (
        cost_usd if price is None else pytest.approx(cost_usd)
    )
