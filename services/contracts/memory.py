"""What is remembered, and what is kept of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from services.domain import Learned, Message, Recollection


class Encoder(Protocol):
    """Turns text into vectors that lie near each other when the texts mean nearly the same."""

    name: str

    def encode(self, texts: Sequence[str], *, asking: bool) -> Sequence[bytes]:
        """For each text little-endian float32s of length 1, equally many for all.

        ``asking``: the texts look for others, which were encoded without it.
        """
        ...


class Memory(Protocol):
    """What is remembered of people. Methods may block, and raise `StorageError`."""

    def known(self, person_id: str) -> Sequence[Recollection]:
        """All that holds, oldest first."""
        ...

    def recall(self, person_id: str, companion_id: str, words: str) -> Sequence[Recollection]:
        """What these words bring to mind, best first; often nothing."""
        ...

    def remember(self, person_id: str, learned: Learned) -> None:
        """Take over what a call changed; what is gone meanwhile stays gone."""
        ...


class Journal(Protocol):
    """What is kept of a call. Methods return when it is durable, and may block their caller.

    All raise `StorageError` when nothing could be written.
    """

    def call_started(self, call_id: str, person_id: str, companion_id: str) -> None: ...

    def user_said(self, call_id: str, turn: int, text: str, source: str) -> None:
        """Keep what the person said, once its turn is certain."""
        ...

    def companion_said(
        self,
        call_id: str,
        turn: int,
        *,
        text: str,
        heard_text: str,
        emotion: str,
        interrupted: bool,
        timings_ms: Mapping[str, int],
    ) -> None:
        """Keep the answer as far as it was heard; again as more is heard (upsert by turn)."""
        ...

    def call_ended(self, call_id: str, reason: str, usage: Mapping[str, Any] | None = None) -> None:
        """``usage`` is what it used and what that cost."""
        ...

    def recent_messages(
        self, person_id: str, companion_id: str, *, limit: int
    ) -> Sequence[Message]:
        """The newest messages of earlier calls of these two, oldest first, answers as heard."""
        ...
