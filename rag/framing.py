"""The answer's text: its claims with their markers, and what is ours around them.

Ours are the frame of a quotation in another language, amounts put in the question's language in brackets, and dates.
"""

from datetime import tzinfo

from index.article import detect_language
from rag.answer import Citation, Claim
from rag.expectation import Kind
from rag.glosses import glosses
from rag.question import Question
from rag.verification import Checked

_FRAME = {"zh": "{who}（英文）：“{text}”{gloss}", "en": "{who}, in Chinese: “{text}”{gloss}"}
_GLOSS = {"zh": "（即{}）", "en": " (that is, {})"}
_BETWEEN = {"zh": "、", "en": ", "}
_ARTICLE = {"zh": "一篇文章", "en": "An article"}


def framed(checked: Checked, question: Question, zone: tzinfo) -> str:
    """Every claim with its markers, in the order given; an overview has a line for each."""
    overview = question.expectation.kind is Kind.OVERVIEW
    cited = {citation.number: citation for citation in checked.citations}
    parts = [_claim(claim, cited[claim.citations[0]], question, zone) for claim in checked.claims]
    return ("\n" if overview else " ").join(parts)


def _claim(claim: Claim, citation: Citation, question: Question, zone: tzinfo) -> str:
    markers = "".join(f"[{number}]" for number in claim.citations)
    text, language = claim.text, question.language
    day = citation.published_at.astimezone(zone).date().isoformat() if citation.published_at else ""
    if detect_language(text) != language:
        who = _dated(citation.source or citation.title or _ARTICLE[language], day, language)
        said = _BETWEEN[language].join(glosses(text, language))
        gloss = _GLOSS[language].format(said) if said else ""
        return f"{_FRAME[language].format(who=who, text=text, gloss=gloss)} {markers}"
    if question.expectation.kind is Kind.OVERVIEW and day:
        return f"{day}: {text} {markers}"
    return f"{_dated(text, day, language) if question.latest else text} {markers}"


def _dated(text: str, day: str, language: str) -> str:
    if not day:
        return text
    return f"{text}（{day}）" if language == "zh" else f"{text} ({day})"
