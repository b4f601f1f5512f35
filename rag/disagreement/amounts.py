"""Amounts that could answer a question, and when two of them contradict each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.disagreement.relation import Relation
from rag.disagreement.topic import Topic
from rag.disagreement.wording import Wording
from rag.expectation import Kind
from rag.quantities import Quantity, quantities, same
from rag.quantities.changes import direction, growth
from rag.quantities.quantity import same_unit

_SHARES = frozenset("%x")
_TIMES = frozenset(["s", "month"])
_NOT_AMOUNTS = frozenset(["#", "clock", "pp", "bp"])
_MORE = re.compile(
    r"(?:超过?|逾|高于|多于|不止|突破|至少|不少于|\b(?:over|more than|above|at least|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topped))\s?(?:了|the)?\s?$",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?:近|将近|接近|不到|不足|低于|少于|最多|至多|几乎|\b(?:nearly|almost|under|less than|fewer than|below|up to|at most|close to))\s?$",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"(?:大致|大约|约|超过|超|逾|近|将近|接近|至少|不到|翻了|\b(?:roughly|about|nearly|almost|over|more than|at least|around|approximately|up to|some))\s?$",
    re.IGNORECASE,
)
_MORE_OR_LESS = re.compile(r"(?:多|余|左右|上下|以上|出头|\sor (?:so|more)\b)?")
_FORMER = re.compile(r"(?:从|由|\bfrom)\s?(?:\S{1,6}的|about|around|约)?\s?$", re.IGNORECASE)
_THEN = re.compile(r"^[^,，；;]{0,24}?(?:至|到|成|\bto\b)", re.IGNORECASE)
_NOUN = re.compile(r"\s?[\u3400-\u9fff]{1,6}|(?:\s?[\w-]+){0,3}")  # what is counted
_CODE = re.compile(r"[A-Z]{3}")
_LARGEST_RATIO = 10  # what is further apart is another thing: a part, a year against a quarter
_ROOM_ABOVE, _ROOM_BELOW = 1.25, 0.88  # as far as "over" and "nearly" reach
_IN_WORDS = (0.8, 1.3)  # what "doubled" may stand for


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at `start:end` of a statement. `change` is 1 for a rise, -1 for a fall, else 0.

    `bound` is 1 for "over", -1 for "nearly"; `counted`, that the noun it counts is asked for.
    """

    text: str
    quantity: Quantity
    start: int
    change: int
    bound: int
    counted: bool
    worded: bool

    def against(self, other: "Amount") -> Relation:
        """Whether both say the same, or are amounts of one unit that differ."""
        if not self._comparable(other):
            return Relation.APART
        mine, theirs = self.quantity, other.quantity
        if same(mine, theirs) or self.covers(other) or other.covers(self):
            return Relation.SAME
        low, high = sorted((abs(mine.value), abs(theirs.value)))
        return Relation.DIFFERENT if high <= _LARGEST_RATIO * low else Relation.APART

    def _comparable(self, other: "Amount") -> bool:
        if self.change != other.change:
            return False
        if not self.quantity.unit and not other.quantity.unit:
            return self.counted == other.counted
        return same_unit(self.quantity.unit, other.quantity.unit)

    def covers(self, other: "Amount") -> bool:
        """Whether "over 300", "nearly 300" or "doubled" may be the other amount."""
        mine, theirs = self.quantity.value, other.quantity.value
        if self.worded and self.change:
            return _IN_WORDS[0] * mine <= theirs <= _IN_WORDS[1] * mine
        if self.bound > 0:
            return mine <= theirs <= _ROOM_ABOVE * mine
        return self.bound < 0 and _ROOM_BELOW * mine <= theirs <= mine


def amounts(text: str, topic: Topic) -> list[Amount]:
    """The amounts of a statement that are of the kind asked for."""
    found = [a for a in _all(text, topic) if bool(a.change) == topic.change]
    fitting = [a for a in found if _fits(a.quantity.unit, topic.kind)]
    return fitting or found


def _fits(unit: str, kind: Kind) -> bool:
    """Whether a unit is one of the kind of value that the question seems to ask for."""
    if kind is Kind.MONEY:
        return _CODE.fullmatch(unit) is not None
    if kind is Kind.PERCENTAGE:
        return unit in _SHARES
    return (unit in _TIMES) == (kind is Kind.DURATION)


def _all(text: str, topic: Topic) -> Iterator[Amount]:
    for quantity in quantities(text):
        given = any(same(quantity, asked) for asked in topic.amounts)
        if quantity.unit in _NOT_AMOUNTS or given or _past(text, quantity):
            continue
        yield _amount(text, quantity, topic)


def _past(text: str, quantity: Quantity) -> bool:
    """Whether it is what was before, as in `from 200 to 350`."""
    before, after = text[: quantity.start], text[quantity.end :]
    return bool(_FORMER.search(before) and _THEN.search(after))


def _amount(text: str, quantity: Quantity, topic: Topic) -> Amount:
    start, end = quantity.start, quantity.end
    before, said = text[:start], text[start:end]
    change = direction(text, start, end)
    if change and quantity.unit == "x":
        gained = growth(quantity.value, text, start)
        quantity = replace(quantity, value=gained, unit="%", step=1.0)
    hedge = _HEDGE.search(before)
    noun = Wording(_NOUN.match(text, end)[0])  # type: ignore[index]
    return Amount(
        text=text[hedge.start() if hedge else start : _tail(text, end)].strip(),
        quantity=quantity,
        start=start,
        change=change,
        bound=int(bool(_MORE.search(before))) - int(bool(_LESS.search(before))),
        counted=any(noun.holds(concept) for concept in topic.measures),
        worded=not any(c.isdigit() for c in said),
    )


def _tail(text: str, end: int) -> int:
    """Where an amount ends with a word for "or so" behind it."""
    tail = _MORE_OR_LESS.match(text, end)
    return tail.end() if tail else end
