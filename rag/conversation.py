"""Follow-ups made self-contained by the questions before them, without a model."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index import Index
from index.words import fold
from rag.names import Span, name_spans
from rag.tables import DATE, compiled, forms, masked
from rag.when import mentions

_REMEMBERED = 8  # earlier questions that are looked at
_HAN = re.compile(r"[\u3400-\u9fff]")
_CLAUSE = re.compile(r"[，,；;。.！!]\s*\S")
_AND = re.compile(r"\s*(?:和|与|及|、|,|\sand)\s*")
_END = re.compile(r"[\s?？.。!！]+$")
_OWN = re.compile(r"^(?:the|its|their|his|her)\s|^(?:它|他|她|其)们?的?")
_PREPOSITION = re.compile(
    r"(?:^|\b)(?:in|on|at|for|during|from)\s+$|^(?:in|on|at|for|during|from)\s+", re.IGNORECASE
)
_FILLER = re.compile(
    r"[\s,，、'’?？的在]+|\b(?:the|in|on|for|at|of|during|since|s)\b", re.IGNORECASE
)


def self_contained(asked: str, history: Sequence[str], index: Index, today: date) -> str:
    """A question that leans on earlier ones (oldest first), with what it leaves out put in.

    Anything else is given back as it is: nothing is carried over where the topic changes.
    """
    if not history or not _leans(asked):
        return asked
    known = list[str]()
    for turn in [turn for turn in history if not _match("talk", fold(turn))][-_REMEMBERED:]:
        known.append(_Turn(turn, known, index, today).complete())
    return _Turn(asked, known, index, today).complete()


def may_lean(asked: str, index: Index) -> bool:
    """Whether the question may need those before it: by its words, or as it names nothing."""
    return _leans(asked) or not name_spans(fold(asked), index)


def _leans(asked: str) -> bool:
    plain = fold(asked)
    return any(_match(kind, plain) for kind in _COMPLETIONS)


def _match(kind: str, text: str) -> re.Match[str] | None:
    found = (compiled(p).search(text) for name, (p,) in forms("follow_ups") if name == kind)
    return next(filter(None, found), None)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A question and the self-contained ones before it."""

    asked: str
    known: Sequence[str]
    index: Index
    today: date

    def complete(self) -> str:
        """The question, self-contained."""
        plain = fold(self.asked)
        if not self.known:
            return self.asked
        for kind, completion in _COMPLETIONS.items():
            if match := _match(kind, plain):
                return completion(self, plain, match) or self.asked
        return self.asked

    def instead(self, plain: str, match: re.Match[str]) -> str:
        """Another subject, time or measure in place of the one before."""
        other, earlier = match["other"].strip(), fold(self.known[-1])
        if pronoun := _pronoun(other):
            return self.refer(plain, pronoun)
        if not _without(self._undated(other), []):
            return self._another_time(earlier, other)
        if _match("preposition", other):
            return _added(earlier, other)
        names = self._names(other)
        if names and not _without(other, names):
            return self._another_subject(earlier, other)
        return "" if names else self._another_measure(plain, earlier, other)

    def asking(self, _: str, match: re.Match[str]) -> str:
        """Another question word in place of the one before."""
        earlier = fold(self.known[-1])
        before = _match("wh", earlier)
        if before is None:
            return _added(earlier, match["asks"])
        return f"{earlier[: before.start()]}{match['asks']}{earlier[before.end() :]}"

    def refer(self, plain: str, match: re.Match[str]) -> str:
        """The name in place of the word that refers to it, unless it is said in the question."""
        start = plain.rfind(match[0]) if match.string != plain else match.start()
        ahead = plain[:start]
        if self._names(ahead) or (_HAN.search(ahead) and _CLAUSE.search(ahead)):
            return ""
        kind = next(kind for kind in _PRONOUNS if _match(kind, match[0]))
        name = self._meant(kind)
        if not name:
            return ""
        owner = ("的" if _HAN.match(match[0]) else "'s") if kind in _OWNING else ""
        rest = plain[start + len(match[0]) :]
        return f"{ahead}{name}{owner}{rest}"

    def go_on(self, plain: str, match: re.Match[str]) -> str:
        """The subject before a question that goes on about it without naming another."""
        if self._names(plain):
            return ""
        name, rest = self._meant("one"), plain[match.end() :].lstrip("， ,")
        return f"{name} {rest}" if name else ""

    def _meant(self, kind: str) -> str:
        """What was asked about last: the first of its names, all of them, or of a person the last.

        A person is named after the company or country: CoreWeave CEO Michael Intrator.
        """
        for earlier in map(fold, reversed(self.known)):
            names = [earlier[start:end] for start, end in self._names(earlier)]
            if names:
                joint = "和" if _HAN.search(earlier) else " and "
                together = joint.join(dict.fromkeys(names))
                one = names[-1 if kind.startswith("person") else 0]
                return together if kind in {"several", "owners"} else one
            if topic := _match("topic", earlier):
                return topic["topic"]
        return ""

    def _names(self, text: str) -> list[Span]:
        return name_spans(self._undated(text), self.index)

    def _undated(self, text: str) -> str:
        return masked(text, [(m.start, m.end) for m in mentions(text, self.today)], DATE)

    def _another_time(self, earlier: str, other: str) -> str:
        before = mentions(earlier, self.today)
        if not before:
            return _added(earlier, other)
        if _PREPOSITION.search(earlier[: before[0].start]):  # it stands there already
            other = _PREPOSITION.sub("", other)
        return f"{earlier[: before[0].start]}{other}{earlier[before[0].end :]}"

    def _another_subject(self, earlier: str, other: str) -> str:
        before = _first_group(earlier, self._names(earlier))
        if not before and (topic := _match("topic", earlier)):
            before = topic.span("topic")
        if not before:
            return f"{other} {earlier}"
        return f"{earlier[: before[0]]}{other}{earlier[before[1] :]}"

    def _another_measure(self, plain: str, earlier: str, other: str) -> str:
        """The same subject and time with what is asked about now, unless that is like the subject."""
        topic = None if self._names(earlier) else _match("topic", earlier)
        if topic and _alike(topic["topic"], other, plain):
            return self._another_subject(earlier, other)
        name = self._meant("several")
        if not name:
            return ""
        times = "".join(earlier[m.start : m.end] for m in mentions(earlier, self.today)[:1])
        measure = _OWN.sub("", other)
        return (
            f"{name}{times}的{measure}？" if _HAN.search(other) else f"{name}'s {measure} {times}?"
        )


def _pronoun(text: str) -> re.Match[str] | None:
    return next(filter(None, (_match(kind, text) for kind in _PRONOUNS)), None)


def _without(text: str, spans: list[Span]) -> str:
    """What is left of a text without these spans, dates and filler."""
    return _FILLER.sub("", masked(text, spans, DATE)).replace(DATE, "")


def _added(earlier: str, other: str) -> str:
    """The earlier question with a time or place added: in front in Chinese, at the end in English."""
    if _HAN.search(other) or (_HAN.search(earlier) and not other.isascii()):
        return f"{other}{earlier}"
    return f"{_END.sub('', earlier)} {other}?"


def _first_group(text: str, names: Sequence[Span]) -> Span | None:
    """The first name, with those that `and` joins to it."""
    if not names:
        return None
    start, end = names[0]
    for following in names[1:]:
        if not _AND.fullmatch(text[end : following[0]]):
            break
        end = following[1]
    return start, end


def _alike(topic: str, other: str, plain: str) -> bool:
    """Whether what is asked about now is of the subject's sort: 白鹭号, 黑鹭号; what about the museum."""
    if _HAN.search(other):
        return topic[-1] == other[-1]
    return other.startswith("the ") and not plain.lower().startswith("and")


_PRONOUNS = ("several", "owners", "persons", "person", "owner", "one")
_OWNING = ("owner", "owners", "persons")
_COMPLETIONS: dict[str, Callable[[_Turn, str, re.Match[str]], str]] = {
    "instead": _Turn.instead,
    "asking": _Turn.asking,
    **dict.fromkeys(_PRONOUNS, _Turn.refer),
    "goes_on": _Turn.go_on,
}
