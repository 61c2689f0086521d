"""Serves Visavis: ``python app.py``.

Only this file knows eventlet. It must patch the standard library before anything else imports
it, so the parts of the app are imported where they are used.
"""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from services.errors import CompanionError
from services.offload import Offload, inline
from services.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    from services.wiring.parts import Parts

log = logging.getLogger("visavis")
Result = TypeVar("Result")

SIGNAL_CHECK_S = 0.2
DRAIN_S = 0.3
"""What a browser gets to read that its call is over."""
SILENT_S = 60
"""How long a client may leave a request unfinished, or an answer unread: each takes one of the
1,024 connections that eventlet serves. Over a socket something comes every 25 s at least."""
MAX_MESSAGE_BYTES = 8_000_000
"""Above it Socket.IO drops the connection without a word; below it `wire` refuses with a notice."""


def create_app(
    settings: Settings,
    *,
    offload: Offload = inline,
    decode: Offload = inline,
    start_native: Callable[[Callable[[], None]], object] | None = None,
) -> tuple[Flask, Parts]:
    """The web app on its parts, none of which is started.

    ``offload`` runs database work, ``decode`` that of pictures; ``start_native`` starts a thread
    that no monkey patch has touched, for the log.
    """
    from flask import Flask
    from flask_socketio import SocketIO
    from werkzeug.middleware.proxy_fix import ProxyFix

    from services import logs
    from services.conversation.chat import Chats
    from services.conversation.thinking.personas import PERSONAS
    from services.domain import Sound
    from services.security.authentication import Authentication
    from services.security.origins import may_connect
    from services.security.passwords import Passwords
    from services.security.sandbox import apart
    from services.security.secret_key import secret_key
    from services.web import converters, cors, failures, headers, identity, limits
    from services.web.media.pictures import Portrait, portrait_from
    from services.web.media.portraits import Portraits
    from services.web.media.recordings import Recordings
    from services.web.media.sounds import sound_from
    from services.web.openapi import document
    from services.web.routes import (
        accounts,
        admin,
        blobs,
        calls,
        chat,
        companion_files,
        companions,
        health,
        jobs,
        me,
        memories,
        models,
        oidc,
        pages,
        privacy,
        providers,
        sessions,
        tokens,
        uploads,
    )
    from services.web.routes import voices as own_voices
    from services.web.socket import events
    from services.web.socket.admission import Admission
    from services.web.socket.studio import Studios
    from services.wiring.parts import wire

    key = secret_key(settings)
    logs.set_up(settings, secrets=[key], start_thread=start_native)
    socketio = SocketIO()
    parts = wire(
        settings,
        secret_key=key,
        offload=offload,
        tell=partial(events.tell_of, socketio),
    )
    parts.database.migrate()
    admission = Admission(
        settings,
        parts.calls,
        parts.people,
        parts.companions,
        parts.journal,
        parts.chooser,
        parts.memories,
    )
    app = Flask(__name__)
    converters.register(app)
    authentication = Authentication.on(
        parts.database, parts.blobs, settings, secret_key=key, passwords=Passwords(decode)
    )
    identity.register(app, key, authentication.session_gate, authentication.tokens)
    cors.register(app, settings.cors_origins)
    limits.register(app, authentication.limits)
    headers.register(app, behind_proxy=settings.behind_proxy)
    failures.register(app)
    uploads.limit(app)
    voices = parts.companions.voices
    portraits = Portraits(parts.blobs, parts.rigger, apart(portrait_from, Portrait))
    recordings = Recordings(
        parts.voices,
        parts.blobs,
        parts.forgetting,
        parts.providers.transcriber,
        parts.makers.speakers,
        parts.providers.voice_activity,
        apart(sound_from, Sound),
        decode,
    )
    for blueprint in (
        pages.blueprint(Path(app.root_path) / "node_modules"),
        me.blueprint(parts.people),
        companions.blueprint(parts.companions, personas=PERSONAS, voices=voices),
        uploads.blueprint(portraits, recordings),
        privacy.blueprint(
            parts.personal_data,
            parts.voices,
            parts.forgetting,
            parts.calls.end_of,
            offload=decode,
        ),
        companion_files.blueprint(
            parts.companions, portraits, personas=PERSONAS, voices=voices, offload=decode
        ),
        blobs.blueprint(parts.blobs),
        chat.blueprint(Chats(admission.chat), authentication.limits),
        jobs.blueprint(parts.jobs),
        models.blueprint(parts.catalogue),
        memories.blueprint(
            parts.memories,
            parts.people,
            parts.companions,
            learning=parts.learner.learning,
            forget_past=parts.calls.forget_past,
        ),
        calls.blueprint(parts.journal, parts.memories, forget_past=parts.calls.forget_past),
        own_voices.blueprint(
            parts.voices,
            parts.blobs,
            parts.jobs,
            parts.forgetting,
            cloner=parts.makers.cloner_name,
            matches=parts.makers.matcher is not None,
        ),
        providers.blueprint(parts.chains.statuses),
        health.blueprint(parts.checks(), ready=parts.ready, statuses=parts.chains.statuses),
        accounts.blueprint(authentication, issuer_label=oidc.label(settings)),
        sessions.blueprint(authentication),
        tokens.blueprint(authentication),
        admin.blueprint(authentication.accounts, calls=parts.calls.__len__),
        oidc.blueprint(app, settings, authentication),
    ):
        app.register_blueprint(blueprint)
    document.register(app)
    socketio.init_app(
        app,
        async_mode=settings.async_mode,
        message_queue=settings.redis_url or None,
        async_handlers=False,
        max_http_buffer_size=MAX_MESSAGE_BYTES,
        cors_allowed_origins=partial(may_connect, settings.cors_origins),
        cors_credentials=False,
    )
    studios = Studios(parts.blobs, parts.jobs, equipped=parts.tools.lip_syncer is not None)
    events.register(socketio, admission, studios, authentication)
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_host=1)  # type: ignore[method-assign]
    return app, parts


def unmasked(data: bytes, mask: Sequence[int], length: int | None = None, offset: int = 0) -> bytes:
    """A WebSocket payload without its mask (Source: RFC 6455, 5.3), or with it: XOR undoes itself.

    eventlet's own goes byte by byte: 4.4 ms on the hub for a camera frame of 36 KB, this one 0.05.
    """
    size = len(data) if length is None else length
    key = (bytes(mask) * (size // 4 + 2))[offset % 4 :][:size]
    number = int.from_bytes(data[:size], "big") ^ int.from_bytes(key, "big")
    return number.to_bytes(size, "big")


def _serve_eventlet(settings: Settings) -> None:
    """Green threads, with eventlet's own server: gunicorn has no worker for it any more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own deprecation: the project has chosen it
        import eventlet

    eventlet.monkey_patch()
    from eventlet import patcher, tpool, websocket, wsgi
    from eventlet.semaphore import Semaphore

    websocket.RFC6455WebSocket._apply_mask = staticmethod(unmasked)

    def one_at_a_time() -> Offload:
        free = Semaphore(1)

        def offload(work: Callable[[], Result]) -> Result:
            with free:
                return tpool.execute(work)  # type: ignore[no-any-return]

        return offload

    def start_native(work: Callable[[], None]) -> None:
        patcher.original("_thread").start_new_thread(work, ())

    app, parts = create_app(
        settings,
        offload=one_at_a_time(),
        decode=one_at_a_time(),
        start_native=start_native,
    )
    listener = eventlet.listen((settings.host, settings.port), backlog=1024)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = eventlet.spawn(
        wsgi.server, listener, app, log_output=False, socket_timeout=SILENT_S, keepalive=75
    )
    _run_until_told(parts, listener.getsockname())
    server.kill()
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

    app, parts = create_app(settings)
    server = make_server(
        settings.host, settings.port, app, threaded=True, request_handler=PromptHandler
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _run_until_told(parts, server.socket.getsockname())
    server.shutdown()
    parts.close()


def _run_until_told(parts: Parts, address: tuple[str, int]) -> None:
    """Load the engines, wait for SIGTERM or SIGINT, and end the calls.

    The wait looks again and again: a signal does not wake a hub that has nothing to do.
    """
    told = False

    def stop(*_: object) -> None:
        nonlocal told
        told = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    parts.start()
    log.info("serving", extra={"url": f"http://{address[0]}:{address[1]}"})
    while not told:
        time.sleep(SIGNAL_CHECK_S)
    parts.calls.end_all("the server is restarting")
    time.sleep(DRAIN_S)


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
