"""Chat models that can be held to a form, against vendors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.contracts import FormFiller
from services.domain import Message
from services.errors import ProviderBusy
from services.providers.registry import Entry
from tests.contracts import cases
from tests.vendors.openai_server import OpenAIServer
from tests.vendors.server import Vendor

FORM = {
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": ["red", "green"]}},
    "required": ["colour"],
    "additionalProperties": False,
}
ASKED = [Message("system", "Be brief."), Message("user", "Which colour?")]
FILLERS = [entry for entry in cases.of("chat") if entry.name != "gemini_legacy"]
every = cases.named(FILLERS)


@pytest.fixture
def server(entry: Entry) -> Iterator[Vendor]:
    with cases.server_for(entry) as server:
        if isinstance(server, OpenAIServer):
            server.fills_in = lambda body: "".join(server.says)
        server.says = ['{"colour":', ' "red"}']
        yield server


@every
def test_the_form_goes_along_and_comes_back_filled_in(entry: Entry, server: Vendor) -> None:
    chat = cases.provider(entry, server)
    assert isinstance(chat, FormFiller)
    assert "".join(chat.filled_in(ASKED, FORM, max_tokens=50)) == '{"colour": "red"}'
    (request,) = server.asked
    assert '"enum": ["red", "green"]' in request.json_text


@every
def test_a_failure_is_one_of_ours_and_close_ends_it(entry: Entry, server: Vendor) -> None:
    chat = cases.provider(entry, server)
    server.fail_next(429)
    with pytest.raises(ProviderBusy):
        list(chat.filled_in(ASKED, FORM, max_tokens=50))
    stream = chat.filled_in(ASKED, FORM, max_tokens=50)
    stream.close()
    assert list(stream) == []
