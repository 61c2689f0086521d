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
OUTLIERS = tomllib.loads(Path(__file__).with_name("outliers.toml").read_text())


def test_long_files_say_why() -> None:
    code = committed("*.py", "*.js", "*.css", "*.html", ":!tests")
    long = {name_of(path) for path in code if _lines(path) > LONG_FILE_LINES}
    assert long == set(OUTLIERS["files"])


def test_long_functions_say_why() -> None:
    long = {
        f"{name_of(path)}:{node.name}"
        for path in committed("*.py", ":!tests")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONG_FUNCTION_LINES
    }
    assert long == set(OUTLIERS["functions"])


def test_reasons_are_sentences() -> None:
    reasons = [*OUTLIERS["files"].values(), *OUTLIERS["functions"].values()]
    assert all(len(reason.split()) >= 4 for reason in reasons)


def test_no_weights_are_committed() -> None:
    large = {name_of(path) for path in committed() if path.stat().st_size > LARGE_FILE_BYTES}
    weights = {name_of(path) for path in committed() if path.suffix in WEIGHT_SUFFIXES}
    assert large | weights == set()


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())
