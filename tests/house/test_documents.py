"""The documents say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import documents
from tests.house.tree import committed, name_of

LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")
"""To something in this repository."""


@pytest.mark.parametrize("document", documents.DOCUMENTS, ids=lambda document: document.path.name)
def test_is_up_to_date(document: documents.Document) -> None:
    written = document.path.read_text()
    assert written == document.render(written), "make documents brings it up to date"


@pytest.mark.parametrize("page", committed("*.md"), ids=name_of)
def test_its_links_lead_somewhere(page: Path) -> None:
    targets = (target.partition("#")[0] for target in LINK.findall(page.read_text()))
    assert [target for target in targets if not (page.parent / target).exists()] == []
