"""Web and mail addresses, read so that a listener could type them."""

from __future__ import annotations

import re

DOMAINS = "com|org|net|edu|gov|io|ai|dev|app|co|uk|us|de|fr|eu|info|me|tv|ca|au|in|ch|nl|news"
HOST = rf"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{DOMAINS})"
WEB = re.compile(
    rf"(?:https?://(?:www\.)?([^/\s:?#]+)|(?:www\.)?({HOST}))(?::\d+)?([/?#].*)?", re.I
)
MAIL = re.compile(r"([\w.+-]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
SAID_AS_WORD = frozenset({"com", "org", "net", "info", "news", "app", "dev", "me", "gov"})
SIGNS = {".": " dot ", "-": " dash ", "_": " underscore ", "+": " plus ", "/": " slash "}
MAX_PATH_CHARS = 30
"""A longer path is left to the captions."""


def address(core: str) -> str | None:
    """``www.example.co.uk/help`` as "example dot co dot U.K slash help"; None for others."""
    if mail := MAIL.fullmatch(core):
        return f"{_aloud(mail[1])} at {_host(mail[2])}"
    if web := WEB.fullmatch(core):
        return f"{_host(web[1] or web[2])}{_path(web[3] or '')}"
    return None


def _host(host: str) -> str:
    *labels, top = host.lower().split(".")
    ending = top if top in SAID_AS_WORD or len(top) > 3 else ".".join(top.upper())
    return " dot ".join([*(_aloud(label) for label in labels), ending])


def _path(path: str) -> str:
    plain = path.rstrip("/")
    if not re.fullmatch(r"(?:/[\w.-]+)+", plain) or len(plain) > MAX_PATH_CHARS:
        return ""
    return f" {_aloud(plain)}"


def _aloud(part: str) -> str:
    return " ".join("".join(SIGNS.get(sign, sign) for sign in part).split())
