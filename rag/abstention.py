"""When there is no answer, and how that is said."""

from index import Filters, Searched
from rag.answer import Reason
from rag.evidence import Found

_MESSAGES = {
    "zh": {
        Reason.NOTHING_FOUND: "没有找到与问题有关的内容。",
        Reason.OUT_OF_RANGE: "在所选的日期、来源和语言范围内没有文章。",
        Reason.WEAK_EVIDENCE: "没有一篇文章能回答这个问题。",
        Reason.UNSUPPORTED_DRAFT: "写出的回答没有得到原文支持，因此不予给出。",
    },
    "en": {
        Reason.NOTHING_FOUND: "Nothing in the articles is about this.",
        Reason.OUT_OF_RANGE: "No article lies within the chosen dates, sources and languages.",
        Reason.WEAK_EVIDENCE: "None of the articles answers this.",
        Reason.UNSUPPORTED_DRAFT: "The articles do not support the answer that was drafted.",
    },
}
_NEAR = {
    "zh": "找到了相近的内容，但没有一处能回答这个问题。",
    "en": "The articles come near this, but none of them answers it.",
}
_LOOKED = {
    "zh": "共查找 {articles} 篇文章中的 {passages} 个段落。",
    "en": "Searched {passages} passages of {articles} articles.",
}
_UNDATED = {
    "zh": "另有 {undated} 篇文章没有日期，未计入。",
    "en": "{undated} more have no date and were left out.",
}


def reason_to_abstain(found: Found, searched: Searched, filters: Filters) -> Reason | None:
    """Why this evidence does not carry an answer, or None where it does."""
    if not searched.passages and not filters.empty:
        return Reason.OUT_OF_RANGE
    if not found.evidence:
        return Reason.NOTHING_FOUND
    return None if found.enough else Reason.WEAK_EVIDENCE


def told(reason: Reason, language: str, searched: Searched, *, near: bool) -> str:
    """The reason, in words of the question's language, with what was searched; whether anything comes `near` an answer."""
    counts = {"articles": searched.articles, "passages": searched.passages}
    weak = near and reason is Reason.WEAK_EVIDENCE
    parts = [
        _NEAR[language] if weak else _MESSAGES[language][reason],
        _LOOKED[language].format(**counts),
    ]
    if searched.undated:
        parts.append(_UNDATED[language].format(undated=searched.undated))
    return ("" if language == "zh" else " ").join(parts)
