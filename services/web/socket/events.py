"""Socket.IO events: parsed by `wire`, handed to the call, every error answered with a notice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import session
from flask_socketio import SocketIO

from services import metrics
from services.conversation.call import Call
from services.conversation.chat import Chat
from services.conversation.events import CallEvent, Notice
from services.domain import Job, Picture
from services.errors import BadInput, CompanionError, NotAllowed, UnknownEvent
from services.jobs.announce import room_of, said_of
from services.security.authentication import Authentication
from services.web.socket import wire
from services.web.socket.admission import Admission
from services.web.socket.guard import SocketGuard, notify, sid
from services.web.socket.studio import Studios

log = logging.getLogger(__name__)


def register(
    socketio: SocketIO, admission: Admission, studios: Studios, authentication: Authentication
) -> None:
    """Let these events in; one that is not known gets a notice too."""
    guard = SocketGuard(socketio, admission.calls, authentication)

    def on(event: str, act: Callable[[Any], Any]) -> None:
        socketio.on_event(event, partial(_told, guard, event, act))

    def leave(reason: str | None = None) -> None:
        guard.leave()
        _leave(admission, lost=True)

    def call_start(start: wire.CallStart) -> dict[str, Any]:
        _leave(admission)
        guard.enter()
        call = admission.admit(start)
        session["call"] = call
        studio = studios.open(call, off_the_record=start.off_the_record)
        call.attach(sid(), studio.watching(partial(_emit, socketio, sid())))
        if start.greet:
            call.greet()
        return {**admission.welcome(call, resumed=bool(start.call)), "studio": studio.state()}

    def begin(start: wire.CallStart) -> dict[str, Any]:
        """The connection may have been lost meanwhile, and with it nobody who could hang up."""
        begun = call_start(start)
        if guard.is_gone():
            _leave(admission, lost=True)
        return begun

    def user_message(message: wire.UserMessage) -> dict[str, Any]:
        if "call" in session:
            return {"turn": _call().read(message.utterance)}
        if "chat" not in session:
            guard.enter()
            session["chat"] = admission.chat()
        chat: Chat = session["chat"]
        send = partial(socketio.emit, to=sid(), ignore_queue=True)
        turn = chat.begin()
        socketio.start_background_task(_write_back, chat, turn, message, send)
        return {"turn": turn}

    def call_end(nothing: None) -> dict[str, Any]:
        call = _call()
        session.pop("call")
        admission.calls.end(call, "hung up")
        return {"summary": call.summary()}

    on("call_start", begin)
    on("audio", lambda audio: _call().hear(audio.chunk))
    on("video_frame", _see)
    on("look_away", _look_away)
    on("choose_model", _choose_model)
    on("user_message", user_message)
    on("interrupt", _interrupt)
    on("playback", _played)
    on("studio_face", lambda wish: studios.of(_call()).switch(wish.on))
    on("call_end", call_end)
    socketio.on_event("connect", guard.come)
    socketio.on_event("*", partial(_unknown, guard))
    socketio.on_event("disconnect", leave)
    socketio.on_error_default(_failed)


def tell_of(socketio: SocketIO, job: Job) -> None:
    """To all connections of its person, also those to other web processes."""
    for said in said_of(job):
        socketio.emit(said.event, said.payload(), to=room_of(job.person_id))


def _told(guard: SocketGuard, event: str, act: Callable[[Any], Any], *payload: Any) -> Any:
    """What ``act`` makes of the parsed event; an error goes back as notice and as answer."""
    try:
        guard.check(event)
        with metrics.event_handled(event):
            if len(payload) > 1:
                raise BadInput("An event carries one message.")
            return act(wire.EVENTS[event](payload[0] if payload else None))
    except CompanionError as error:
        return _refused(error)


def _refused(error: CompanionError) -> dict[str, str]:
    notify(error)
    return {"code": error.code, "message": error.message}


def _unknown(guard: SocketGuard, event: str, *payload: Any) -> dict[str, str]:
    try:
        guard.check(event)
        raise UnknownEvent(event[:100])
    except CompanionError as error:
        return _refused(error)


def _failed(error: Exception) -> dict[str, str]:
    log.error("event failed", exc_info=error)
    return _refused(CompanionError())


def _call() -> Call:
    """This connection's call. Raises `BadInput` when there is none, or it went elsewhere."""
    call: Call | None = session.get("call")
    if call is None:
        raise BadInput("Start a call first.")
    if call.line.holder != sid():
        session.pop("call")
        raise NotAllowed("the call goes on over another connection")
    return call


def _see(picture: Picture) -> dict[str, bool]:
    _call().camera.show(picture)
    return {"ok": True}


def _look_away(nothing: None) -> dict[str, bool]:
    _call().camera.close()
    return {"ok": True}


def _choose_model(choice: wire.ChooseModel) -> dict[str, Any]:
    call = _call()
    call.choose(choice.model)
    return {"model": call.model}


def _interrupt(interrupt: wire.Interrupt) -> dict[str, bool]:
    _call().interrupt(interrupt.turn, interrupt.heard_ms)
    return {"ok": True}


def _played(playback: wire.Playback) -> None:
    _call().played(playback.turn, playback.segment, playback.heard_ms, done=playback.done)


def _leave(admission: Admission, *, lost: bool = False) -> None:
    """End this connection's call; one that was lost waits to be resumed."""
    call: Call | None = session.pop("call", None)
    if call is None or call.line.holder != sid():
        return
    if lost:
        admission.calls.lose(call)
    else:
        admission.calls.end(call, "another call")


def _emit(socketio: SocketIO, sid: str, said: CallEvent) -> None:
    """Over this process's own connection: sound does not go through Redis."""
    socketio.emit(said.event, said.payload(), to=sid, ignore_queue=True)


def _write_back(
    chat: Chat, turn: int, message: wire.UserMessage, send: Callable[[str, Any], None]
) -> None:
    """Answer a program that does not call."""
    try:
        send("ai_response", chat.answer(turn, message.utterance, audio=message.audio))
    except CompanionError as error:
        send(Notice.event, Notice.of(error).payload())
