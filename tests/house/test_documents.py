"""The documents say what the code says."""

from __future__ import annotations

import pytest

from scripts import documents


@pytest.mark.parametrize("document", documents.DOCUMENTS, ids=lambda document: document.path.name)
def test_is_up_to_date(document: documents.Document) -> None:
    written = document.path.read_text()
    assert written == document.render(written), "make documents brings it up to date"
