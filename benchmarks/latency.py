"""From the end of a person's speech to the first sound of the answer, at the client.

    python -m benchmarks.latency [--turns 20] [--clips NAME ...] [--url http://...]
                                 [--stub | --vendors]

A real server in its own process, warm; recorded people speak to it in real time over a real
socket, and hear each answer to its end before they go on. Prints JSON: the latency as a client sees
it, when each stage gave its first result, and which share of the time each step took. With
``--vendors`` fakes stand for vendors, with their delays, and it tells what we add to those.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import requests
from prometheus_client.parser import text_string_to_metric_families

from benchmarks import delayed
from benchmarks.report import machine, spread
from benchmarks.serving import serving
from benchmarks.talking import Exchange, Talk, talking
from tests.speech import Clip, clips

WARM_UP_TURNS = 2
STEPS = {
    "transcript": "end_of_speech",
    "first_token": "transcript",
    "first_clause": "first_token",
    "first_speech": "first_clause",
    "first_audio_sent": "first_speech",
}
"""Stages that wait for the one named. The last also waits until the end of the turn is certain."""
STAGES = (*STEPS, "turn_end")
SPECULATIONS = "visavis_speculations"


def run(url: str, turns: int, names: Sequence[str], *, vendors: bool = False) -> dict[str, Any]:
    """Everything that is measured in so many turns, after a few to warm up."""
    said = itertools.cycle(clip for clip in clips() if not names or clip.name in names)
    with talking(url) as talk:
        _ask(talk, itertools.islice(said, WARM_UP_TURNS))
        before = speculations(url)
        exchanges, unanswered = _ask(talk, itertools.islice(said, turns))
        after = speculations(url)
    told = [exchange for _, exchange in exchanges]
    return {
        **report(told),
        **({"overhead_over_vendors_ms": delayed.overhead_ms(told)} if vendors else {}),
        "each": [
            {"clip": name, "latency_ms": round(exchange.latency_ms), **exchange.timings_ms}
            for name, exchange in exchanges
        ],
        "unanswered": unanswered,
        "speculations": {name: round(after[name] - before.get(name, 0)) for name in after},
    }


def _ask(talk: Talk, said: Iterator[Clip]) -> tuple[list[tuple[str, Exchange]], list[str]]:
    """The exchanges by clip, and the names of those that nothing was answered to."""
    exchanges, unanswered = [], []
    for clip in said:
        try:
            exchanges.append((clip.name, talk.ask(clip.sound)))
        except AssertionError:
            unanswered.append(clip.name)
    return exchanges, unanswered


def report(exchanges: Sequence[Exchange]) -> dict[str, Any]:
    waited = [exchange for exchange in exchanges if not exchange.cut_in]
    stages = {name: [e.timings_ms[name] for e in waited if name in e.timings_ms] for name in STAGES}
    return {
        "latency_ms": spread(exchange.latency_ms for exchange in waited),
        "cut_in": len(exchanges) - len(waited),
        "stages_ms": {name: spread(values) for name, values in stages.items()},
        "shares": shares(waited) if waited else {},
    }


def shares(exchanges: Sequence[Exchange]) -> dict[str, float]:
    """Of the mean latency, what each step took of it; the rest passes outside of the server's
    account: in the wire, and until it noticed the end of the speech.
    """
    whole_ms = statistics.fmean(exchange.latency_ms for exchange in exchanges)
    taken = {
        step: statistics.fmean(e.timings_ms[step] - e.timings_ms[before] for e in exchanges)
        for step, before in STEPS.items()
    }
    taken["outside"] = whole_ms - sum(taken.values())
    return {step: round(taken_ms / whole_ms, 3) for step, taken_ms in taken.items()}


def speculations(url: str) -> dict[str, float]:
    """How many turns were begun before their end was certain, by what became of them."""
    text = requests.get(f"{url}/metrics", timeout=10).text
    return {
        sample.labels["outcome"]: sample.value
        for family in text_string_to_metric_families(text)
        if family.name == SPECULATIONS
        for sample in family.samples
        if sample.name.endswith("_total")
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--clips", nargs="*", default=(), help="names of recordings; else all")
    parser.add_argument("--url", default="", help="of a server that runs already")
    parser.add_argument("--stub", action="store_true", help="providers that answer at once")
    parser.add_argument("--vendors", action="store_true", help="fakes of vendors, with delays")
    asked = parser.parse_args()
    measured_on = machine()
    with ExitStack() as stack:
        settings = stack.enter_context(delayed.vendors()) if asked.vendors else {}
        url = asked.url or stack.enter_context(serving(stub=asked.stub, **settings)).url
        measured = run(url, asked.turns, asked.clips, vendors=asked.vendors)
    print(json.dumps({"machine": measured_on, **measured}, indent=2))


if __name__ == "__main__":
    main()
