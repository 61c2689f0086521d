"""Reading ahead: the chat model prepares for the coming prompt while the person still speaks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from services.contracts import ChatModel
from services.conversation.turn.call_context import CallContext
from services.errors import ProviderError

log = logging.getLogger(__name__)

WARM_WORDS = 4
"""Reading a word takes some 30 ms; starting to read takes 100."""


class Warming:
    """One preparation at a time; what comes meanwhile is left to the answer."""

    def __init__(self, chat: Callable[[], ChatModel], context: Callable[[], CallContext]) -> None:
        self._chat = chat
        self._context = context
        self._busy = threading.Lock()
        self._words = 0

    def begin_anew(self) -> None:
        """A new utterance begins."""
        self._words = 0

    def warm(self, words: str) -> None:
        """Prepare for a prompt that goes on like this; returns at once.

        A few words more are read faster with the answer than while the answer waits for it.
        """
        count = len(words.split())
        if 0 < count < self._words + WARM_WORDS:
            return
        if not self._busy.acquire(blocking=False):
            return
        self._words = count
        chat, context = self._chat(), self._context()
        threading.Thread(target=self._read, args=(chat, context, words), daemon=True).start()

    def _read(self, chat: ChatModel, context: CallContext, words: str) -> None:
        try:
            chat.warm(context.prompt_so_far(words, budget_tokens=chat.context_tokens))
        except ProviderError as error:
            log.info("chat model not warmed", extra={"code": error.code, "detail": error.detail})
        except Exception:
            log.exception("chat model not warmed")
        finally:
            self._busy.release()
