import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.conversation.listening.backchannel import (
    NODDED_PHRASES,
    NODS,
    ORDERS,
    is_backchannel,
    is_command_to_stop,
    is_echo,
)

SPOKEN = "Well, Paris is lovely in spring, and the bus stops right in front of the museum."


@pytest.mark.parametrize(
    "text",
    ["", "Mhm.", "Mm-hmm", "Uh-huh.", "uh huh", "Yeah.", "Yeah, yeah.", "Right.", "OK", "Okay.",
     "Oh, wow!", "I see.", "Oh, I see.", "Got it.", "Ha ha ha!", "Hahaha", "[laughs]", "Hmmm…",
     "That’s right.", "Ahh", "..."],
)  # fmt: skip
def test_a_nod_is_a_backchannel(text):
    assert is_backchannel(text)


@pytest.mark.parametrize(
    "text",
    ["Stop.", "Wait", "No.", "What?", "Yeah, but I do not think so.", "Right now?", "Okay, stop.",
     "yes yes yes yes", "My dog", "I see a dog.", "Hold on", "Biscuit", "Why", "him", "he"],
)  # fmt: skip
def test_words_are_no_backchannel(text):
    assert not is_backchannel(text)


@pytest.mark.parametrize(
    "text",
    ["Stop.", "stop!", "Stop, stop, stop.", "Wait.", "Wait, wait.", "Hold on.",
     "Oh, hold on a second.", "Please stop.", "Stop it, please.", "Be quiet!", "No, wait.",
     "Shh", "Hey, stop talking.",
     "That’s enough.", "Just a minute.", "Um, hang on."],
)  # fmt: skip
def test_orders_to_stop(text):
    assert is_command_to_stop(text)
    assert not is_backchannel(text)


@pytest.mark.parametrize(
    "text",
    ["", "Where does the bus stop?", "I can't wait.", "Don't stop.", "No.", "Okay.", "Go on.",
     "Wait for me at the station.", "I had quite enough."],
)  # fmt: skip
def test_not_orders(text):
    assert not is_command_to_stop(text)


def test_no_order_is_a_nod():
    assert not [order for order in ORDERS if is_backchannel(order)]
    assert not [nod for nod in NODS | NODDED_PHRASES if is_command_to_stop(nod)]


@pytest.mark.parametrize(
    "text",
    [SPOKEN, "Paris is lovely in spring", "PARIS IS LOVELY", "paris is lonely in spring and",
     "the bus stops right in front of a museum", "stops right in", "Paris", "the museum."],
)  # fmt: skip
def test_its_own_words_are_an_echo(text):
    assert is_echo(text, SPOKEN)


@pytest.mark.parametrize(
    "text",
    ["", "Stop.", "Wait", "Please stop.", "spring lovely", "London", "I was in Paris last spring.",
     "What about London?", "Is the museum open on Mondays?", "in the bus"],
)  # fmt: skip
def test_other_words_are_no_echo(text):
    assert not is_echo(text, SPOKEN)


def test_an_order_is_an_echo_only_of_itself():
    assert is_echo("Stop.", "Stop!")
    assert is_echo("Hold on.", "Hold on…")
    assert not is_echo("Stop.", "Say stop and I am quiet.")
    assert not is_echo("Hold on.", "Please hold on to that thought.")


def test_nothing_is_an_echo_of_silence():
    assert not is_echo("Hello there", "")


VOCABULARY = sorted(" ".join(NODS | NODDED_PHRASES | ORDERS).split())
phrases = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join) | st.text()


@given(phrases, phrases)
def test_nothing_is_two_things_at_once(text, spoken):
    assert not (is_backchannel(text) and is_command_to_stop(text))
    if is_command_to_stop(text) and is_echo(text, spoken):
        assert is_command_to_stop(spoken)


@given(
    st.lists(
        st.sampled_from(["the", "cat", "sat", "on", "a", "red", "mat", "today"]),
        min_size=3,
        max_size=12,
    )
)
def test_every_stretch_of_what_is_spoken_is_an_echo(words):
    assert is_echo(" ".join(words[1:]), " ".join(words))
