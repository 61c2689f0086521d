"""From a sight to what can be said of it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.domain import FaceSeen, Sight

SURE = 0.7
"""Confidence from which an expression is told as seen; below it, as possible."""
UNSURE = 0.4
"""Below it nothing is said: what is possible of every face is no news."""
AWAY_YAW_DEGREES = 30.0
AWAY_PITCH_DEGREES = 25.0
"""Eyes alone look further than a screen is wide; a head turned so far looks at something else."""
NEAR = 0.6
"""Of the picture's height that a face takes: about 25 cm from a laptop's camera."""
FAR = 0.12
"""About two metres."""
ASIDE = 0.22
"""How near a face's middle is to the picture's edge when the person sits aside."""

MARK_OF_UNSURE = " (unsure)"

ABOUT_PERSON = {
    "in view": ("you are in view", "is in view"),
    "away": ("you look away", "looks away from the screen"),
    "near": ("you are very close", "is very close to the camera"),
    "far": ("you are far away", "is far from the camera"),
    "left": ("you are at the left edge", "is at the left edge of the picture"),
    "right": ("you are at the right edge", "is at the right edge of the picture"),
    "smile": ("you smile", "smiles"),
    "frown": ("you frown", "frowns"),
    "surprise": ("you look surprised", "looks surprised"),
    "mouth open": ("your mouth is wide open", "holds the mouth wide open"),
    "eyes closed": ("your eyes are closed", "has closed eyes"),
    "maybe smile": (f"perhaps you smile{MARK_OF_UNSURE}", "may be smiling"),
    "maybe frown": (f"perhaps you frown{MARK_OF_UNSURE}", "may be frowning"),
    "maybe surprise": (f"perhaps you are surprised{MARK_OF_UNSURE}", "may be surprised"),
    "raised hand": ("you raise a hand", "raises a hand"),
    "thumbs up": ("you give a thumbs up", "gives a thumbs up"),
    "wave": ("you waved", "waves"),
    "nod": ("you nodded", "nodded"),
    "shake": ("you shook your head", "shook the head"),
}
"""By kind: to the person, and of the person."""

ABOUT_PICTURE = {
    "nobody": ("nobody is in view", "Nobody is in view."),
    "two people": ("two people are in view", "Two people are in view."),
    "several people": ("several people are in view", "Several people are in view."),
    "dark": ("it is dark around you", "The room is dark."),
    "backlit": ("the light comes from behind you", "The light comes from behind the person."),
    "covered": ("the camera sees nothing", "The camera is covered and shows nothing."),
    "screen": ("you share your screen", "A screen is shared; what is on it cannot be told."),
    "screen changes": ("your screen changes", "What is on the screen changes."),
}
MOMENTS = ("wave", "nod", "shake")
"""Over as soon as they are seen."""
EXPRESSIONS_TO_DOUBT = ("smile", "frown", "surprise")
"""Those that are worth a word although unsure."""


def kinds_of(sight: Sight) -> list[str]:
    """What one picture of a camera shows, each a key of the tables above."""
    if sight.light == "covered":
        return ["covered"]
    kinds = [] if sight.light == "good" else [sight.light]
    kinds += _gestures(sight)
    if not sight.faces:
        # A hand in front of the face is somebody; in the dark, who knows.
        return kinds if sight.hands or sight.light == "dark" else [*kinds, "nobody"]
    count = {1: "in view", 2: "two people"}.get(len(sight.faces), "several people")
    return [*kinds, count, *_of_face(sight.faces[0])]


def said_to_person(kind: str) -> str:
    return {**ABOUT_PERSON, **ABOUT_PICTURE}[kind][0]


def line_of(kinds: Iterable[str]) -> str:
    """One short line about the person; empty for nothing."""
    known = list(kinds)
    if len(known) > 1 and any(kind in ABOUT_PERSON for kind in known if kind != "in view"):
        known = [kind for kind in known if kind != "in view"]
    verbs = [ABOUT_PERSON[kind][1] for kind in known if kind in ABOUT_PERSON]
    sentences = [f"The person {_joined(verbs)}."] if verbs else []
    sentences += [ABOUT_PICTURE[kind][1] for kind in known if kind in ABOUT_PICTURE]
    return " ".join(sentences)


def answer_of(kinds: Iterable[str]) -> str:
    """What someone who sees just that says when asked, to the person."""
    known = [kind for kind in kinds if kind != "in view"] or list(kinds)
    seen = _joined([said_to_person(kind).removesuffix(MARK_OF_UNSURE) for kind in known])
    return f"I see that {seen}. More than that I can't make out."


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _gestures(sight: Sight) -> Iterator[str]:
    gestures = [hand.gesture for hand in sight.hands]
    if "open" in gestures:
        yield "raised hand"
    if "thumbs up" in gestures:
        yield "thumbs up"


def _of_face(face: FaceSeen) -> Iterator[str]:
    if abs(face.yaw_degrees) > AWAY_YAW_DEGREES or abs(face.pitch_degrees) > AWAY_PITCH_DEGREES:
        yield "away"
    if face.height > NEAR:
        yield "near"
    elif face.height < FAR:
        yield "far"
    if min(face.x, 1 - face.x) < ASIDE:
        yield "right" if face.x < ASIDE else "left"  # as in a mirror, and on the page
    for expression in face.expressions:
        if expression.confidence >= SURE:
            yield expression.name
        elif expression.confidence >= UNSURE and expression.name in EXPRESSIONS_TO_DOUBT:
            yield f"maybe {expression.name}"
