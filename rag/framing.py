"""The answer's text: its claims with their markers, and what is ours around them.

Ours are the frame of a quotation in another language, amounts put in the question's language in
brackets, and dates. Nothing in an article can pass for these: a quotation is put in marks that it
does not hold itself, and what steers a display is replaced.
"""

import re
from collections.abc import Sequence
from datetime import tzinfo

from index.article import detect_language
from rag.answer import Citation, Claim, Support
from rag.expectation import Kind
from rag.glosses import glosses
from rag.plain import plain
from rag.question import Question
from rag.steering import harmless
from rag.verification import Checked

_FRAME = {"zh": "{who}（英文）：{quotation}{gloss}", "en": "{who}, in Chinese: {quotation}{gloss}"}
_LED = {"zh": "{name}：{said}", "en": "{name}: {said}"}
_GLOSS = {"zh": "（即{}）", "en": " (that is, {})"}
_LACKING = {
    "zh": ("没有找到关于{names}的内容。", "关于{names}，没有找到能回答这个问题的内容。"),
    "en": (
        "Nothing was found about {names}.",
        "Nothing that answers this was found about {names}.",
    ),
}
_OR = {"zh": "或", "en": " or "}
_BETWEEN = {"zh": "、", "en": ", "}
_ARTICLE = {"zh": "一篇文章", "en": "An article"}
# Marks around a quotation, and what looks like them.
_MARKS = (
    ("“", "”", '“”„‟❝❞〝〞＂"'),
    ("「", "」", "「」｢｣﹁﹂"),
    ("『", "』", "『』﹃﹄"),
    ("«", "»", "«»《》"),
)
_NAME = re.compile(r"[\w &'’.,+·|/!-]{1,40}")  # anything else is quoted: it could be a statement
_LONGEST_NAME = 120


def framed(checked: Checked, question: Question, zone: tzinfo) -> str:
    """Every claim with its markers, in the order given; an overview has a line for each."""
    cited = {citation.number: citation for citation in checked.citations}
    parts = (framed_claim(c, cited[c.citations[0]], question, zone) for c in checked.claims)
    return between(question).join(parts)


def between(question: Question) -> str:
    """What stands between two claims."""
    lines = question.expectation.kind is Kind.OVERVIEW or question.subjects
    return "\n" if lines else " "


def framed_claim(claim: Claim, citation: Citation, question: Question, zone: tzinfo) -> str:
    """One claim with its markers; `citation` is the first that it has.

    It is led by the name of the subject that it speaks of without saying so, where several are asked about.
    """
    said = _said(claim, citation, question, zone)
    name = _about(claim.text, citation, question)
    return _LED[question.language].format(name=name, said=said) if name else said


def _about(text: str, citation: Citation, question: Question) -> str:
    """The one subject that the heading or the title names, where the text names none.

    Every line of an overview is led by its subject, the one that its text names before all.
    """
    own = [subject.name for subject in question.subjects if subject.named_in(text)]
    if own:
        return own[0] if len(own) == 1 and question.expectation.kind is Kind.OVERVIEW else ""
    for place in (citation.locator or "", citation.title):
        named = [subject.name for subject in question.subjects if subject.named_in(place)]
        if len(named) == 1:
            return named[0]
    return ""


def without_answer(names: Sequence[str], question: Question) -> str:
    """That there is none for these subjects of the question."""
    overview, other = _LACKING[question.language]
    told = overview if question.expectation.kind is Kind.OVERVIEW else other
    return told.format(names=_OR[question.language].join(map(harmless, names)))


def _said(claim: Claim, citation: Citation, question: Question, zone: tzinfo) -> str:
    markers = "".join(f"[{number}]" for number in claim.citations)
    text, language = harmless(claim.text), question.language
    day = citation.published_at.astimezone(zone).date().isoformat() if citation.published_at else ""
    who = _dated(_who(citation, language, titled=question.headlines), day, language)
    # what a model put in its own words is no quotation, whatever its language
    if claim.support is Support.VERBATIM and detect_language(text) != language:
        said = _BETWEEN[language].join(glosses(text, language))
        gloss = _GLOSS[language].format(said) if said else ""
        frame = _FRAME[language].format(who=who, quotation=_quoted(text), gloss=gloss)
        return f"{frame} {markers}"
    if question.headlines and citation.title:
        return f"{_LED[language].format(name=who, said=text)} {markers}"
    overview = question.expectation.kind is Kind.OVERVIEW
    if overview and day and not question.subjects:
        return f"{day}: {text} {markers}"
    return f"{_dated(text, day, language) if overview or question.latest else text} {markers}"


def _who(citation: Citation, language: str, *, titled: bool) -> str:
    """Who says it: the source as it is where it looks like a name, else the source or title quoted; the title alone where it is to be `titled`."""
    source = "" if titled and citation.title else _line(citation.source)
    if _NAME.fullmatch(source):
        return source
    named = source or _line(citation.title)
    return _quoted(named) if named else _ARTICLE[language]


def _line(name: str) -> str:
    line = " ".join(harmless(plain(name).text).split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1].rstrip()}…"


def _quoted(text: str) -> str:
    """The text between marks that are not in it, nor anything that looks like them.

    Where all are, as many of the first are put around it as stand nowhere in it.
    """
    for opening, closing, alike in _MARKS:
        if not set(alike) & set(text):
            return f"{opening}{text}{closing}"
    opening, closing, _ = _MARKS[0]
    times = max(map(len, re.findall(f"{closing}+", text)), default=0) + 1
    return f"{opening * times}{text}{closing * times}"


def _dated(text: str, day: str, language: str) -> str:
    if not day:
        return text
    return f"{text}（{day}）" if language == "zh" else f"{text} ({day})"
