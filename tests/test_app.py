"""What the server does to what it receives, before anyone sees it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app import unmasked


@given(st.binary(max_size=300), st.binary(min_size=4, max_size=4), st.integers(0, 9))
def test_payloads_are_unmasked_as_the_standard_says(data: bytes, mask: bytes, offset: int) -> None:
    expected = bytes(byte ^ mask[(offset + index) % 4] for index, byte in enumerate(data))
    assert unmasked(data, mask, offset=offset) == expected


@given(st.binary(min_size=5, max_size=50), st.binary(min_size=4, max_size=4))
def test_no_more_than_the_length_is_unmasked(data: bytes, mask: bytes) -> None:
    assert unmasked(data, mask, length=5) == unmasked(data[:5], mask)
