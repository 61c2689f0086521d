"""One name an idea."""

from __future__ import annotations

import ast
import re
from collections import Counter

from tests.house.tree import name_of, parsed, product_code

OLD_LIMITS = re.compile(r"_?(?:MOST|LONGEST|LARGEST|LEAST|SHORTEST|FEWEST|SMALLEST)(?:_\w+)?")


def test_no_two_public_classes_share_a_name() -> None:
    names = Counter(
        node.name
        for path in product_code()
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_limits_are_max_and_min() -> None:
    named = [
        f"{name_of(path)}:{target.id}"
        for path in product_code()
        for node in parsed(path).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and OLD_LIMITS.fullmatch(target.id)
    ]
    assert named == []


def test_every_package_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in product_code()
        if path.name == "__init__.py" and not ast.get_docstring(parsed(path))
    ]
    assert silent == []
