"""What is OpenAI's own way of chatting; what all chat models promise is in tests/contracts."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator

import pytest

from services.domain import Message, Picture
from services.errors import (
    ContentDeclined,
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from services.providers.chat import presets
from services.providers.chat.openai_compatible import OpenAICompatible
from services.settings import Settings
from tests.contracts.asking import HELLO
from tests.support.patience import hang_s
from tests.vendors.openai_server import OpenAIServer


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


def chat_with(server: OpenAIServer) -> OpenAICompatible:
    return OpenAICompatible(base_url=server.base_url, key="sk-right", model="m", timeout_s=hang_s())


def said(server: OpenAIServer) -> str:
    return "".join(chat_with(server).reply(HELLO, max_tokens=20))


def test_streams_pieces_as_they_are_written(server: OpenAIServer) -> None:
    assert list(chat_with(server).reply(HELLO, max_tokens=20)) == ["Hello", ", ", "you."]
    assert server.requests == [
        {
            "model": "m",
            "messages": [
                {"role": "system", "content": "Be kind."},
                {"role": "user", "content": "Hi."},
            ],
            "stream": True,
            "max_tokens": 20,
        }
    ]


def test_a_kept_connection_that_grew_old_is_replaced(server: OpenAIServer) -> None:
    chat = chat_with(server)
    list(chat.reply(HELLO, max_tokens=20))
    server.hang_up_next()
    assert list(chat.reply(HELLO, max_tokens=20)) == ["Hello", ", ", "you."]


def test_a_fresh_connection_is_not_tried_twice(server: OpenAIServer) -> None:
    server.hang_up_next()
    with pytest.raises(ProviderUnavailable):
        said(server)
    assert len(server.requests) == 1


def test_closing_one_reply_leaves_another_whole(server: OpenAIServer) -> None:
    server.pause_s = 0.05
    chat = chat_with(server)
    first, second = chat.reply(HELLO, max_tokens=20), chat.reply(HELLO, max_tokens=20)
    next(first), next(second)
    first.close()
    assert list(second) == [", ", "you."]
    first.close()
    assert list(chat.reply(HELLO, max_tokens=20)) == ["Hello", ", ", "you."]


CLOSE_UNDER_EVENTLET = """
import eventlet
eventlet.monkey_patch()
import sys, threading, time
from services.domain import Message
from services.providers.chat.openai_compatible import OpenAICompatible
limit_s = float(sys.argv[2])
chat = OpenAICompatible(base_url=sys.argv[1], key="sk-right", model="m", timeout_s=2 * limit_s)
stream = chat.reply([Message("user", "Hi.")], max_tokens=5)
assert next(stream) == "Hello"
reader = threading.Thread(target=lambda: list(stream))
reader.start()
time.sleep(0.2)  # so that it most likely waits by then
stream.close()
reader.join(limit_s)
assert not reader.is_alive()
assert "".join(chat.reply([Message("user", "Hi.")], max_tokens=5)) == "Hello, you."
"""


def test_close_wakes_a_blocked_reader_under_eventlet(server: OpenAIServer) -> None:
    server.stall_next(after=1)
    command = [sys.executable, "-W", "ignore", "-c", CLOSE_UNDER_EVENTLET, server.base_url]
    subprocess.run([*command, str(hang_s())], check=True, timeout=hang_s(30))


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, "invalid_api_key", ProviderRefused),
        (403, "unsupported_country", ProviderRefused),
        (400, "content_policy_violation", ProviderRefused),
        (404, "model_not_found", ProviderRefused),
        (408, "", ProviderTimeout),
        (429, "rate_limit_exceeded", ProviderBusy),
        (500, "", ProviderUnavailable),
        (503, "overloaded", ProviderUnavailable),
        (302, "", ProviderUnavailable),
    ],
)
def test_a_status_becomes_one_of_our_errors(
    server: OpenAIServer, status: int, code: str, expected: type[ProviderError]
) -> None:
    server.fail_next(status, code=code)
    with pytest.raises(expected) as caught:
        said(server)
    assert caught.value.provider == "openai"
    assert caught.value.detail == f"HTTP {status} {code} error".replace("  ", " ")


@pytest.mark.parametrize(("header", "expected"), [("7", 7.0), ("0.5", 0.5), ("soon", None)])
def test_a_busy_server_says_for_how_long(
    server: OpenAIServer, header: str, expected: float | None
) -> None:
    server.fail_next(429, headers={"Retry-After": header})
    with pytest.raises(ProviderBusy) as caught:
        said(server)
    assert caught.value.retry_after_s == expected


@pytest.mark.parametrize(
    "line",
    [
        "data: {nonsense",
        "data: []",
        'data: {"choices": [{"delta": null}]}',
        'data: {"choices": 3}',
        "<html>a proxy's page</html>",
        "data: " + "x" * 1_100_000,
    ],
)
def test_a_malformed_line_is_unavailable(server: OpenAIServer, line: str) -> None:
    server.send_next('data: {"choices": [{"delta": {"content": "Hi"}}]}', "", line)
    stream = chat_with(server).reply(HELLO, max_tokens=20)
    assert next(stream) == "Hi"
    with pytest.raises(ProviderUnavailable):
        next(stream)


def test_lines_that_carry_no_words_are_passed_over(server: OpenAIServer) -> None:
    server.send_next(
        ": keep-alive",
        "event: message",
        'data: {"choices": [], "usage": {}}',
        'data: {"choices": [{"delta": {"role": "assistant", "content": null}}]}',
        'data: {"choices": [{"delta": {"content": "Hi"}, "finish_reason": "stop"}]}',
    )
    assert said(server) == "Hi"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ('{"code": 503, "message": "Loading model"}', ProviderUnavailable),
        ('{"code": "rate_limit_exceeded"}', ProviderBusy),
        ('{"code": 401}', ProviderRefused),
        ('"it broke"', ProviderUnavailable),
    ],
)
def test_an_error_inside_the_stream_is_one_of_ours(
    server: OpenAIServer, error: str, expected: type[ProviderError]
) -> None:
    server.send_next(f'data: {{"error": {error}}}')
    with pytest.raises(expected):
        said(server)


def test_a_filtered_reply_is_refused(server: OpenAIServer) -> None:
    server.send_next('data: {"choices": [{"delta": {}, "finish_reason": "content_filter"}]}')
    with pytest.raises(ContentDeclined):
        said(server)


def test_a_picture_travels_as_a_data_url(server: OpenAIServer) -> None:
    picture = Picture(b"\xff\xd8jpeg", 4, 3, 0)
    list(chat_with(server).reply([Message("user", "Look.", picture)], max_tokens=5))
    text, image = server.requests[0]["messages"][0]["content"]
    assert text == {"type": "text", "text": "Look."}
    kind, _, written = image["image_url"]["url"].partition(",")
    assert (kind, base64.b64decode(written)) == ("data:image/jpeg;base64", picture.jpeg)


def test_settings_make_one(server: OpenAIServer) -> None:
    settings = Settings.load({"OPENAI_API_KEY": "sk-right", "OPENAI_BASE_URL": server.base_url})
    chat = presets.OPENAI.from_settings(settings)
    assert "".join(chat.reply(HELLO, max_tokens=5)) == "Hello, you."
    assert server.requests[0]["model"] == "gpt-4o-mini"
