"""Which point of the face mesh lies where. Numbers are MediaPipe's, of its 478 points.

Right and left are the pictured person's own. Rows run from the person's right to their left.
Source: https://github.com/google-ai-edge/mediapipe/blob/v0.10.21/mediapipe/modules/face_geometry/data/canonical_face_model_uv_visualization.png
"""

from __future__ import annotations

from typing import NamedTuple

FACE_POINTS = 468
"""The points of the skin; ten more stand round the irises."""
RIGHT_IRIS, LEFT_IRIS = range(468, 473), range(473, 478)
"""Centre first."""

FOREHEAD, CHIN = 10, 152
RIGHT_CHEEK, LEFT_CHEEK = 234, 454
"""Beside the ears."""
NOSE_BASE = 2
NOSE_BRIDGE = 168
BETWEEN_BROWS, NOSE_MIDDLE = 9, 195
RIGHT_CORNER, LEFT_CORNER = 61, 291

UPPER_LIP = (
    (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308),
    (62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292),
    (76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306),
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291),
)
"""From the inner edge to the outer one."""
LOWER_LIP = (
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308),
    (62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292),
    (76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306),
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291),
)
"""Its ends are those of the upper lip."""
LIP_COLUMNS = 11


class Eye(NamedTuple):
    """Rows from the outer corner to the inner one."""

    upper: tuple[int, ...]
    """The edge of the upper lid."""
    lower: tuple[int, ...]
    crease: tuple[int, ...]
    under_brow: tuple[int, ...]
    bag: tuple[int, ...]
    """Under the lower lid."""
    brow: tuple[int, ...]
    """Its lower edge, then its upper one, each from the temple to the nose."""
    iris: range

    @property
    def corners(self) -> tuple[int, int]:
        """Outer, inner."""
        return self.upper[0], self.upper[-1]


RIGHT_EYE = Eye(
    upper=(33, 246, 161, 160, 159, 158, 157, 173, 133),
    lower=(33, 7, 163, 144, 145, 153, 154, 155, 133),
    crease=(130, 247, 30, 29, 27, 28, 56, 190, 243),
    under_brow=(226, 113, 225, 224, 223, 222, 221, 189, 244),
    bag=(130, 25, 110, 24, 23, 22, 26, 112, 243),
    brow=(46, 53, 52, 65, 55, 70, 63, 105, 66, 107),
    iris=RIGHT_IRIS,
)
LEFT_EYE = Eye(
    upper=(263, 466, 388, 387, 386, 385, 384, 398, 362),
    lower=(263, 249, 390, 373, 374, 380, 381, 382, 362),
    crease=(359, 467, 260, 259, 257, 258, 286, 414, 463),
    under_brow=(446, 342, 445, 444, 443, 442, 441, 413, 464),
    bag=(359, 255, 339, 254, 253, 252, 256, 341, 463),
    brow=(276, 283, 282, 295, 285, 300, 293, 334, 296, 336),
    iris=LEFT_IRIS,
)
EYES = (RIGHT_EYE, LEFT_EYE)

OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""Round the face, clockwise in the picture."""

JAWLINE = (
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93,
    377, 400, 378, 379, 365, 397, 288, 361, 323,
)  # fmt: skip
CHIN_AREA = (
    199, 175, 200, 18, 201, 421, 208, 428, 171, 396,
    83, 313, 182, 406, 194, 418, 204, 424, 32, 262,
)  # fmt: skip
"""Between the lower lip and the jaw: what follows the jaw fully, or folds."""
STILL = (
    1, 2, 4, 5, 6, 168, 10, 151, 9, 8, 98, 327, 64, 294, 129, 358,
    *RIGHT_EYE.bag, *LEFT_EYE.bag, *RIGHT_EYE.brow, *LEFT_EYE.brow,
)  # fmt: skip
"""What a mouth does not move: nose, eyes, brows."""
CHEEKS = (116, 345, 123, 352)
"""The heights of the cheeks, which a smile lifts."""
TONE = (50, 280, 117, 346, 205, 425)
"""Where skin is plain, for its colour: right, left, right, left."""
