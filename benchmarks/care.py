"""How well words that call for care are told from those that only sound like it.

    python -m benchmarks.care [open|closed] [--misses]

The sentences in tests/safety/labelled were written by someone who had not seen the examples that
the classifier was trained with; ``closed`` stays unread until a change is done.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.domain import Judgement, Request
from services.providers.memory.embedded import EmbeddedEncoder
from services.safety.classifier import Classifier
from services.safety.judge import TRAINED, MeaningJudge, Watchful
from services.safety.phrases import PhraseJudge

LABELLED = Path(__file__).parents[1] / "tests/safety/labelled"


@dataclass(frozen=True)
class Judged:
    text: str
    label: str
    theme: str
    language: str
    judgement: Judgement

    @property
    def calls(self) -> bool:
        """Whether it does call for care."""
        return self.label != "none"

    @property
    def outcome(self) -> str:
        if self.judgement.concern is None:
            return "model"
        return "answered" if self.judgement.sure else "asked"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.care", description=__doc__)
    parser.add_argument("part", nargs="?", default="open", choices=("open", "closed"))
    parser.add_argument("--misses", action="store_true", help="print what was judged wrongly")
    asked = parser.parse_args()
    judge = Watchful(
        MeaningJudge(EmbeddedEncoder(), Classifier.loaded(TRAINED.read_bytes())), PhraseJudge()
    )
    judged, times_ms = [], []
    for row in rows(f"{asked.part}.*.jsonl"):
        start_s = time.perf_counter()
        judgement = judge.judge(row["text"])
        times_ms.append((time.perf_counter() - start_s) * 1000)
        judged.append(Judged(**row, judgement=judgement))
    report = {language: shares(each) for language, each in by_language(judged).items()}
    print(json.dumps(report | {"requests": requests(judge), "ms": times(times_ms)}, indent=1))
    if asked.misses:
        for each in judged:
            if each.calls == (each.outcome == "model"):
                print(each.outcome, each.label, each.theme, each.text, sep=" | ", file=sys.stderr)


def rows(pattern: str) -> list[dict[str, str]]:
    lines = [
        line for path in sorted(LABELLED.glob(pattern)) for line in path.open("rt", -1, "utf-8")
    ]
    return [json.loads(line) for line in lines]


def by_language(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for each in judged:
        found.setdefault(each.language, []).append(each)
    others = [each for each in judged if each.language != "en"]
    return found | {"all but en": others}


def shares(judged: Sequence[Judged]) -> dict[str, float]:
    """In percent: of what calls for care, and of what does not, what is answered or asked about."""
    calling = [each for each in judged if each.calls]
    harmless = [each for each in judged if not each.calls]

    def share(of: Sequence[Judged], *outcomes: str) -> float:
        return round(100 * sum(each.outcome in outcomes for each in of) / len(of), 1)

    return {
        "found": share(calling, "answered", "asked"),
        "answered": share(calling, "answered"),
        "falsely answered": share(harmless, "answered"),
        "falsely asked": share(harmless, "asked"),
        "sentences": len(judged),
    }


def requests(judge: Watchful) -> dict[str, float]:
    """In percent: requests beyond the companion that are found, and other words taken for one."""
    found = [(row["label"], judge.judge(row["text"]).request) for row in rows("requests.jsonl")]
    asking = [request == label for label, request in found if label in set(Request)]
    others = [request is not None for label, request in found if label not in set(Request)]
    return {
        "found": round(100 * statistics.mean(asking), 1),
        "false": round(100 * statistics.mean(others), 1),
    }


def times(times_ms: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(times_ms), 1),
        "p95": round(statistics.quantiles(times_ms, n=20)[-1], 1),
    }


if __name__ == "__main__":
    main()
