"""Which of the Oculus 15 mouth shapes a sound is made with.

Source: https://developers.meta.com/horizon/documentation/unity/audio-ovrlipsync-viseme-reference/
"""

from __future__ import annotations

SILENT = "sil"
STRESS_MARKS = frozenset("ˈˌ")
LENGTH_MARK = "ː"

_IPA = {
    "PP": "pbm",
    "FF": "fvɸβʋⱱ",
    "TH": "θð",
    "DD": "tdɾʈɖɟɽʔ",
    "kk": "kcɡgŋxhɦqχɣʁɰɴçʝ",
    "CH": "ʧʤʃʒʨʥɕʂʐ",
    "SS": "szʦʣꭧ",
    "nn": "nlɲɳʎɫ",
    "RR": "ɹrɻɚɝɜ",
    "aa": "aɑæʌɐɒ",
    "E": "eɛəɘɤ",
    "I": "iɪjɨᵻy",
    "O": "oɔøœ",
    "U": "uʊwɯɥ",
}
_LETTERS = {
    "PP": "bmp", "FF": "fv", "DD": "dt", "kk": "cgkqxh", "CH": "j", "SS": "sz", "nn": "ln",
    "RR": "r", "aa": "a", "E": "e", "I": "iy", "O": "o", "U": "uw",
}  # fmt: skip

VOWELS = frozenset({"aa", "E", "I", "O", "U"})
MARKED = frozenset({"PP", "FF", "CH", "TH"})
"""Shapes that a viewer misses when they are not fully made."""
OF_IPA = {sound: shape for shape, sounds in _IPA.items() for sound in sounds}
OF_LETTER = {letter: shape for shape, letters in _LETTERS.items() for letter in letters}
