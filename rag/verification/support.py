"""Whether a text supports a claim that is not one of its own sentences."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Protocol

from index import Index
from index.words import fold
from rag.quantities import dates, quantities
from rag.verification.directions import Movement, opposed
from rag.verification.facts import (
    Cited,
    compared_amounts,
    strange_signs,
    wrong_amounts,
    wrong_dates,
)
from rag.verification.leanings import shipped as leaning
from rag.verification.names import Found, features, find_names, held_concepts, without_names
from rag.verification.roles import Roles
from rag.verification.weights import Scale, shipped
from rag.verification.whereabouts import size

_HAN = re.compile(r"[\u3400-\u9fff]")
_CLAUSE = re.compile(r"[，；;。：!！?？]|[,:](?!\d)|\.(?=\s|$)")
# what has not yet been done with a thing, which may be left out when something else is said of it
_NOT_YET = re.compile(r"[尚仍还]未[\u4e00-\u9fff]{1,4}的(?=[\u4e00-\u9fff])")
_TELLING = 2  # amounts and dates that agree say that the same is meant; more say no more
_WHOLE = 0.7  # a claim this long beside the cited text speaks of all of it
_MOSTLY = 0.55  # of a claim
_SPOKEN_OF = {False: 0.6, True: 0.3}  # how well a clause is matched by a claim that speaks of it


class Objection(StrEnum):
    """Why a claim is not supported."""

    SIGNS = "signs"
    AMOUNT = "amount"
    DATE = "date"
    NEGATION = "negation"
    DIRECTION = "direction"
    ROLES = "roles"
    NAME = "name"
    MEANING = "meaning"
    ENTAILMENT = "entailment"


class Entailment(Protocol):
    """A model that reads a text and a claim."""

    def entails(self, text: str, claim: str) -> bool:
        """Whether the text says what the claim says."""
        ...


class Judge:
    """Compares claims with the texts they cite, by rules first and by likeness for the rest.

    `entailment` has to agree, too, where there is one. `scales` are the learned ones.
    """

    def __init__(
        self,
        index: Index,
        entailment: Entailment | None = None,
        scales: Mapping[str, Scale] | None = None,
    ) -> None:
        self._index, self._entailment = index, entailment
        self._scales = shipped() if scales is None else scales

    def objection(self, claim: str, cited: Cited) -> Objection | None:
        """The first reason found why the text does not support the claim; None where it does."""
        return next(self.objections(claim, cited), None)

    def objections(self, claim: str, cited: Cited) -> Iterator[Objection]:
        """All reasons: what the rules find, the cheap ones first, then what is too unlike."""
        if strange_signs(claim, cited):
            yield Objection.SIGNS
        if wrong_amounts(claim, cited):
            yield Objection.AMOUNT
        if wrong_dates(claim, cited):
            yield Objection.DATE
        yield from self._contradictions(claim, cited)
        found = find_names(claim, cited.whole, self._index)
        if not all(self._passes_name(name, claim, cited) for name in found):
            yield Objection.NAME
        if not self._means(claim, cited):
            yield Objection.MEANING
        if self._entailment and not self._entailment.entails(cited.whole, claim):
            yield Objection.ENTAILMENT

    def _contradictions(self, claim: str, cited: Cited) -> Iterator[Objection]:
        way = relation(claim, cited.text)
        if not self._passes(f"negation {way}", self.negated_alike(claim, cited.text)):
            yield Objection.NEGATION
        if opposed(claim, cited.text) or not self._passes(
            f"direction {way}", moved_alike(claim, cited.text)
        ):
            yield Objection.DIRECTION
        acting = Roles(claim, cited.text, self._index).features()
        if not all(map(self._scales[f"roles {way}"].passes, acting)):
            yield Objection.ROLES

    def _passes(self, scale: str, likely: float | None) -> bool:
        return likely is None or self._scales[scale].passes([likely])

    def negated_alike(self, claim: str, text: str) -> float | None:
        """How likely a claim negates what the text does, 0 to 1; None where neither has to do with it."""
        spoken_of = self.spoken_of(claim, text)
        return leaning("negation").probability(claim, spoken_of, relation(claim, text))

    def _passes_name(self, found: Found, claim: str, cited: Cited) -> bool:
        if found.certain:
            return True
        kind = f"name {relation(claim, cited.text)} {found.sort}"
        return self._scales[kind].passes(features(found))

    def spoken_of(self, claim: str, text: str) -> str:
        """The clauses of the text that a claim much shorter than it speaks of."""
        if size(claim) >= _WHOLE * size(text):
            return text
        clauses = [part for part in _CLAUSE.split(_NOT_YET.sub("", text)) if part.strip()]
        if len(clauses) < 2:
            return "".join(clauses)
        least = _SPOKEN_OF[relation(claim, text) == "across"]
        matched = self._index.matches(clauses, claim)
        kept, covered = set[int](), 0.0
        for number in sorted(range(len(clauses)), key=lambda n: -matched[n]):
            if matched[number] >= least or covered < _WHOLE * size(claim):
                kept.add(number)
                covered += size(clauses[number])
        return "，".join(clauses[number] for number in sorted(kept))

    def _means(self, claim: str, cited: Cited) -> bool:
        """Whether the text speaks of the same, and says the like of it."""
        way, said = relation(claim, cited.text), self.predicate(claim, cited)
        if said and not self._scales[f"predicate {way}"].passes(said):
            return False
        return self._scales[f"meaning {way}"].passes(self.likeness(claim, cited))

    def predicate(self, claim: str, cited: Cited) -> list[float] | None:
        """How like the text a claim is without its names, so that to speak of the same is not enough.

        None where it has amounts or dates to compare, or is mostly names.
        """
        said = without_names(fold(claim), self._index)
        if compared_amounts(claim) or dates(claim) or size(said.strip()) < _MOSTLY * size(claim):
            return None
        (matches,) = self._index.matched([said], [cited.whole])
        return [float(matches.alignment[0]), float(matches.cosines[0])]

    def likeness(self, claim: str, cited: Cited) -> list[float]:
        """How like the claim and the text are: word by word both ways, as a whole, by names and facts."""
        said, bare = _without_facts(claim), without_names(fold(claim), self._index)
        clauses = [part for part in _CLAUSE.split(cited.text) if part.strip()]
        own, whole, less = self._index.matched([said, claim, bare], [cited.whole, *clauses])
        (back,) = self._index.matched([cited.text], [claim])
        asked, held = held_concepts(said, cited.whole, self._index)
        stated = _facts(claim) - len(wrong_amounts(claim, cited)) - len(wrong_dates(claim, cited))
        return [
            float(max(own.alignment[0], whole.alignment[0])),
            float(own.cosines.max()),
            len(held) / len(asked) if asked else 0.0,
            min(max(stated, 0), _TELLING) / _TELLING,
            float(back.alignment[0]),
            float(less.alignment[0]),
            float(less.cosines[0]),
        ]


def moved_alike(claim: str, text: str) -> float | None:
    """How likely what a claim says rose or fell did so in the text, 0 to 1.

    None where it says neither, and where all that both say is that something rose, or that it fell.
    """
    said = Movement(claim)
    if not said.moves or said.way * Movement(text).way > 0:
        return None
    return leaning("direction").probability(claim, text, relation(claim, text))


def _facts(claim: str) -> int:
    return len(quantities(claim)) + len(dates(claim))


def _without_facts(claim: str) -> str:
    """The claim less its amounts and dates, which the rules compare; all of it where nothing is left."""
    kept, at = "", 0
    spans = [(q.start, q.end) for q in quantities(claim)] + [(w.start, w.end) for w in dates(claim)]
    for start, end in sorted(spans):
        kept += claim[at:start] + " "
        at = max(at, end)
    kept += claim[at:]
    return kept if any(c.isalpha() for c in kept) else claim


def relation(claim: str, text: str) -> str:
    """`same` where claim and text are written in one script, `across` where they are not."""
    return "same" if _mostly_han(claim) == _mostly_han(text) else "across"


def _mostly_han(text: str) -> bool:
    return len(_HAN.findall(text)) * 5 >= len(re.findall(r"[A-Za-z]+|[\u3400-\u9fff]", text))
