"""The drawn companions: where the lines of each that move are."""

from __future__ import annotations

from dataclasses import dataclass

Curve = tuple[tuple[float, float], ...]
"""The four points of a cubic Bézier."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The lines of a drawing that move, in its own units, from the viewer's left to right."""

    name: str
    mouth: Curve
    lip: float
    """Half the width of the mouth's line."""
    lids: tuple[tuple[Curve, Curve], tuple[Curve, Curve]]
    """Upper and lower edge of each eye."""
    lash: float
    """From the edge of the upper lid to the skin above the lashes."""
    irises: tuple[tuple[float, float], tuple[float, float]]
    iris_radius: float
    brows: tuple[Curve, Curve]
    brow: float
    """Half the width of a brow's line."""
    lid: tuple[int, int, int]
    lashes: tuple[int, int, int]
    under_brow: float = 4
    """From there to the skin of the brow, or over the frame of glasses."""
    glasses: bool = False


def arch(x: float, y: float, half: float, height: float) -> Curve:
    """Half an ellipse; a negative height opens upwards."""
    reach = 4 / 3 * height
    return (x - half, y), (x - half, y - reach), (x + half, y - reach), (x + half, y)


DRAWINGS = (
    Drawing(
        name="iris",
        mouth=((213.5, 322.5), (234.75, 337.5), (277.25, 337.5), (298.5, 322.5)),
        lip=4,
        lids=(
            (((182, 250), (190, 230), (226, 228), (236, 252)),
             ((182, 250), (192, 268), (226, 268), (236, 252))),
            (((276, 252), (286, 228), (322, 230), (330, 250)),
             ((276, 252), (286, 268), (320, 268), (330, 250))),
        ),
        lash=12,
        irises=((210, 249), (302, 249)),
        iris_radius=13,
        brows=(((174, 216), (188, 202), (212, 199), (230, 208)),
               ((282, 208), (300, 199), (324, 202), (338, 216))),
        brow=4.5,
        lid=(180, 118, 83),
        lashes=(36, 21, 31),
    ),
    Drawing(
        name="theo",
        mouth=((213.5, 326.5), (234.75, 341.5), (277.25, 341.5), (298.5, 326.5)),
        lip=3.75,
        lids=(
            (arch(206, 244, 21, 14), arch(206, 244, 21, -14)),
            (arch(306, 244, 21, 14), arch(306, 244, 21, -14)),
        ),
        lash=8,
        irises=((207, 244), (305, 244)),
        iris_radius=12.5,
        brows=(((178, 204), (192, 193), (214, 192), (230, 200)),
               ((282, 200), (298, 192), (320, 193), (334, 204))),
        brow=5.5,
        lid=(236, 192, 163),
        lashes=(107, 58, 32),
        under_brow=15,
        glasses=True,
    ),
    Drawing(
        name="juno",
        mouth=((213.5, 322.5), (234.75, 337.5), (277.25, 337.5), (298.5, 322.5)),
        lip=4,
        lids=(
            (((181, 249), (187, 225), (225, 223), (235, 250)),
             ((181, 249), (189, 268), (227, 269), (235, 250))),
            (((277, 250), (287, 223), (325, 225), (331, 249)),
             ((277, 250), (285, 270), (323, 269), (331, 249))),
        ),
        lash=12,
        irises=((209, 247), (303, 247)),
        iris_radius=14,
        brows=(((174, 214), (186, 198), (212, 194), (230, 205)),
               ((282, 203), (300, 192), (324, 196), (338, 212))),
        brow=4.5,
        lid=(135, 84, 55),
        lashes=(27, 16, 18),
    ),
)  # fmt: skip
