"""What a question asks about: whom it names, which measure, and what kind of value is wanted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile

import rjieba

from index import Concept
from index.words import simplify, words
from rag.disagreement.wording import Wording
from rag.expectation import Kind
from rag.quantities import Quantity, When, dates, quantities
from rag.quantities.changes import asks_for_change
from rag.question import Question

# Words of a question that name the kind of value, not what it belongs to.
_KINDS = frozenset(
    ["公司", "城市", "国家", "地方", "地区", "金额", "总", "年", "月", "家", "架", "台", "项", "号", "点", "时",
     "毫安", "以来", "自", "目前", "当前", "钱", "花", "股份", "几年", "新任", "现任", "大约", "共有", "city", "country",
     "company", "money", "sinc", "share", "shares", "tall", "larg", "number", "amount", "new", "percentage", "total"]
)  # fmt: skip
_BREAKING = re.compile(r"(?:[vpudtcry](?!n)|x)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ATTACHED = re.compile(r"\bthe\s(?:[A-Z][\w-]*\s)+([a-z]+)")
_VERB = re.compile(r"谁|是|收购|获得|达成|签|多少|什么")
# Written in capitals, and yet no names.
_ABBREVIATIONS = frozenset(
    ["ipo", "ceo", "cfo", "coo", "cto", "gdp", "cpi", "ppi", "pmi", "r&d", "ai", "etf", "eps"]
)
_MANY = re.compile(r"分别|各自|各是|哪些|列出|\brespectively\b|\beach\b|\blist\b", re.IGNORECASE)


class Wanted(StrEnum):
    """What a value is."""

    AMOUNT = "amount"
    DATE = "date"
    WHO = "who"
    PLACE = "place"


_WANTED = {
    Kind.DATE: Wanted.DATE,
    Kind.PERSON: Wanted.WHO,
    Kind.ORGANISATION: Wanted.WHO,
    Kind.PLACE: Wanted.PLACE,
}


@dataclass(frozen=True, slots=True)
class Topic:
    """`entities` are what a text may be about as a whole; `measures` have to be said with the value.

    `times` and `amounts` are those that the question gives itself.
    """

    text: str
    language: str
    wanted: Wanted
    kind: Kind
    change: bool
    entities: tuple[Concept, ...]
    measures: tuple[Concept, ...]
    times: tuple[When, ...]
    amounts: tuple[Quantity, ...]

    @property
    def named(self) -> Wording:
        """The question as a text: what it names is no answer to it."""
        return Wording(self.text)


def topic(question: Question) -> Topic | None:
    """What the question asks about; None where no single value answers it."""
    text = question.search_text
    if _MANY.search(text) or question.expectation.kind is Kind.REASON:
        return None
    change = asks_for_change(text)
    lead, times = _lead(text), dates(text)
    kept = _said(question.concepts, [text[when.start : when.end] for when in times], change=change)
    entities = [c for c in kept if _entity(c, lead)]
    return Topic(
        text=text,
        language=question.language,
        wanted=_WANTED.get(question.expectation.kind, Wanted.AMOUNT),
        kind=question.expectation.kind,
        change=change,
        entities=tuple(entities),
        measures=tuple(c for c in kept if c not in entities),
        times=tuple(times),
        amounts=tuple(quantities(text)),
    )


def _entity(concept: Concept, lead: "_Lead") -> bool:
    """Whether it is a proper name, or stands where a question names whom it is about."""
    if concept.proper:
        return not any("".join(s) in _ABBREVIATIONS for s in concept.spellings)
    if not _HAN.match(concept.text):
        return concept.text in lead.attached and not concept.named
    return concept.text in lead.text and (lead.owns or not concept.named)


@dataclass(frozen=True, slots=True)
class _Lead:
    """What a Chinese question begins with; `owns`, that 的 follows it, so that no measure is in it.

    `attached` are English words that belong to a name, such as `ferry` in "the Pellmoor ferry".
    """

    text: str
    owns: bool
    attached: frozenset[str]


def _lead(text: str) -> _Lead:
    """The nouns before the first 的, else those before anything else, in simplified characters."""
    attached = frozenset(words(" ".join(_ATTACHED.findall(text))))
    tagged = rjieba.tag(simplify(text))
    before, found, _ = simplify(text).partition("的")
    if found and not _VERB.search(before):
        return _Lead("".join(w for w, tag in rjieba.tag(before) if tag != "v"), True, attached)
    run = takewhile(lambda pair: not _BREAKING.match(pair[1]), tagged)
    return _Lead("".join(word for word, _ in run), False, attached)


def _said(concepts: Sequence[Concept], dated: Sequence[str], *, change: bool) -> list[Concept]:
    """The concepts that a text has to mention: none that is `dated`, no words for the kind of value."""
    times = " ".join(map(simplify, dated))
    return [
        c
        for c in concepts
        if c.text not in _KINDS
        and c.text not in times
        and not (asks_for_change(c.spellings[0][0]) if change else _unit(c.text))
    ]


@lru_cache(4096)
def _unit(text: str) -> bool:
    """Whether a word is a unit, such as 公顷 or hours."""
    whole = f"5 {text}"
    return any(q.unit and q.end == len(whole) for q in quantities(whole))
