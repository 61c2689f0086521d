"""A vendor on a loopback port that behaves as the real one does, and fails when told to."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.support.patience import hang_s

HANG_S = hang_s(60)
"""Longer than any test waits for what must not wait for it."""
NOTICE_S = 0.01
"""How soon a client that hangs up is noticed."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def json_text(self) -> str:
        """The body without the escapes of JSON."""
        return json.dumps(self.json, ensure_ascii=False)


@dataclass(frozen=True)
class Reply:
    """What a vendor answers: a status with a body, or parts that stream."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[bytes] | None = None
    ending: bytes = b""
    """What follows the parts of an answer that is not cut short."""

    @classmethod
    def of(cls, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
        return cls(json.dumps(value).encode(), status, headers or {})


class Vendor:
    """``with Vendor() as vendor``. Subclasses say what is right in ``answer``."""

    key = "right-key-0123456789abcdef"
    garbage = b"data: {nonsense\n\n"
    """What `malformed_next` sends."""

    def __init__(self, port: int = 0) -> None:
        self.first_s = 0.0
        """How long the first byte takes, and after it"""
        self.pause_s = 0.0
        """each part."""
        self.drip_bytes = 0
        """If set, so few at a time,"""
        self.drip_s = 0.0
        """so long after each other."""
        self.before_part: Callable[[], None] = lambda: None
        """Called before the first byte and before each part."""
        self.asked: list[Request] = []
        self.connections: set[tuple[str, int]] = set()
        self.hung_up = threading.Event()
        """Set when a client leaves before its answer is complete."""
        self._next: deque[Callable[[_Conversation, Request], None]] = deque()
        self.stopping = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", port), _Conversation)
        self._http.daemon_threads = True
        self._http.vendor = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def settings(self) -> dict[str, str]:
        """What leads the app here."""
        raise NotImplementedError

    def answer(self, request: Request) -> Reply:
        """Without faults."""
        raise NotImplementedError

    def error(
        self, status: int, *, code: str = "", message: str = "", headers: Any = None
    ) -> Reply:
        """A failure in the vendor's own words."""
        raise NotImplementedError

    def out_of_quota(self) -> Reply:
        raise NotImplementedError

    # Faults of the next request

    def fail_next(
        self,
        status: int,
        *,
        code: str = "",
        message: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        reply = self.error(status, code=code, message=message, headers=headers)
        self._next.append(lambda talk, request: talk.send(reply))

    def no_quota_next(self) -> None:
        reply = self.out_of_quota()
        self._next.append(lambda talk, request: talk.send(reply))

    def recover(self) -> None:
        """No fault is left."""
        self._next.clear()

    def hang_next(self) -> None:
        """Answer nothing at all."""
        self._next.append(lambda talk, request: talk.wait(HANG_S))

    def stall_next(self, after: int) -> None:
        """Stop after that many parts, with the connection open."""
        self._next.append(
            lambda talk, request: talk.send(
                self.answer(request), after=after, then=lambda: talk.wait(HANG_S)
            )
        )

    def hold_next(self, after: int) -> threading.Event:
        """Stop after that many parts until the event is set; negative: before so many parts."""
        go_on = threading.Event()
        self._next.append(
            lambda talk, request: talk.send(self.answer(request), held=(after, go_on))
        )
        return go_on

    def cut_next(self, after: int) -> None:
        """Drop the connection after that many parts."""
        self._next.append(
            lambda talk, request: talk.send(self.answer(request), after=after, then=lambda: None)
        )

    def malformed_next(self, after: int) -> None:
        """Nonsense after that many parts, and then an end as if nothing were wrong."""
        self._next.append(
            lambda talk, request: talk.send(
                self.answer(request), after=after, then=lambda: talk.finish_with(self.garbage)
            )
        )

    def send_next(self, *lines: str) -> None:
        """These lines as they are, instead of an answer."""
        parts = [f"{line}\n".encode() for line in lines]
        self._next.append(lambda talk, request: talk.send(Reply(parts=parts)))

    def hang_up_next(self) -> None:
        """Close the connection without a word, as when a kept one has grown old."""
        self._next.append(lambda talk, request: None)


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def vendor(self) -> Vendor:
        return self.server.vendor  # type: ignore[attr-defined, no-any-return]

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:  # a kept connection that its client does not want any more
            self.close_connection = True

    def do_POST(self) -> None:
        vendor = self.vendor
        address = urlsplit(self.path)
        request = Request(
            self.command,
            address.path,
            {name: values[0] for name, values in parse_qs(address.query).items()},
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        vendor.asked.append(request)
        vendor.connections.add(self.client_address)
        self.close_connection = True
        try:
            if vendor._next:
                vendor._next.popleft()(self, request)
            else:
                self.send(vendor.answer(request))
        except OSError:
            vendor.hung_up.set()

    do_GET = do_DELETE = do_POST  # noqa: N815

    def send(
        self,
        reply: Reply,
        after: int | None = None,
        then: Callable[[], None] | None = None,
        held: tuple[int, threading.Event] | None = None,
    ) -> None:
        self.wait(self.vendor.first_s)
        self.vendor.before_part()
        if reply.parts is None and then is None:
            self._send_whole(reply)
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        parts = (reply.parts if reply.parts is not None else _halves(reply.body))[:after]
        for number, part in enumerate(parts):
            if held and number == held[0] % len(parts):
                assert held[1].wait(hang_s())
            self._send_part(part)
        if then is not None:
            then()
            return
        self.finish_with(reply.ending)
        self.close_connection = False

    def finish_with(self, ending: bytes) -> None:
        if ending:
            self._chunk(ending)
        self.wfile.write(b"0\r\n\r\n")

    def wait(self, seconds: float) -> None:
        """Sleep, noticing when the client hangs up."""
        end = time.monotonic() + seconds
        self.connection.settimeout(NOTICE_S)
        while time.monotonic() < end and not self.vendor.stopping.is_set():
            try:
                if not self.connection.recv(1):
                    raise ConnectionResetError
            except TimeoutError:
                continue
        self.connection.settimeout(None)

    def _send_whole(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection = False

    def _send_part(self, part: bytes) -> None:
        self.vendor.before_part()
        few = self.vendor.drip_bytes
        if few:
            for at in range(0, len(part), few):
                self._chunk(part[at : at + few])
                self.vendor.stopping.wait(self.vendor.drip_s)
        else:
            self._chunk(part)
        self.wait(self.vendor.pause_s)

    def _chunk(self, written: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(written), written))

    def log_message(self, *args: object) -> None:
        """Tests want no access log."""


def _halves(body: bytes) -> Sequence[bytes]:
    middle = len(body) // 2
    return body[:middle], body[middle:]


def events(values: Iterable[Any]) -> list[bytes]:
    """Server-sent events of JSON."""
    return [f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode() for value in values]
