"""An event has one name: in the server, in the page and in the documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.conversation.events import CallEvent
from services.web.socket import wire
from tests.house.tree import ROOT

PAGE = ROOT / "static/js/protocol.js"
DOCUMENT = ROOT / "docs/protocol.md"


def test_events_to_the_server() -> None:
    assert set(wire.EVENTS) == _in_page("TO_SERVER") == _in_document("Browser to server")


def test_events_to_the_browser() -> None:
    said = {kind.event for kind in _kinds(CallEvent)}
    assert said == _in_page("FROM_SERVER") == _in_document("Server to browser")


def _kinds(of: type[CallEvent]) -> Iterator[type[CallEvent]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _in_page(table: str) -> set[str]:
    found = re.search(rf"{table} = Object\.freeze\(\{{(.*?)\}}\)", PAGE.read_text(), re.DOTALL)
    assert found, f"protocol.js has no {table}"
    return set(re.findall(r":\s*'(\w+)'", found[1]))


def _in_document(heading: str) -> set[str]:
    _, _, rest = DOCUMENT.read_text().partition(f"## {heading}\n")
    section, _, _ = rest.partition("\n## ")
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
