"""Portraits that move, and pictures that are looked at."""

from __future__ import annotations

from typing import Protocol

from services.contracts.streams import Stream
from services.domain import Filming, Picture, Rig, Sight, Sound


class Rigger(Protocol):
    """Makes portraits move."""

    name: str

    def rig(self, jpeg: bytes) -> Rig:
        """The rig of the largest face in a picture.

        Raises `NoFace`, `FaceTooSmall`, `FaceTurnedAway` for pictures that have to stay still.
        """
        ...


class LipSyncer(Protocol):
    """Films a portrait as it says something."""

    name: str

    def film(self, portrait: bytes, script: Sound | str) -> Stream[Filming]:
        """How far it is, every few seconds, and at last the clip, which may take a minute.

        ``portrait`` is a JPEG. Of a sound the clip has the lips, in step with it from the first
        sample; words are said by a voice of the vendor's own. Read to its end, it leaves nothing
        with the vendor; closing it does not give back what the vendor charges.
        """
        ...


class Observer(Protocol):
    """Makes out what a picture shows."""

    @property
    def name(self) -> str: ...

    def look(self, picture: Picture) -> Sight:
        """What can be told from this picture alone; it is kept nowhere.

        Raises `UnsupportedFile` for what is no picture.
        """
        ...
