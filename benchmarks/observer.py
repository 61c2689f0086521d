"""What the embedded observer tells of labelled frames, and what it costs.

    python -m benchmarks.observer [--sheet FILE.png]

Prints JSON: a confusion table for each question (rows are the truth, columns what was told),
and the time a frame takes in this process. The thresholds were chosen on faces of this set.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from pathlib import Path

from PIL import Image

from benchmarks.report import machine, spread
from services.conversation.vision.facts import kinds_of
from services.domain import Sight
from services.providers import registry
from services.settings import Settings
from tests.looks import Look, looks

QUESTIONS = ("faces", "facing", "expression", "gesture", "light")
FACES_SEEN = {"in view": "1", "two people": "2", "several people": "many"}
EXPRESSIONS = ("smile", "frown", "surprise", "mouth open", "eyes closed")
UNSURE = "unsure"
WARM_FRAMES = 5


def told(sight: Sight) -> dict[str, str]:
    """The answer to each question, as the companion gets to know it."""
    kinds = kinds_of(sight)
    sure = [kind for kind in EXPRESSIONS if kind in kinds]
    maybe = any(kind.startswith("maybe") for kind in kinds)
    return {
        "faces": next((FACES_SEEN[kind] for kind in kinds if kind in FACES_SEEN), "0"),
        "facing": "away" if "away" in kinds else "screen" if sight.faces else "nobody",
        "expression": " and ".join(sure) or (UNSURE if maybe else "none"),
        "gesture": next((kind for kind in kinds if kind in ("raised hand", "thumbs up")), "none"),
        "light": sight.light,
    }


def truth(look: Look) -> dict[str, str]:
    """The answers that a person gives; those that are hard to say are left out."""
    answers = {question: str(getattr(look, question)) for question in QUESTIONS}
    return {question: answer for question, answer in answers.items() if answer}


def is_right(true: str, answer: str) -> bool:
    """Someone surprised has the mouth open, too: one that is told of several is right."""
    return true in answer.split(" and ")


def contact_sheet(frames: list[tuple[Look, dict[str, str]]], path: Path) -> None:
    columns, width_px, height_px = 10, 192, 144
    rows = -(-len(frames) // columns)
    sheet = Image.new("RGB", (columns * width_px, rows * height_px))
    for index, (look, _) in enumerate(frames):
        thumbnail = look.image.resize((width_px, height_px))
        sheet.paste(thumbnail, (index % columns * width_px, index // columns * height_px))
    sheet.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheet", type=Path, help="write all frames into one picture")
    asked = parser.parse_args()
    measured_on = machine()
    observer = registry.load(registry.find("vision", "embedded")).from_settings(Settings.load({}))
    labelled = looks()
    for look in labelled[:WARM_FRAMES]:
        observer.look(look.picture)
    answered, wall_ms, cpu_ms = [], [], []
    for look in labelled:
        picture = look.picture
        started_s, worked_s = time.perf_counter(), time.process_time()
        sight = observer.look(picture)
        wall_ms.append((time.perf_counter() - started_s) * 1000)
        cpu_ms.append((time.process_time() - worked_s) * 1000)
        answered.append((look, told(sight)))
    if asked.sheet:
        contact_sheet(answered, asked.sheet)
    print(json.dumps({"machine": measured_on, **report(answered, wall_ms, cpu_ms)}, indent=2))


def report(
    answered: list[tuple[Look, dict[str, str]]], wall_ms: list[float], cpu_ms: list[float]
) -> dict[str, object]:
    tables: dict[str, dict[str, Counter[str]]] = {name: defaultdict(Counter) for name in QUESTIONS}
    wrong = []
    for look, answers in answered:
        for question, true in truth(look).items():
            tables[question][true][answers[question]] += 1
            if not is_right(true, answers[question]):
                wrong.append(f"{look.name}: {question} is {true}, told {answers[question]}")
    empty = [answers for look, answers in answered if look.faces == 0]
    return {
        "frames": len(answered),
        "confusion": tables,
        "right": {question: _right(table) for question, table in tables.items()},
        "claimed_of_empty_frames": sum(
            answers["faces"] != "0"
            or answers["expression"] != "none"
            or answers["gesture"] != "none"
            for answers in empty
        ),
        "wrong": wrong,
        "ms_a_frame": spread(wall_ms),
        "cpu_ms_a_frame": spread(cpu_ms),
    }


def _right(table: dict[str, Counter[str]]) -> str:
    right = sum(
        times
        for true, row in table.items()
        for answer, times in row.items()
        if is_right(true, answer)
    )
    return f"{right}/{sum(row.total() for row in table.values())}"


if __name__ == "__main__":
    main()
