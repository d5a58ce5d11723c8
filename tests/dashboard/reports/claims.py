"""Which verdicts a sentence claims by its words, in both languages; and words that no report may use of a change."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dashboard.values import Verdict
from dashboard.views import Language

WORDS: dict[str, dict[Language, str]] = {
    "rose": {"zh_CN": "上升|延长", "en": r"\brose\b|\blonger than\b"},
    "fell": {"zh_CN": "下降|缩短", "en": r"\bfell\b|\bshorter than\b"},
    "higher": {"zh_CN": "较高|高于|较长", "en": r"\bhigher\b|\blonger waits\b"},
    "lower": {"zh_CN": "较低|低于", "en": r"\blower\b"},
    "proven": {"zh_CN": "见效", "en": r"\bproven\b"},
    "made_worse": {"zh_CN": "变差", "en": r"\bmade worse\b"},
    "not_the_expected_size": {"zh_CN": "未达预期", "en": r"\bnot the expected size\b"},
    "consistent_with": {"zh_CN": "方向一致", "en": r"\bconsistent with\b"},
}
NEVER: dict[Language, str] = {
    "zh_CN": "提升|改善|恶化|好转|回落|增长|减少|提高|降低|进步|退步|领先|落后",
    "en": r"\b(improved|worsened|increased|decreased|dropped|grew|declined since|up by|down by|deteriorated)\b",
}
_NONE_OF_THEM = {
    "zh_CN": re.compile(r"见效 0|未见超出随机波动的上升|\b0 格较[低高]|声明见效|把握不低于|“上升”“下降”为单独检验"),
    "en": re.compile(
        r"\b0 proven|No word rose beyond chance|A number above that rose or fell was tested by itself"
        r"|\b(0|no) lower ▼|\b0 higher ▲"
    ),
}
"""Words that say that nothing of the kind was found, or by which rule it would be."""


def claimed(text: str, language: Language) -> set[str]:
    """The codes that a sentence claims."""
    plain = _NONE_OF_THEM[language].sub("", text)
    return {code for code, words in WORDS.items() if re.search(words[language], plain, re.IGNORECASE)}


def unfounded(text: str, verdicts: Iterable[Verdict], language: Language) -> set[str]:
    """What a sentence claims without a verdict that says so, and words that claim what no verdict can."""
    found = claimed(text, language) - {str(verdict.code) for verdict in verdicts}
    return found | set(re.findall(NEVER[language], text))
