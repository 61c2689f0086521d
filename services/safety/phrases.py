"""Words that cannot be misunderstood: the floor below `MeaningJudge`, where it cannot be asked."""

from __future__ import annotations

import re

from services.domain import Concern, Judgement

PHRASES = {
    Concern.EMERGENCY: (
        r"took too many (?:of my )?(?:pills|tablets)|\b(?:i|i've|i have) overdosed"
        r"|\bi can'?t breathe|my throat is closing|(?:my|crushing) chest (?:pain|hurts)"
        r"|he'?s not breathing|she'?s not breathing|tomé demasiadas pastillas|no puedo respirar"
        r"|j'ai pris trop de (?:cachets|médicaments|comprimés)|je n'arrive (?:plus|pas) à respirer"
        r"|zu viele tabletten genommen|ich bekomme keine luft|ho preso troppe pastiglie"
        r"|non riesco a respirare|tomei comprimidos demais|não consigo respirar"
        r"|बहुत सारी गोलियाँ|साँस नहीं ले पा|吃了太多药|喘不过气|不能呼吸"
    ),
    Concern.SELF_HARM: (
        r"\b(?:cut|cutting|hurt|hurting|burn|burning) myself(?: again| on purpose)"
        r"|self.?harm(?:ing|ed)?\b|me corto a propósito|je me scarifie|ich ritze mich"
        r"|mi taglio apposta|me corto de propósito|我在自残"
    ),
    Concern.SUICIDE: (
        r"\bkill(?:ing)? myself|\bi(?:'m| am) suicidal|\bi want to (?:die|be dead)\b"
        r"|\bi wanna die|\bend(?:ing)? (?:my life|it all)"
        r"|i (?:don't|do not) want to (?:live|be alive)"
        r"|better off without me|quiero morir|suicidarme|quitarme la vida|no quiero vivir"
        r"|je veux mourir|me suicider|en finir avec la vie|je ne veux plus vivre"
        r"|mich umbringen|ich will sterben|nicht mehr leben|voglio morire|uccidermi|farla finita"
        r"|non voglio più vivere|quero morrer|me matar|acabar com a minha vida|não quero mais viver"
        r"|मरना चाहत|आत्महत्या|जीना नहीं चाहत|自杀|不想活|想死"
    ),
}
_PATTERNS = {concern: re.compile(words, re.IGNORECASE) for concern, words in PHRASES.items()}


class PhraseJudge:
    name = "phrases"

    def judge(self, words: str) -> Judgement:
        plain = words.replace("’", "'")
        found = (concern for concern, pattern in _PATTERNS.items() if pattern.search(plain))
        concern = next(found, None)
        return Judgement(concern) if concern else Judgement()
