"""Which of the Oculus 15 mouth shapes a sound is made with, and how the mouth makes each.

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

VOWELS = frozenset({"aa", "E", "I", "O", "U"})
MARKED = frozenset({"PP", "FF", "CH", "TH"})
"""Shapes that a viewer misses when they are not fully made."""
SEALED = frozenset({"PP", "FF"})
"""Shapes that give none of their time to what follows: the lips part only with the sound."""
OF_IPA = {sound: shape for shape, sounds in _IPA.items() for sound in sounds}
BREATHED = frozenset("hɦʔ")
"""Made in the throat: the mouth is already in the shape of the next sound."""

FORMS_MS = {"PP": 20, "FF": 20, "CH": 25, "U": 35, "O": 30}
"""How far ahead of its sound a shape has to be made; the lips are slower than the tongue."""
HELD_MS = {"PP": 60, "FF": 50, "CH": 60, "TH": 50}
"""How long a shape has to last to be seen."""
