"""Words that do not belong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import committed, name_of, without_jinja

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
PATCHING = re.compile(r"\bmock\.patch\b|\bunittest\.mock\b")
INLINE = {
    "a script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "a style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
}
THIS = Path(__file__)


def test_nothing_is_left_for_later() -> None:
    assert _found(UNFINISHED, committed("*.py", "*.js", "*.css", "*.html")) == []


def test_tests_have_seams_and_no_patches() -> None:
    assert _found(PATCHING, committed("*.py")) == []


@pytest.mark.parametrize("what", INLINE)
def test_pages_have_nothing_inline(what: str) -> None:
    pages = committed("templates/*.html", "templates/**/*.html")
    assert pages
    inline = [
        name_of(page) for page in pages if INLINE[what].search(without_jinja(page.read_text()))
    ]
    assert inline == []


def _found(words: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in paths
        if path != THIS
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if words.search(line)
    ]
