"""Judges by meaning whether words call for care: the sentence encoder and the classifier.

Rules only veto: they take a judgement back where the grammar says that it is about somebody else,
is denied, or is told of a film or a game.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

import numpy as np

from services.contracts import CareJudge, Encoder
from services.domain import Concern, Judgement, Request
from services.errors import ProviderError
from services.safety.classifier import Classifier, Numbers
from services.safety.vetoes import vetoed

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
EXAMPLES = FOLDER / "examples.toml"
TRAINED = FOLDER / "classifier.npz"
SURE = 0.88
UNSURE = 0.45
"""From here to `SURE` a question is asked."""
REQUESTED = 0.25
MAX_PIECES = 12
"""Pieces of a long message that are judged: its first and its last ones."""
PIECE_CHARS = 300
"""The encoder reads 400."""
MIN_WORDS = 3
"""A shorter sentence is judged with the next."""

_SENTENCE = re.compile(r"[^.!?…。！？।\n]+[.!?…。！？।\n]*")


class MeaningJudge:
    """About 15 ms a sentence, in the encoder's process; may be asked from any thread."""

    name = "embedded"

    def __init__(self, encoder: Encoder, classifier: Classifier) -> None:
        self._encoder = encoder
        self._classifier = classifier

    def judge(self, words: str) -> Judgement:
        """Raises `ProviderError` where the encoder cannot be asked."""
        pieces = pieces_of(words)
        if not pieces:
            return Judgement()
        encoded = self._encoder.encode(pieces, asking=True)
        vectors = np.stack([np.frombuffer(each, "<f4") for each in encoded])
        return self.judgement(pieces, self._classifier.probabilities(vectors))

    def judgement(self, pieces: Sequence[str], probabilities: Numbers) -> Judgement:
        """That of the piece which calls for care most, by ``(pieces, labels)`` probabilities."""
        found = [
            (float(row[self._columns].sum()), self._of(row), piece)
            for piece, row in zip(pieces, probabilities, strict=True)
        ]
        care, concern, piece = max(found, key=lambda each: each[0])
        if care >= UNSURE and not vetoed(concern, piece, pieces):
            return Judgement(concern, sure=care >= SURE)
        return Judgement(request=self._request(probabilities[-1]))

    @property
    def _columns(self) -> list[int]:
        return [self._classifier.labels.index(concern) for concern in Concern]

    def _of(self, row: Numbers) -> Concern:
        return max(Concern, key=lambda concern: row[self._classifier.labels.index(concern)])

    def _request(self, row: Numbers) -> Request | None:
        likeliest = max(Request, key=lambda request: row[self._classifier.labels.index(request)])
        likely = row[self._classifier.labels.index(likeliest)]
        return likeliest if likely >= REQUESTED else None


class Watchful:
    """A judge, and another for when it fails."""

    def __init__(self, judge: CareJudge, floor: CareJudge) -> None:
        self.name = judge.name
        self._judge = judge
        self._floor = floor

    def judge(self, words: str) -> Judgement:
        floor = self._floor.judge(words)
        try:
            judged = self._judge.judge(words)
        except ProviderError as error:
            log.warning("judged by phrases", extra={"code": error.code, "detail": error.detail})
            return floor
        return judged if judged.concern or not floor.concern else floor


def pieces_of(words: str) -> list[str]:
    """Sentences, short ones joined with the next, and the whole where it is short."""
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(words):
        for piece in wrap(sentence, PIECE_CHARS):
            if pieces and _joins(pieces[-1], piece):
                pieces[-1] = f"{pieces[-1]} {piece}"
            else:
                pieces.append(piece)
    whole = words.strip()
    if len(pieces) > 1 and len(whole) <= PIECE_CHARS:
        pieces.append(whole)
    if len(pieces) > MAX_PIECES:
        pieces = [*pieces[: MAX_PIECES // 2], *pieces[-MAX_PIECES // 2 :]]
    return pieces


def _joins(before: str, piece: str) -> bool:
    """Whether the piece before is too short to be judged alone."""
    return len(before.split()) < MIN_WORDS and len(before) + len(piece) < PIECE_CHARS


def digest_of(examples: bytes) -> str:
    return hashlib.sha256(examples).hexdigest()
