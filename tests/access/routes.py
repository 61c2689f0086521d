"""What each route lets everyone do. A new route gets a line here, or a test fails.

A line is ``"METHOD /rule": Row(kind)``. The rule stands as in the app; an ``<id>`` in it is filled
with that of a thing of Alice's (``tests/access/house.py`` makes them). The kind says who gets in:

- ``OPEN``: everyone, and everyone gets the same;
- ``OWN``: whoever has opened the page, for what is their own;
- ``THING``: it leads to a thing of Alice's, so she alone gets in, and for others it does not exist;
- ``BROWSER``: whoever is signed in to an account at a browser;
- ``BEGINS``: whoever has no cookie yet becomes somebody new;
- ``ADMIN``: admins.

``alice`` is the status that Alice gets (everyone, where it is ``OPEN``), and who else gets in too.
``body`` is sent as JSON, ``query`` after a question mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class Kind(Enum):
    OPEN = auto()
    OWN = auto()
    THING = auto()
    BROWSER = auto()
    BEGINS = auto()
    ADMIN = auto()


OPEN, OWN, THING, BROWSER, BEGINS, ADMIN = Kind


@dataclass(frozen=True)
class Row:
    kind: Kind
    alice: int = 200
    body: Any = None
    query: str = ""

    def expected(self, who: str) -> int:
        """The status that one of those at the door gets."""
        if self.kind is OPEN or who == "alice":
            return 403 if self.kind is ADMIN else self.alice
        if who in ("expired", "revoked") or (who != "bob" and who != "admin" and not self._begins):
            return 401
        if self.kind is THING:
            return 404
        if self.kind is ADMIN and who != "admin":
            return 403
        return self.alice

    @property
    def _begins(self) -> bool:
        return self.kind is BEGINS


WAYS_IN = {"email": "alice@example.org", "password": "a guess at random"}
PASSWORDS = {"old": "a guess at random", "new": "another guess at random"}

ROUTES = {
    "GET /": Row(OPEN),
    "GET /account": Row(OPEN),
    "GET /sign-in": Row(OPEN),
    "GET /companions": Row(OPEN),
    "GET /calls": Row(OPEN),
    "GET /memory": Row(OPEN),
    "GET /settings": Row(OPEN),
    "GET /privacy": Row(OPEN),
    "GET /voices": Row(OPEN),
    "GET /sign-in/issuer": Row(OPEN, 403),
    "GET /sign-in/issuer/back": Row(OWN, 403),
    "GET /static/<path:filename>": Row(OPEN, 404),
    "GET /vendor/<path:file>": Row(OPEN, 404),
    "GET /blobs/<link>": Row(THING),
    "GET /health": Row(OPEN),
    "GET /ready": Row(OPEN),
    "GET /metrics": Row(OPEN),
    "GET /api/providers": Row(OPEN),
    "GET /api/openapi.json": Row(OPEN),
    "POST /chat": Row(BEGINS, body={"text": "hello"}),
    "POST /reset": Row(BEGINS),
    "POST /upload": Row(OWN, 400),
    "GET /api/me": Row(OWN),
    "PATCH /api/me": Row(OWN, body={"pause_tolerance": "quick"}),
    "DELETE /api/me": Row(OWN, 400, body={"sure": False}),
    "GET /api/me/export": Row(OWN),
    "GET /api/account": Row(OWN),
    "POST /api/account": Row(OWN, 400, body=WAYS_IN),
    "PATCH /api/account": Row(BROWSER, 403, body=WAYS_IN),
    "PUT /api/account/password": Row(BROWSER, 403, body=PASSWORDS),
    "POST /api/account/reset": Row(OPEN, 401, body={"token": "none", "password": "a guess"}),
    "DELETE /api/account/issuer": Row(BROWSER),
    "POST /api/sign-in": Row(OPEN, 403, body=WAYS_IN),
    "POST /api/sign-out": Row(BROWSER, 204),
    "GET /api/sessions": Row(BROWSER),
    "DELETE /api/sessions": Row(BROWSER, 204),
    "DELETE /api/sessions/<session_id>": Row(THING, 204),
    "POST /api/tokens": Row(BROWSER, 201, body={}),
    "POST /api/tokens/refresh": Row(OPEN, 401, body={"refresh_token": "none"}),
    "DELETE /api/tokens": Row(OWN, 403),
    "GET /api/admin/people": Row(ADMIN),
    "GET /api/admin/errors": Row(ADMIN),
    "GET /api/companions": Row(OWN),
    "POST /api/companions": Row(OWN, 201, body={"name": "Somebody"}),
    "POST /api/companions/import": Row(OWN, 400),
    "PATCH /api/companions/<companion_id>": Row(THING, body={"greeting": "Hi"}),
    "DELETE /api/companions/<companion_id>": Row(THING, 204),
    "POST /api/companions/<companion_id>/duplicate": Row(THING, 201),
    "GET /api/companions/<companion_id>/export": Row(THING),
    "GET /api/calls": Row(OWN),
    "GET /api/calls/search": Row(OWN, query="q=zanzibar"),
    "GET /api/calls/<call_id>": Row(THING),
    "DELETE /api/calls/<call_id>": Row(THING, 204, query="memories=forget"),
    "GET /api/calls/<call_id>/memories": Row(OWN),
    "GET /api/memories": Row(OWN, query="q=zanzibar"),
    "PATCH /api/memories": Row(OWN, body={"remembers": True}),
    "PATCH /api/memories/<int:memory_id>": Row(THING, body={"pinned": True}),
    "DELETE /api/memories/<int:memory_id>": Row(THING, 204),
    "GET /api/models": Row(OWN),
    "GET /api/moods": Row(OWN),
    "GET /api/jobs": Row(OWN),
    "GET /api/jobs/<job_id>": Row(THING),
    "DELETE /api/jobs/<job_id>": Row(THING),
    "GET /api/voices": Row(OWN),
    "PATCH /api/voices/<voice_id>": Row(THING, body={"label": "Mine"}),
    "DELETE /api/voices/<voice_id>": Row(THING),
    "POST /api/voices/<voice_id>/sentence": Row(THING, body={"whose": "mine"}),
    "POST /api/voices/<voice_id>/make": Row(THING, 403, body={"kind": "match"}),
}
