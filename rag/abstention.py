"""When there is no answer, and how that is said."""

from index import Filters, Searched
from rag.answer import Abstention, Reason
from rag.evidence import Found
from rag.expectation import Kind
from rag.question import Question

_MESSAGES = {
    "zh": {
        Reason.NOTHING_FOUND: "没有找到与问题有关的内容。",
        Reason.OUT_OF_RANGE: "在所选的日期、来源和语言范围内没有文章。",
        Reason.WEAK_EVIDENCE: "找到了相近的内容，但没有一处能回答这个问题。",
        Reason.UNSUPPORTED_DRAFT: "写出的回答没有得到原文支持，因此不予给出。",
    },
    "en": {
        Reason.NOTHING_FOUND: "Nothing in the articles is about this.",
        Reason.OUT_OF_RANGE: "No article lies within the chosen dates, sources and languages.",
        Reason.WEAK_EVIDENCE: "The articles come near this, but none of them answers it.",
        Reason.UNSUPPORTED_DRAFT: "The articles do not support the answer that was drafted.",
    },
}
_LOOKED = {
    "zh": "共查找 {articles} 篇文章中的 {passages} 个段落。",
    "en": "Searched {passages} passages of {articles} articles.",
}
_UNDATED = {
    "zh": "另有 {undated} 篇文章没有日期，未计入。",
    "en": "{undated} more have no date and were left out.",
}


def reason_to_abstain(
    question: Question, found: Found, searched: Searched, filters: Filters
) -> Reason | None:
    """Why this evidence does not carry an answer, or None where it does.

    An overview asks for no one fact: it is given where the articles name all that it is about.
    """
    if not searched.passages and not filters.empty:
        return Reason.OUT_OF_RANGE
    if not found.evidence:
        return Reason.NOTHING_FOUND
    if question.expectation.kind is Kind.OVERVIEW:
        about = {concept.text for concept in question.concepts}
        weak = not about <= frozenset[str]().union(*(e.covered for e in found.evidence))
    else:
        weak = not found.enough
    return Reason.WEAK_EVIDENCE if weak else None


def abstention(reason: Reason, language: str, searched: Searched) -> Abstention:
    """The reason, in words of the question's language, with what was searched."""
    counts = {"articles": searched.articles, "passages": searched.passages}
    parts = [_MESSAGES[language][reason], _LOOKED[language].format(**counts)]
    if searched.undated:
        parts.append(_UNDATED[language].format(undated=searched.undated))
    return Abstention(reason, ("" if language == "zh" else " ").join(parts))
