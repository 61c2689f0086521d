"""A package says what it is for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import committed, name_of, parsed

PACKAGES = committed("services/__init__.py", "services/**/__init__.py")


def test_there_are_packages() -> None:
    assert "services/conversation/turn/__init__.py" in map(name_of, PACKAGES)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: name_of(path.parent))
def test_it_opens_with_a_docstring(package: Path) -> None:
    assert (ast.get_docstring(parsed(package)) or "").strip()
