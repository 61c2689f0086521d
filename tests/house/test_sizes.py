"""What is long says why, in ``outliers.toml``; nothing large is committed."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from tests.house.tree import committed, name_of, parsed

LONG_FILE_LINES = 200
LONG_FUNCTION_LINES = 30
LARGE_FILE_BYTES = 1_000_000
WEIGHT_SUFFIXES = {".onnx", ".gguf", ".safetensors", ".pt", ".pth", ".tflite", ".ort", ".task"}
SLACK = 0.8
OUTLIERS = tomllib.loads(Path(__file__).with_name("outliers.toml").read_text())
FILES = {
    name_of(path): len(path.read_text().splitlines())
    for path in committed("*.py", "*.js", "*.css", "*.html", ":!tests")
}
FUNCTIONS = {
    f"{name_of(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
    for path in committed("*.py", ":!tests")
    for node in ast.walk(parsed(path))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
}


def test_long_files_say_why() -> None:
    assert {name for name, lines in FILES.items() if lines > LONG_FILE_LINES} <= set(
        OUTLIERS["files"]
    )


def test_long_functions_say_why() -> None:
    assert {name for name, lines in FUNCTIONS.items() if lines > LONG_FUNCTION_LINES} <= set(
        OUTLIERS["functions"]
    )


def test_no_reason_outlives_what_it_explains() -> None:
    """With some slack, so that a line more or less does not matter."""
    files = {name for name, lines in FILES.items() if lines > LONG_FILE_LINES * SLACK}
    functions = {name for name, lines in FUNCTIONS.items() if lines > LONG_FUNCTION_LINES * SLACK}
    assert set(OUTLIERS["files"]) <= files
    assert set(OUTLIERS["functions"]) <= functions


def test_reasons_are_sentences() -> None:
    reasons = [*OUTLIERS["files"].values(), *OUTLIERS["functions"].values()]
    assert all(len(reason.split()) >= 4 for reason in reasons)


def test_no_weights_are_committed() -> None:
    large = {name_of(path) for path in committed() if path.stat().st_size > LARGE_FILE_BYTES}
    weights = {name_of(path) for path in committed() if path.suffix in WEIGHT_SUFFIXES}
    assert large | weights == set()
