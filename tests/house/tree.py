"""The project's own files, as the rules of the house see them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support.patience import hang_s

ROOT = Path(__file__).resolve().parents[2]


def committed(*patterns: str) -> list[Path]:
    """Files that git has, or would take, whose paths match."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]
    listed = subprocess.run(
        [*command, *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=hang_s(30),
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def product_code() -> list[Path]:
    """The Python that runs for people."""
    return committed("app.py", "services/**.py", "services/*.py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module that is imported, anywhere in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def without_jinja(template: str) -> str:
    """A template's own markup, without what Jinja puts in."""
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", template, flags=re.DOTALL)
