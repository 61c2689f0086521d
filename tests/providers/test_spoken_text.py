import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.providers.speech.text.pieces import pieces
from services.providers.speech.text.spoken_text import spoken_words


def heard(text: str) -> str:
    return " ".join(word.spoken for word in spoken_words(text) if word.spoken)


READINGS = [
    ("I have 3 dogs and 1,234 cats.",
     "I have three dogs and one thousand two hundred and thirty-four cats."),
    ("3.14, -5 and .5", "three point one four, minus five and zero point five"),
    ("21st 1st 103rd", "twenty-first first one hundred and third"),
    ("In 1984, 2005 or 2026",
     "In nineteen eighty-four, two thousand and five or twenty twenty-six"),
    ("the 1990s and '80s", "the nineteen nineties and eighties"),
    ("2019-2020, pages 3–5", "twenty nineteen to twenty twenty, pages three to five"),
    ("007", "zero zero seven"),
    ("1/2, 3/4, 2½ and 1 1/2", "one half, three quarters, two and a half and one and a half"),
    ("$5, $5.50, $0.99 and $1",
     "five dollars, five dollars and fifty cents, ninety-nine cents and one dollar"),
    ("£3.50 or €1m", "three pounds and fifty pence or one million euros"),
    ("$5 million", "five million dollars"),
    ("$5-10 or 5-10%", "five to ten dollars or five to ten percent"),
    ("100% sure", "one hundred percent sure"),
    ("at 7:30 pm", "at seven thirty P.M"),
    ("7pm, 18:05, 7:00 and 9:05 a.m.",
     "seven P.M, eighteen oh five, seven o'clock and nine oh five A.M."),
    ("on 2026-11-21.", "on November twenty-first, twenty twenty-six."),
    ("Nov 21, 2026", "November twenty-first, twenty twenty-six"),
    ("4 July 1999", "the fourth of July nineteen ninety-nine"),
    ("Call 911.", "Call nine one one."),
    ("Call or text 988 now.", "Call or text nine eight eight now."),
    ("Please call 116 123 now.", "Please call one one six one two three now."),
    ("Call me at 5, or call 20 people.", "Call me at five, or call twenty people."),
    ("Call 555-1234 or +44 20 7946 0958.",
     "Call five five five, one two three four or plus four four two zero seven nine four six "
     "zero nine five eight."),
    ("(555) 123-4567", "five five five, one two three, four five six seven"),
    ("5 km at 20 °C", "five kilometers at twenty degrees Celsius"),
    ("5km, 1 kg, 60 mph, -3.5°C",
     "five kilometers, one kilogram, sixty miles per hour, minus three point five degrees Celsius"),
    ("See https://www.example.co.uk/help.", "See example dot co dot U.K slash help."),
    ("See https://example.com/?q=87213&x=zz%20", "See example dot com"),
    ("bob.smith@example.com", "bob dot smith at example dot com"),
    ("Hi 👋🏽! I ❤️ it :)", "Hi ! I it"),
    ("**Bold**, `code`, _it_ and [my link](https://x.com/a)", "Bold, code, it and my link"),
    ("# Title\n- one\n* two\n1. three", "Title one two one. three"),
    ("Mr. Smith vs. Dr. Jones, e.g. on St. Mary St. etc.",
     "mister Smith versus doctor Jones, for example on Saint Mary Street et cetera."),
    ("No. 5 is alive. No. Really?", "number five is alive. No. Really?"),
    ("NASA and the FBI in the U.S. army", "NASA and the FBI in the U.S army"),
    ("Cats & dogs, R&B, 2+2=4, a = b, 5x, #1, @bob",
     "Cats and dogs, R and B, two plus two equals four, a equals b, five times, number one, "
     "at bob"),
    ("and/or C++ C#", "and or C plus plus C sharp"),
    ("well - maybe -- yes", "well — maybe — yes"),
    ("sooooo", "soo"),
    ("(like this) then \"quoted,\" she said.", "like this, then quoted, she said."),
    ("I may have 5 in the morning", "I may have five in the morning"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "spoken"), READINGS)
def test_reads_as_a_person_would(written, spoken):
    assert heard(written) == spoken


ODD = st.one_of(
    st.text(),
    st.text("$£€0123456789.,:/-+%°#@ aAbm()*_`[]\n", max_size=60),
    st.lists(st.sampled_from([w for pair in READINGS for w in pair[0].split()])).map(" ".join),
)


@given(ODD)
def test_every_written_word_is_there_in_order(text):
    assert " ".join(word.written for word in spoken_words(text)) == " ".join(text.split())


@given(ODD)
def test_no_sign_reaches_the_voice(text):
    assert not set(heard(text)) & set("$£€%*_`[]{}<>|~^=+#@\\/")


@given(ODD, st.integers(5, 200))
def test_pieces_hold_every_word_once_and_all_but_a_lone_one_sound(text, max_chars):
    words = spoken_words(text)
    found = list(pieces(words, max_chars))

    assert [word for piece in found for word in piece] == words
    assert len(found) <= 1 or all(any(word.sounds for word in piece) for piece in found)


@given(st.lists(st.text("abcdefg", min_size=1, max_size=10), min_size=1, max_size=200))
def test_pieces_are_bounded_without_any_punctuation(written):
    for piece in pieces(spoken_words(" ".join(written)), 40):
        assert sum(len(word.spoken) + 1 for word in piece) <= 40


def test_a_sentence_is_cut_at_its_comma_before_it_is_cut_anywhere_else():
    words = spoken_words("one two three, four five six seven eight. Nine.")

    found = [" ".join(word.written for word in piece) for piece in pieces(words, 35)]

    assert found == ["one two three,", "four five six seven eight.", "Nine."]


def test_an_endless_number_is_not_read_to_the_end():
    assert heard("9" * 5000) == "a very long number"


def test_an_endless_word_is_cut_and_an_endless_address_is_named():
    assert len(heard("1+" * 2000 + "1")) < 500
    assert heard("https://www.example.com/" + "a1" * 500) == "example dot com"
    assert len(heard("ab.-" * 20_000)) < 500
