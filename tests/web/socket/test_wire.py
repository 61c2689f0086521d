"""Whatever a browser sends, the parser answers with a value or with `BadInput`."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import BadInput, TooLarge
from services.web.socket import wire

JPEG = b"\xff\xd8\xff\xe0rest"
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
NAMES = (
    *("turn", "segment", "heard_ms", "done", "text", "source", "picture", "audio", "jpeg", "frame"),
    *("width", "height", "taken_ms", "companion", "language", "off_the_record", "echo_ms", "call"),
)
FIELDS = st.dictionaries(st.sampled_from(NAMES), ANYTHING)


@pytest.mark.parametrize("event", wire.EVENTS)
@given(payload=ANYTHING | FIELDS)
def test_only_bad_input_is_raised(event: str, payload: Any) -> None:
    try:
        wire.EVENTS[event](payload)
    except BadInput as error:
        assert error.message


def test_a_call_starts_with_nothing_said() -> None:
    assert wire.call_start(None) == wire.CallStart()


def test_half_a_character_is_no_reason_to_refuse_the_rest() -> None:
    message = wire.user_message({"text": "hi \ud83d there, \ud83d\ude42 é"})
    assert message.utterance.text == "hi \ufffd there, 🙂 é"


@pytest.mark.parametrize("chunk", [b"", b"\0", "text", None, 5])
def test_audio_must_be_whole_samples(chunk: Any) -> None:
    with pytest.raises(BadInput):
        wire.audio(chunk)


def test_audio_of_more_than_a_second_is_too_large() -> None:
    assert wire.audio(bytes(32_000)).chunk
    with pytest.raises(TooLarge):
        wire.audio(bytes(32_002))


def test_a_frame_comes_as_binary_or_as_data_url() -> None:
    url = "data:image/jpeg;base64," + base64.b64encode(JPEG).decode()
    assert wire.video_frame({"jpeg": JPEG}).jpeg == wire.video_frame({"frame": url}).jpeg == JPEG


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"jpeg": b"GIF89a"},
        {"frame": "data:image/png;base64,AAAA"},
        {"frame": "data:image/jpeg;base64,%%%"},
        {"jpeg": JPEG, "source": "window"},
        {"jpeg": JPEG, "width": -1},
    ],
)
def test_other_frames_are_refused(frame: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        wire.video_frame(frame)


def test_a_picture_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        wire.video_frame({"jpeg": JPEG + bytes(wire.MAX_PICTURE_BYTES)})


def test_white_space_in_words_is_folded() -> None:
    assert wire.user_message({"text": " hello \n there "}).utterance.text == "hello there"


@pytest.mark.parametrize("text", ["", "  ", None, 3, "NUL \0"])
def test_a_message_needs_words(text: Any) -> None:
    with pytest.raises(BadInput):
        wire.user_message({"text": text})


@pytest.mark.parametrize("number", [True, "1", -1, float("nan"), float("inf"), 10**10, None])
def test_numbers_are_checked(number: Any) -> None:
    with pytest.raises(BadInput):
        wire.playback({"turn": number, "segment": 0, "heard_ms": 0, "done": True})
