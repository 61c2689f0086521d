"""Files as they come from broken disks, and from those who mean harm."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st


@st.composite
def damaged(draw: st.DrawFn, files: Sequence[bytes]) -> bytes:
    """One of these with some bytes changed, and maybe its end cut off."""
    content = bytearray(draw(st.sampled_from(files)))
    changes = st.tuples(st.integers(0, 2000), st.integers(0, 255))
    for position, value in draw(st.lists(changes, max_size=8)):
        content[position % len(content)] = value
    return bytes(content[: draw(st.none() | st.integers(0, 2000))])
