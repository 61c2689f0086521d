"""Passwords: which are good enough, and how they are kept."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.errors import WeakPassword
from services.offload import Offload

MIN_CHARS = 10
MAX_CHARS = 200
MIN_DIFFERENT_CHARS = 5
MIN_CHARS_BESIDE_EMAIL = 6
"""What must be left of a password once one's own address is taken out of it."""
MIN_NAME_CHARS = 3
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())
"""Those of ten characters or more among the 30,000 used most. Source: zxcvbn 4.5.0, MIT."""
MEMORY_KIB = 46 * 1024
"""With one pass and one lane. Source: OWASP's Password Storage Cheat Sheet, Argon2id."""


class Passwords:
    """Hashing is native work of some 50 ms and 46 MB, and so it runs in ``offload``."""

    def __init__(self, offload: Offload, *, memory_kib: int = MEMORY_KIB) -> None:
        self._offload = offload
        self._hasher = PasswordHasher(time_cost=1, memory_cost=memory_kib, parallelism=1)
        self._nobody = self._hasher.hash("nobody's")

    def hash(self, password: str, *, email: str) -> str:
        """What to keep of a new password. Raises `WeakPassword`."""
        check(password, email)
        return self._offload(lambda: self._hasher.hash(_as_typed(password)))

    def fits(self, password: str, kept: str) -> bool:
        """Whether that is the password; takes as long when ``kept`` is empty."""
        return self._offload(lambda: self._verified(password, kept or self._nobody)) and bool(kept)

    def _verified(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, _as_typed(password))
        except (VerificationError, InvalidHashError):
            return False


def check(password: str, email: str) -> None:
    """Raises `WeakPassword` for one that is short, common, monotonous or made of the e-mail."""
    lower = password.lower()
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        raise WeakPassword(f"It must have {MIN_CHARS} to {MAX_CHARS} characters.")
    if {lower, lower.strip("!?.,*#-_ ")} & COMMON:
        raise WeakPassword("It is one of the most common ones.")
    if len(set(lower)) < MIN_DIFFERENT_CHARS:
        raise WeakPassword("It repeats too few characters.")
    name, _, _ = email.lower().partition("@")
    rest = lower.replace(email.lower(), "").replace(name, "") if name else lower
    if len(name) >= MIN_NAME_CHARS and len(rest) < MIN_CHARS_BESIDE_EMAIL:
        raise WeakPassword("It is much like your e-mail.")


def _as_typed(password: str) -> str:
    """The same for all keyboards: an accent may be typed on its own, or as part of its letter."""
    return unicodedata.normalize("NFKC", password)
