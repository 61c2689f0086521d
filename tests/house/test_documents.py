"""The documents say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import documents
from services.settings import table
from tests.house.tree import ROOT, committed, name_of

LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")
"""To something in this repository."""
NAMED = re.compile(
    r"(?<![\w/.-])(?:services|static|tests|templates|scripts|benchmarks|docs)/[\w./-]*\w"
)
"""A path from the root of the repository."""
RUN = re.compile(r"python -m ((?:services|tests|scripts|benchmarks)[\w.]*\w)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PAGES = committed("*.md")


@pytest.mark.parametrize("document", documents.DOCUMENTS, ids=lambda document: document.path.name)
def test_is_up_to_date(document: documents.Document) -> None:
    written = document.path.read_text()
    assert written == document.render(written), "make documents brings it up to date"


def test_every_setting_is_listed() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    assert [name for name, _, _ in table() if f"| `{name}` |" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_its_links_lead_somewhere(page: Path) -> None:
    targets = (target.partition("#")[0] for target in LINK.findall(page.read_text()))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_its_links_lead_to_headings(page: Path) -> None:
    links = (target.partition("#") for target in LINK.findall(page.read_text()) if "#" in target)
    places = [(page.parent / path if path else page, anchor) for path, _, anchor in links]
    assert [anchor for path, anchor in places if anchor not in _anchors(path)] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_paths_that_it_names_exist(page: Path) -> None:
    named = set(NAMED.findall(page.read_text()))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_programs_that_it_names_exist(page: Path) -> None:
    modules = {ROOT / name.replace(".", "/") for name in RUN.findall(page.read_text())}
    assert [
        name_of(path)
        for path in modules
        if not path.with_suffix(".py").exists() and not (path / "__main__.py").exists()
    ] == []


def _anchors(page: Path) -> set[str]:
    """The names of its headings, as GitHub makes them."""
    headings = HEADING.findall(page.read_text())
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
