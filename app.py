"""Serves Visavis: ``python app.py``.

Only this file knows eventlet. It must patch the standard library before anything else imports
it, so the parts of the app are imported where they are used.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from services.errors import CompanionError
from services.offload import Offload, inline
from services.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    from services.wiring import Parts

log = logging.getLogger("visavis")
Result = TypeVar("Result")

DRAIN_S = 0.3
"""What a browser gets to read that its call is over."""
MAX_MESSAGE_BYTES = 8_000_000
"""Above it Socket.IO drops the connection without a word; below it `wire` refuses with a notice."""


def create_app(settings: Settings, *, offload: Offload, decode: Offload) -> tuple[Flask, Parts]:
    """The web app on its parts. ``offload`` runs database work, ``decode`` that of pictures."""
    from flask import Flask
    from flask_socketio import SocketIO
    from werkzeug.middleware.proxy_fix import ProxyFix

    from services import logs, wiring
    from services.web import api, blobs, events, failures, headers, health, pages, uploads
    from services.web.identity import kept_secret
    from services.web.reception import Reception

    logs.set_up(settings)
    app = Flask(__name__)
    app.secret_key = settings.secret_key or kept_secret(settings.data_dir)
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]
    parts = wiring.wire(settings, secret_key=app.secret_key, offload=offload)
    parts.database.migrate()
    headers.register(app)
    failures.register(app)
    pages.register(app)
    api.register(app, parts)
    uploads.register(app, parts, decode=decode)
    blobs.register(app, parts)
    health.register(app, parts)
    socketio = SocketIO(
        app,
        async_mode=settings.async_mode,
        async_handlers=False,
        max_http_buffer_size=MAX_MESSAGE_BYTES,
    )
    events.register(
        socketio,
        Reception(
            settings,
            parts.calls,
            parts.people,
            parts.companions,
            parts.journal,
            parts.providers,
        ),
    )
    return app, parts


def _serve_eventlet(settings: Settings) -> None:
    """Green threads, with eventlet's own server: gunicorn has no worker for it any more."""
    import eventlet

    eventlet.monkey_patch()
    from eventlet import tpool, wsgi
    from eventlet.semaphore import Semaphore

    def one_at_a_time() -> Offload:
        free = Semaphore(1)

        def offload(work: Callable[[], Result]) -> Result:
            with free:
                return tpool.execute(work)  # type: ignore[no-any-return]

        return offload

    app, parts = create_app(settings, offload=one_at_a_time(), decode=one_at_a_time())
    listener = eventlet.listen((settings.host, settings.port), backlog=1024)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = eventlet.spawn(
        wsgi.server, listener, app, log_output=False, socket_timeout=None, keepalive=75
    )
    _run(parts, listener.getsockname(), stop=server.kill)
    with contextlib.suppress(eventlet.greenlet.GreenletExit):
        server.wait()
    parts.close()


def _serve_threading(settings: Settings) -> None:
    """A real thread for each connection, with Werkzeug's server."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class PromptHandler(WSGIRequestHandler):
        def setup(self) -> None:
            super().setup()
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Requests are counted in metrics, not logged."""

    app, parts = create_app(settings, offload=inline, decode=inline)
    server = make_server(
        settings.host, settings.port, app, threaded=True, request_handler=PromptHandler
    )
    _run(parts, server.socket.getsockname(), stop=server.shutdown)
    server.serve_forever()
    parts.close()


def _run(parts: Parts, address: tuple[str, int], *, stop: Callable[[], None]) -> None:
    """Load the engines, and on SIGTERM or SIGINT end the calls before the server stops."""

    def drain() -> None:
        parts.calls.end_all("the server is restarting")
        time.sleep(DRAIN_S)
        stop()

    def drain_soon(*_: object) -> None:
        threading.Thread(target=drain, daemon=True).start()

    signal.signal(signal.SIGTERM, drain_soon)
    signal.signal(signal.SIGINT, drain_soon)
    parts.start()
    log.info("serving", extra={"url": f"http://{address[0]}:{address[1]}"})


def main() -> int:
    try:
        settings = Settings.from_environment()
        serve = _serve_eventlet if settings.async_mode == "eventlet" else _serve_threading
        serve(settings)
    except CompanionError as error:
        sys.stderr.write(f"visavis: {error.detail or error.message}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
