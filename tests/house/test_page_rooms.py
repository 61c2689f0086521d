"""The page's rooms: few files in each, no two that look alike, and tests that mirror them."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import PurePosixPath

from tests.house.tree import committed, name_of

MAX_FILES = 25
TOP = {"main.js", "socket.js", "api.js", "protocol.js", "uploads.js"}
FILES = [PurePosixPath(name_of(path)) for path in committed("static/js/*")]
TESTS = [PurePosixPath(name_of(path)) for path in committed("tests/browser/*")]


def test_only_few_files_are_in_no_room() -> None:
    assert {path.name for path in FILES if path.parent == PurePosixPath("static/js")} == TOP


def test_no_room_is_crowded() -> None:
    rooms = Counter(path.parent for path in FILES)
    assert {room for room, files in rooms.items() if files > MAX_FILES} == set()


def test_no_two_files_look_alike() -> None:
    """Nor do they differ by an s; the pages are named as their addresses are."""
    names = [path.stem for path in FILES if path.parent != PurePosixPath("static/js/pages")]
    assert [
        pair for pair in combinations(names, 2) if len({name.rstrip("s") for name in pair}) == 1
    ] == []


def test_tests_mirror_the_rooms() -> None:
    tested = {
        path.relative_to("tests/browser").as_posix().replace(".test.js", ".js") for path in TESTS
    }
    assert tested <= {path.relative_to("static/js").as_posix() for path in FILES}
