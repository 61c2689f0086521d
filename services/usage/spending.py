"""What a call uses of its providers, and what that costs."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from services.domain import Usage
from services.usage.prices import Prices

NO_CAP = math.inf
Key = tuple[str, str, str]


class Spending:
    """Adds up what is used, by capability, provider and model, from any thread.

    Once the cost that is known reaches ``cap_usd``, ``reached`` is called: once, and by whoever
    used the last of it.
    """

    def __init__(self, prices: Prices, *, cap_usd: float, reached: Callable[[], None]) -> None:
        self._prices = prices
        self._cap_usd = cap_usd
        self._reached = reached
        self._used: dict[Key, Usage] = {}
        self._over = False
        self._lock = threading.Lock()

    @property
    def over(self) -> bool:
        """Whether the cap was reached."""
        return self._over

    def note(self, usage: Usage) -> None:
        key = (usage.capability, usage.provider, usage.model)
        with self._lock:
            before = self._used.get(key)
            self._used[key] = (
                replace(usage, amount=before.amount + usage.amount) if before else usage
            )
            first_over = not self._over and self._cost_usd() >= self._cap_usd
            self._over = self._over or first_over
        if first_over:
            self._reached()

    def bill(self) -> dict[str, Any]:
        """``{cost_usd, about, unpriced, cap_usd, rows}``, as a page shows it.

        ``cost_usd`` is of what has a known price; ``unpriced`` says whether there is more.
        """
        with self._lock:
            rows = [self._row(usage) for usage in self._used.values()]
            cost_usd = self._cost_usd()
        return {
            "cost_usd": round(cost_usd, 6),
            "about": any(row["about"] for row in rows if row["cost_usd"] != 0),
            "unpriced": any(row["cost_usd"] is None for row in rows),
            "cap_usd": None if self._cap_usd == NO_CAP else self._cap_usd,
            "rows": rows,
        }

    def _cost_usd(self) -> float:
        costs = ((usage, self._prices.of(usage)) for usage in self._used.values())
        return math.fsum(price.cost_usd(usage) for usage, price in costs if price)

    def _row(self, usage: Usage) -> dict[str, Any]:
        price = self._prices.of(usage)
        amount = asdict(replace(usage.amount, sound_s=round(usage.amount.sound_s, 1)))
        guessed = amount.pop("estimated")
        return {
            "capability": usage.capability,
            "provider": usage.provider,
            "model": usage.model,
            **amount,
            "cost_usd": round(price.cost_usd(usage), 6) if price else None,
            "about": guessed or (price is not None and price.about),
        }
