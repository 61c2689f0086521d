"""The models that the vendors of this server offer, as each of them listed them last."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace

from services.contracts import ChatVendor
from services.domain import Model
from services.errors import ProviderError

log = logging.getLogger(__name__)

KEPT_S = 600.0
FAILURE_KEPT_S = 30.0
WAIT_S = 4.0
"""How long who asks first waits for the lists; what comes later is there the next time."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What is known of one vendor."""

    provider: str
    models: Sequence[Model] = ()
    error: ProviderError | None = None
    """Why the last try to list them failed; then ``models`` are those of the try before."""
    until_s: float = 0.0
    """When to ask again."""


class Catalogue:
    """Asks in threads of its own, one a vendor at most, so that nobody waits who need not."""

    def __init__(
        self, vendors: Sequence[ChatVendor], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._vendors = {vendor.name: vendor for vendor in vendors}
        self._listings = {name: Listing(name) for name in self._vendors}
        self._asking: set[str] = set()
        self._clock = clock
        self._changed = threading.Condition()

    def known(self, provider: str) -> Sequence[Model]:
        """Those that are known just now; never waits."""
        listing = self._listings.get(provider)
        return listing.models if listing else ()

    def listings(self) -> Sequence[Listing]:
        """Of all vendors, in order; waits for those that never answered, but not for long."""
        self.refresh()
        with self._changed:
            self._changed.wait_for(lambda: not self._waited_for(), timeout=WAIT_S)
            return list(self._listings.values())

    def refresh(self) -> None:
        """Ask again whose list is old. Returns at once."""
        with self._changed:
            now_s = self._clock()
            due = [
                name
                for name, listing in self._listings.items()
                if name not in self._asking and now_s >= listing.until_s
            ]
            self._asking.update(due)
        for name in due:
            ask = copy_context().run
            threading.Thread(target=ask, args=(self._ask, name), daemon=True).start()

    def _waited_for(self) -> bool:
        """Whether anyone is still asked of whom nothing is known."""
        return any(self._listings[name].until_s == 0 for name in self._asking)

    def _ask(self, name: str) -> None:
        listing = self._listings[name]
        try:
            models = self._vendors[name].models()
            listing = Listing(name, models, until_s=self._clock() + KEPT_S)
        except ProviderError as error:
            log.warning(
                "models not listed",
                extra={"provider": name, "code": error.code, "detail": error.detail},
            )
            until_s = self._clock() + FAILURE_KEPT_S
            listing = replace(listing, error=error, until_s=until_s)
        finally:
            with self._changed:
                self._listings[name] = listing
                self._asking.discard(name)
                self._changed.notify_all()
