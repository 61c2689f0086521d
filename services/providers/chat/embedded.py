"""The chat model that runs on this machine, behind an OpenAI-compatible server of its own.

The server (llama.cpp's) listens on the loopback address alone and asks for a key that is made
anew at each start. Measured on two cores: 18 tokens/s on one thread, 50 tokens/s of prefill on two,
60 ms to the first token when the whole prompt was warmed, 1.33 GB.
"""

from __future__ import annotations

import copy
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.contracts import Stream
from services.domain import EMOTION_SIGNS, Message
from services.engine import weights
from services.errors import ConfigError
from services.providers.chat.openai_compatible import DONE, OpenAICompatible
from services.settings import Settings

WEIGHT = "qwen2.5-coder-1.5b-instruct-q4_k_m"

GENERATION_THREADS = 1
"""A second one made generation slower (16 for 18 tokens/s), and the voice needs that core."""

PREFILL_THREADS = 2
"""Twice as fast as one."""

BATCH_TOKENS = 64
"""As fast as 512 in 44 MB less, and a cancelled prefill ends at the next batch."""

PROMPT_CACHE_MIB = 512
"""Holds about 18,000 tokens of conversations that are not in the model's one slot."""

PING_S = 2
"""A long prefill on a busy machine is not taken for a dead server."""

GRAMMAR = rf"""
root ::= sign " " sentence (" " sentence)? (" " sentence)?
sign ::= {" | ".join(f'"{sign}"' for sign in EMOTION_SIGNS.values())}
sentence ::= start inside* [.!?]+
start ::= [^ \n\r\t*#`_~|<>{{}}\[\].!?,;:)(0-9\U0001F000-\U0001FAFF\u2600-\u27BF-] | [0-9]
inside ::= [^\n\r\t*#`_~|<>{{}}\[\].!?\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F] | "." [0-9a-z]
"""
"""A sign, then one to three sentences without markdown or emoji."""

SAMPLING: dict[str, Any] = {
    "temperature": 0.5,
    "top_p": 0.9,
    "min_p": 0.1,
    # The stock refusal, which it otherwise gives to people in need.
    "logit_bias": [["assist", False], [" assist", False], [" assistance", False]],
    "cache_prompt": True,
    "grammar": GRAMMAR,
}

FORM_SAMPLING: dict[str, Any] = {"temperature": 0.1, "cache_prompt": True}


class EmbeddedChat(OpenAICompatible):
    """llama.cpp's server, in this process."""

    name = "embedded"
    sees = False
    context_tokens = 4096

    def __init__(self, path: Path, model: str, *, timeout_s: float) -> None:
        key = secrets.token_urlsafe(24)
        self._server = _serve(path, key, context_tokens=self.context_tokens)
        super().__init__(
            base_url=f"{self._server.listening_address}/v1",
            key=key,
            model=model,
            timeout_s=timeout_s,
            sampling=SAMPLING,
        )
        self._session.headers["Connection"] = "close"  # it drops kept ones without notice

    @classmethod
    def from_settings(cls, settings: Settings) -> EmbeddedChat:
        if settings.companion_gguf:
            path = Path(settings.companion_gguf).expanduser()
            if not path.is_file():
                raise ConfigError(f"COMPANION_GGUF: there is no file {path}")
            return cls(path, path.stem, timeout_s=settings.provider_timeout_s)
        path = weights.folder(settings.weights_dir, WEIGHT) / "model.gguf"
        return cls(path, WEIGHT, timeout_s=settings.provider_timeout_s)

    def filled_in(
        self, messages: Sequence[Message], form: Mapping[str, Any], *, max_tokens: int
    ) -> Stream[str]:
        """By another grammar than that of replies, made from the form."""
        other = copy.copy(self)
        other._sampling = FORM_SAMPLING
        return OpenAICompatible.filled_in(other, messages, form, max_tokens=max_tokens)

    def warm(self, messages: Sequence[Message]) -> None:
        """Read these messages into the model's cache.

        It is not cut short for a reply that comes meanwhile: that one starts with the same
        messages and would have to read them itself.
        """
        reading = self._ask(messages, max_tokens=0, add_generation_prompt=False)
        for _ in reading.lines(last=DONE.__eq__):
            pass


def _serve(path: Path, key: str, *, context_tokens: int) -> Any:
    # Threads of OpenMP that spin while they wait would take the other engines' cores; it reads this
    # once, when the library is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = context_tokens
    params.n_parallel = 1
    params.cpuparams.n_threads = GENERATION_THREADS
    params.cpuparams_batch.n_threads = PREFILL_THREADS
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.no_extra_bufts = True  # repacked weights would take 600 MB more
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.sse_ping_interval = PING_S
    params.ui = False
    params.verbosity = 0
    try:
        return xllamacpp.Server(params)
    except RuntimeError as exc:
        raise ConfigError(f"{path} cannot be loaded as a chat model: {exc}") from exc
