"""What a call changes: told things meet what is known, in the order in which they were said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.domain import Learned, Receipt, Recollection, Told
from services.learning.taken_back import TakenBack, Wish
from services.words import stems

MIN_SHARE = 0.5
"""Of the words that say what is taken back, so many must be found in it."""
PREPOSITION = re.compile(r"^(?:on|in|at|an?|the|to|for|from) ", re.IGNORECASE)


@dataclass
class Merge:
    """Drafts are what was told in this call; ``known`` is what held before it."""

    known: list[Recollection]
    drafts: list[Told] = field(default_factory=list)
    confirmed: dict[int, Receipt] = field(default_factory=dict)
    ended: dict[int, Receipt] = field(default_factory=dict)
    forgotten: list[int] = field(default_factory=list)

    def learned(self) -> Learned:
        return Learned(
            tuple(self.drafts),
            tuple(self.confirmed.items()),
            tuple(self.ended.items()),
            tuple(self.forgotten),
        )

    def tell(self, told: Told) -> None:
        """The person told this: it is new, or known, or takes the place of what was known."""
        for at, draft in enumerate(self.drafts):
            if _same(told, draft):
                receipts = draft.receipts + told.receipts
                better = draft if _adds_nothing(told.text, draft.text) else told
                self.drafts[at] = replace(better, receipts=receipts, replaces=draft.replaces)
                return
        before = next((each for each in self.known if _same(told, each)), None)
        if before is None:
            self.drafts.append(told)
        elif _adds_nothing(told.text, before.text):
            self.confirmed[before.id] = told.receipts[-1]
        else:
            self._replace(before, told)

    def take_back(self, back: TakenBack, receipt: Receipt) -> None:
        """The person took something back; what it was may not be known."""
        if back.wish is Wish.CORRECT:
            self._correct(back, receipt)
            return
        for draft in [each for each in self.drafts if self._is_meant(each, back, receipt)]:
            self.drafts.remove(draft)
        for each in [each for each in self.known if self._is_meant(each, back, receipt)]:
            self.known.remove(each)
            if back.wish is Wish.FORGET:
                self.forgotten.append(each.id)
            else:
                self.ended[each.id] = receipt

    def _replace(self, before: Recollection, told: Told) -> None:
        self.known.remove(before)
        self.confirmed.pop(before.id, None)
        self.drafts.append(replace(told, replaces=before.id))

    def _correct(self, back: TakenBack, receipt: Receipt) -> None:
        """Put the new word in the place of the old one, in what was told last."""
        old = re.compile(rf"\b{re.escape(PREPOSITION.sub('', back.old))}\b", re.IGNORECASE)
        new = PREPOSITION.sub("", back.new)
        for at, draft in reversed(list(enumerate(self.drafts))):
            if old.search(draft.text):
                text = old.sub(lambda _: new, draft.text)
                self.drafts[at] = replace(draft, text=text, receipts=(*draft.receipts, receipt))
                return
        for before in reversed(self.known):
            if old.search(before.text):
                text = old.sub(lambda _: new, before.text)
                self._replace(before, Told(before.kind, text, before.topic, (receipt,)))
                return

    def _is_meant(self, each: Told | Recollection, back: TakenBack, receipt: Receipt) -> bool:
        """Without a word of what, only what was told a moment ago can be meant."""
        if not back.about:
            last = each.receipts[-1] if each.receipts else None
            same_call = last is not None and last.call_id == receipt.call_id
            return same_call and last is not None and receipt.turn - last.turn in (0, 1)
        about = stems(" ".join(back.about))
        return bool(about) and len(about & _stems_of(each)) / len(about) > MIN_SHARE


def merge(known: Sequence[Recollection]) -> Merge:
    """To be told what was said in a call."""
    return Merge(list(known))


def _same(told: Told, other: Told | Recollection) -> bool:
    """Whether both cannot hold, or say the same."""
    if told.topic and told.topic == other.topic:
        return True
    return stems(told.text) == stems(other.text) and bool(stems(told.text))


def _adds_nothing(text: str, other: str) -> bool:
    return stems(text) <= stems(other) and _negates(text) == _negates(other)


def _negates(text: str) -> bool:
    return bool(re.search(r"n't\b|\bnot\b|\bnever\b|\bno\b|\bhate|\bdislike", text, re.IGNORECASE))


def _stems_of(each: Told | Recollection) -> set[str]:
    quotes = " ".join(receipt.quote for receipt in each.receipts)
    return stems(f"{each.text} {each.topic.replace(':', ' ')} {quotes}")
