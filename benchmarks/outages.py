"""Vendors that die in the midst of a call: what the person hears of it.

    python -m benchmarks.outages [--lineups 4]

A real server whose vendors are fakes. In each run one of them fails in one way at one stage of a
turn, in a call of its own; in the turn after it the vendor is well again. Prints JSON: what was
heard, how long the longest silence was, and how many runs died in silence, which must be none.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.faults import FAULTS, HEARD, HOPELESS, LINEUPS, SAID, Break, Lineup, standing_in
from benchmarks.report import machine, spread
from services.conversation.thinking.resume_reply import APOLOGY, APOLOGY_AFTER_SOME
from services.conversation.utterances_to_turns import PARDON
from tests.clients import Caller, calling
from tests.sounds import tone
from tests.support.patience import hang_s
from tests.vendors.server import Vendor

ALL = "all at once"
"""The fault that all chat models fail, of which none goes on."""
SILENT_S = 3.0
"""A longer silence is a silent death."""
TURN_S = hang_s(10)
POLL_S = 0.05
SPOKEN_MS = 600
"""Too short for a partial transcript: the fault meets the final one."""
SORRY = (APOLOGY[-1].text, APOLOGY_AFTER_SOME.text, PARDON[-1].text)


@dataclass(frozen=True)
class Outcome:
    """What became of one run."""

    provider: str
    stage: str
    fault: str
    silence_s: float
    """The longest, from the end of the person's words on."""
    text: str
    by: Mapping[str, str]
    notices: Sequence[str]
    back: bool
    """Whether the vendor worked in the turn after."""

    @property
    def name(self) -> str:
        return f"{self.provider} {self.stage}: {self.fault}"

    @property
    def whole(self) -> bool:
        """Whether all was said, or there was an apology."""
        return self.text == SAID or self.text.endswith(SORRY)

    @property
    def died(self) -> bool:
        unsaid = self.text != SAID and not self.notices
        return not self.whole or self.silence_s > SILENT_S or unsaid


def run(
    url: str, vendors: Sequence[Vendor], stage: str, break_: Break, *, fault: str, provider: str
) -> Outcome:
    """One turn in which all these vendors fail, and one after it."""
    with calling(url) as caller:
        caller.start(off_the_record=True)
        for vendor in vendors:
            break_(vendor, stage)
        asked_s = ask(caller, stage)
        answer = wait_through(caller, 1)
        for vendor in vendors:
            vendor.recover()
        back = False
        if break_ not in HOPELESS.values():
            ask(caller, stage)
            back = provider in wait_through(caller, 2)["providers"][stage]
        return Outcome(
            provider,
            stage,
            fault,
            silence_s=round(longest_silence_s(caller, asked_s), 2),
            text=answer["text"],
            by=answer["providers"],
            notices=[notice["code"] for notice in caller.all("notice")],
            back=back,
        )


def ask(caller: Caller, stage: str) -> float:
    """When the person's words were complete."""
    if stage != "transcription":
        caller.type(HEARD)
        return time.monotonic()
    ended_s = caller.speak(tone(SPOKEN_MS))
    caller.hush(600)
    return ended_s


def wait_through(caller: Caller, turn: int) -> dict[str, Any]:
    """The turn's ``ai_response``, after all was reported as heard as soon as it came."""
    reported = 0
    until_s = time.monotonic() + TURN_S
    while time.monotonic() < until_s:
        segments = [speech for speech in caller.all("ai_speech") if speech["turn"] == turn]
        for speech in segments[reported:]:
            place = {"turn": turn, "segment": speech["segment"]}
            caller.socket.emit("playback", {**place, "heard_ms": 0, "done": True})
        reported = len(segments)
        for response in caller.all("ai_response"):
            if response["turn"] == turn:
                return response
        time.sleep(POLL_S)
    return {"text": "", "providers": {"chat": "", "speech": "", "transcription": ""}}


def longest_silence_s(caller: Caller, asked_s: float) -> float:
    """In the first turn, as long as there was something to come."""
    silent_s, plays_until_s = 0.0, asked_s
    for event in caller.events:
        if event.name == "ai_speech" and event.payload["turn"] == 1:
            silent_s = max(silent_s, event.at_s - plays_until_s)
            plays_until_s = max(plays_until_s, event.at_s) + event.payload["duration_ms"] / 1000
    return silent_s if plays_until_s > asked_s else TURN_S


def outcomes(chooser: Lineup, hopeless: str) -> Iterator[Outcome]:
    """Every fault of every stage, and that one at the end."""
    with standing_in(chooser) as (url, vendors):
        with calling(url) as caller:
            caller.start()
            ask(caller, "transcription")
            wait_through(caller, 1)
        for fault, break_ in {**FAULTS, hopeless: HOPELESS[hopeless]}.items():
            for stage, names in asdict(chooser).items():
                chosen = [vendors[names[0]]]
                yield run(url, chosen, stage, break_, fault=fault, provider=names[0])
        everyone = [vendors[name] for name in chooser.chat]
        yield run(url, everyone, "chat", FAULTS["error"], fault=ALL, provider=chooser.chat[0])


def report(found: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "runs": len(found),
        "died_in_silence": [asdict(outcome) for outcome in found if outcome.died],
        "silence_s": spread(outcome.silence_s for outcome in found),
        "whole_answers": sum(outcome.text == SAID for outcome in found),
        "apologies": sum(outcome.text.endswith(SORRY) for outcome in found),
        "without_notice": [outcome.name for outcome in found if not outcome.notices],
        "not_back": [
            outcome.name
            for outcome in found
            if not outcome.back and outcome.fault not in (*HOPELESS, ALL)
        ],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lineups", type=int, default=len(LINEUPS))
    asked = parser.parse_args()
    measured_on = machine()
    found: list[Outcome] = []
    for number, chooser in enumerate(LINEUPS[: asked.lineups]):
        for outcome in outcomes(chooser, tuple(HOPELESS)[number % len(HOPELESS)]):
            sys.stderr.write(f"{'DIED ' if outcome.died else ''}{outcome}\n")
            found.append(outcome)
    told = report(found)
    print(json.dumps({"machine": measured_on, **told}, indent=2))
    return 1 if told["died_in_silence"] else 0


if __name__ == "__main__":
    sys.exit(main())
