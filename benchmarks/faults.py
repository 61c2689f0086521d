"""Fake vendors that fail: in which ways, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

from benchmarks.serving import serving
from tests.contracts.cases import SERVERS
from tests.e2e.server import STUBS
from tests.vendors.server import Vendor

SAID = "Rivers run to the sea. Nobody has a map. Mornings are best."
HEARD = "Tell me something."
WORDS = tuple(f"{word} " for word in (":)", *SAID.split()))
MIDST = {"chat": 7, "speech": 2, "transcription": 1}
"""Parts that come before a vendor breaks off."""

Break = Callable[[Vendor, str], None]


def _hang_up(vendor: Vendor, stage: str) -> None:
    """Twice: a kept connection that ends is given a second chance."""
    for _ in range(2):
        vendor.hang_up_next()


FAULTS: dict[str, Break] = {
    "unreachable": _hang_up,
    "error": lambda vendor, stage: vendor.fail_next(500),
    "overloaded": lambda vendor, stage: vendor.fail_next(503),
    "busy": lambda vendor, stage: vendor.fail_next(429),
    "hang": lambda vendor, stage: vendor.hang_next(),
    "cut at the start": lambda vendor, stage: vendor.cut_next(0),
    "cut": lambda vendor, stage: vendor.cut_next(MIDST[stage]),
    "stall": lambda vendor, stage: vendor.stall_next(MIDST[stage]),
    "malformed": lambda vendor, stage: vendor.malformed_next(MIDST[stage]),
}
HOPELESS: dict[str, Break] = {
    "wrong key": lambda vendor, stage: vendor.fail_next(401, code="invalid_api_key"),
    "no quota": lambda vendor, stage: vendor.no_quota_next(),
}
"""After these the vendor is left alone for a minute: one is the last of its server."""


@dataclass(frozen=True)
class Lineup:
    """Who stands in for whom, by capability."""

    chat: tuple[str, ...]
    transcription: tuple[str, ...]
    speech: tuple[str, ...]

    @property
    def settings(self) -> dict[str, str]:
        return {name.upper(): ",".join(names) for name, names in asdict(self).items()}


LINEUPS = (
    Lineup(("openai", "gemini"), ("elevenlabs", "stub"), ("elevenlabs", "stub")),
    Lineup(("gemini", "openai"), ("openai", "stub"), ("openai", "embedded")),
    Lineup(("groq", "gemini"), ("groq", "stub"), ("gtts", "embedded")),
    Lineup(("gemini_legacy", "openai"), ("gemini", "stub"), ("elevenlabs", "embedded")),
)


@contextmanager
def standing_in(chooser: Lineup, **settings: str) -> Iterator[tuple[str, dict[str, Vendor]]]:
    """A server's address, and the fake behind each vendor of that lineup."""
    names = {name for names in asdict(chooser).values() for name in names} & set(SERVERS)
    with ExitStack() as open_:
        made = {kind: open_.enter_context(kind()) for kind in {SERVERS[name] for name in names}}
        chosen = {**STUBS, **chooser.settings}
        for vendor in made.values():
            vendor.says, vendor.hears = WORDS, HEARD  # type: ignore[attr-defined]
            chosen |= vendor.settings()
        server = open_.enter_context(serving(stub=False, **{**chosen, **settings}))
        yield server.url, {name: made[SERVERS[name]] for name in names}
