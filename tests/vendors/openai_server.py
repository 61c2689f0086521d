"""A chat server on a loopback port that behaves as OpenAI's does, and fails when told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

HANG_S = 10


class OpenAIServer:
    """``with OpenAIServer() as server``; ``server.says`` is what it streams."""

    def __init__(self, key: str = "sk-right") -> None:
        self.key = key
        self.says: Iterable[str] = ("Hello", ", ", "you.")
        self.pause_s = 0.0
        self.requests: list[dict[str, Any]] = []
        self.connections: set[tuple[str, int]] = set()
        self.hung_up = threading.Event()
        """Set when a client leaves before its answer is complete."""
        self._next: list[Callable[[_Conversation], None]] = []
        self._stopping = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Conversation)
        self._http.daemon_threads = True
        self._http.openai = self  # type: ignore[attr-defined]
        self.base_url = f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def fail_next(
        self,
        status: int,
        *,
        code: str = "",
        message: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        error = {"error": {"message": message, "type": "error", "code": code or None}}
        self._next.append(lambda talk: talk.answer(status, error, headers or {}))

    def hang_next(self) -> None:
        """Answer nothing at all."""
        self._next.append(lambda talk: talk.wait(HANG_S))

    def stall_next(self, after: int) -> None:
        """Stop after that many pieces, with the connection open."""
        self._next.append(lambda talk: talk.stream(after=after, then=lambda: talk.wait(HANG_S)))

    def cut_next(self, after: int) -> None:
        """Drop the connection after that many pieces."""
        self._next.append(lambda talk: talk.stream(after=after, then=lambda: None))

    def send_next(self, *lines: str) -> None:
        """Send these lines as they are, instead of a stream."""
        self._next.append(lambda talk: talk.send_lines(lines))

    def hang_up_next(self) -> None:
        """Close the connection without a word, as when a kept one has grown old."""
        self._next.append(lambda talk: None)


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def openai(self) -> OpenAIServer:
        return self.server.openai  # type: ignore[attr-defined, no-any-return]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.openai
        server.requests.append(body)
        server.connections.add(self.client_address)
        self.close_connection = True
        try:
            if server._next:
                server._next.pop(0)(self)
            elif problem := self.problem(body):
                self.answer(*problem, {})
            else:
                self.stream()
        except OSError:
            server.hung_up.set()

    def problem(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        given = self.headers.get("Authorization", "")
        if given != f"Bearer {self.openai.key}":
            message = f"Incorrect API key provided: {given}"
            return 401, {"error": {"message": message, "code": "invalid_api_key"}}
        if self.path != "/v1/chat/completions":
            return 404, {"error": {"message": "no such path", "code": "not_found"}}
        roles = [message["role"] for message in body["messages"]]
        if not roles or set(roles) - {"system", "user", "assistant"} or not body["model"]:
            return 400, {"error": {"message": "bad request", "code": "invalid_request_error"}}
        return None

    def answer(self, status: int, body: dict[str, Any], headers: dict[str, str]) -> None:
        written = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(written))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(written)

    def stream(self, after: int | None = None, then: Callable[[], None] | None = None) -> None:
        self.start_stream()
        for index, piece in enumerate(self.openai.says):
            if index == after:
                break
            self.event({"choices": [{"index": 0, "delta": {"content": piece}}]})
            self.wait(self.openai.pause_s)
        if then is not None:
            then()
            return
        self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")
        self.close_connection = False

    def send_lines(self, lines: Iterable[str]) -> None:
        self.start_stream()
        for line in lines:
            self.chunk(f"{line}\n")
        self.wfile.write(b"0\r\n\r\n")

    def start_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def event(self, value: dict[str, Any]) -> None:
        self.chunk(f"data: {json.dumps(value, ensure_ascii=False)}\n\n")

    def chunk(self, text: str) -> None:
        written = text.encode()
        self.wfile.write(b"%x\r\n%b\r\n" % (len(written), written))

    def wait(self, seconds: float) -> None:
        """Sleep, noticing when the client hangs up."""
        end = time.monotonic() + seconds
        self.connection.settimeout(0.01)
        while time.monotonic() < end and not self.openai._stopping.is_set():
            try:
                if not self.connection.recv(1):
                    raise ConnectionResetError
            except TimeoutError:
                continue
        self.connection.settimeout(None)

    def log_message(self, *args: object) -> None:
        """Tests want no access log."""
