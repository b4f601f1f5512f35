"""Whether two statements answer one question, so that different values contradict each other."""

from collections.abc import Mapping, Sequence

from index import Concept, Hit, Index
from index.words import letters
from rag.disagreement.aspects import differ
from rag.disagreement.identity import alike
from rag.disagreement.modifiers import narrowed_apart
from rag.disagreement.names import places, strangers
from rag.disagreement.period import other_time
from rag.disagreement.relation import Relation
from rag.disagreement.saying import Saying
from rag.disagreement.topic import Topic, Wanted
from rag.disagreement.wording import Wording
from rag.others import names_another
from rag.statements import Statement

_CLOSE = 0.45  # cosine from which two clauses in two languages say the same
_CLOSE_ENOUGH = 0.3  # the same where half of the measure's words are there in translation
_ALONE = 0.6  # and from which they do where no word of the question says so


class Comparison:
    """Compares statements with the one that the answer makes. `passages` are by article id."""

    def __init__(
        self, topic: Topic, said: Saying, passages: Mapping[str, Sequence[Hit]], index: Index
    ) -> None:
        self._topic, self._said, self._passages, self._index = topic, said, passages, index
        self._required = [c for c in topic.measures if said.wording.holds(c)]
        self._entities = [c for c in topic.entities if self._about(said, c)]

    @property
    def sure(self) -> bool:
        """Whether the answer's statement says most of what is asked, where it can be told."""
        told = 2 * len(self._required) >= len(self._topic.measures)
        return told or self._said.statement.hit.language != self._topic.language

    def relation(self, other: Saying) -> Relation:
        """How the value of another article's statement stands to the answer's."""
        return self._said.value.against(other.value)  # type: ignore[arg-type]

    def may_answer(self, statement: Statement) -> bool:
        """Whether a statement has the words of an answer, whatever its value: a quick look."""
        wording = Wording(statement.text)
        missing = [c for c in self._required if not wording.holds(c)]
        if statement.hit.language == self._said.statement.hit.language:
            return not missing
        told = len(missing) < len(self._required) or any(map(wording.holds, self._entities))
        return told and not any(c.proper for c in missing)

    def same_question(self, other: Saying) -> bool:
        """Whether both speak of one subject, measure and time."""
        return (
            not self._other_aspect(other)
            and not self._other_time(other)
            and self._same_measure(other)
            and self._same_subject(other)
            and not self._other_place(other)
            and not self._narrowed(other)
        )

    def _other_aspect(self, other: Saying) -> bool:
        return differ(self._said.clause, other.clause, self._topic.text)

    def _narrowed(self, other: Saying) -> bool:
        mine, theirs, asked = self._said.clause, other.clause, self._topic.text
        return narrowed_apart(mine, theirs, self._required, asked)

    def _other_time(self, other: Saying) -> bool:
        if self._topic.wanted is Wanted.DATE:
            return False
        return other_time(self._said.period, other.period, self._topic.times)

    def _same_measure(self, other: Saying) -> bool:
        missing = [c for c in self._required if not other.wording.holds(c)]
        if not missing and self._required:
            return other.fit > 0 or not self._said.fit
        (matches,) = self._index.matched([self._said.clause], [other.clause])
        cosine = float(matches.cosines[0])
        if not self._required:
            return cosine >= _ALONE
        half = 2 * len(missing) <= len(self._required)
        return cosine >= (_CLOSE_ENOUGH if half else _CLOSE)

    def _same_subject(self, other: Saying) -> bool:
        unsaid = self._unsaid(other.wording)
        if not unsaid:
            return True
        hit = other.statement.hit
        if not self._unsaid(Wording(f"{hit.title} {hit.heading} {other.statement.text}")):
            return True
        if strangers(other.before, self._said.statement.text, self._topic):
            return False
        if names_another(hit.title, self._entities, self._index):
            return False
        texts = [passage.text for passage in self._passages[hit.article_id]]
        around = "\n".join([hit.title, *texts])
        return not self._unsaid(Wording(around)) or self._unnamed(unsaid, hit)

    def _unsaid(self, wording: Wording) -> list[Concept]:
        """Names that a text lacks; of a name in several common words it may lack the later half."""
        lacking = [c for c in self._entities if not wording.holds(c)]
        first = self._entities[0] if self._entities else None
        if first in lacking or any(c.proper for c in lacking):
            return lacking
        return lacking if 2 * len(lacking) > len(self._entities) else []

    def _unnamed(self, unsaid: Sequence[Concept], hit: Hit) -> bool:
        """Whether an article that names nobody tells the same facts as one that does."""
        if any(not c.proper for c in unsaid):
            return False
        known = [
            passage
            for passages in self._passages.values()
            for passage in passages
            if _all_in(f"{passage.title}\n{passage.heading}\n{passage.text}", unsaid)
        ]
        return alike(self._index.article(hit.article_id, hit.revision).article.text, known)

    def _other_place(self, other: Saying) -> bool:
        if self._topic.wanted is Wanted.PLACE:
            return False
        mine, theirs = (places(s.until, self._index) for s in (self._said, other))
        return any(not self._shared(place, other) for place in mine ^ theirs)

    def _shared(self, place: str, other: Saying) -> bool:
        """Whether the question or both statements name a place, or it is part of a value."""
        if place in letters(self._topic.text) or place in places(self._topic.text, self._index):
            return True
        both = (self._said, other)
        if any(place in letters(saying.value.text) for saying in both):
            return True
        return all(place in letters(saying.statement.text) for saying in both)

    def _about(self, said: Saying, entity: Concept) -> bool:
        hit = said.statement.hit
        texts = [passage.text for passage in self._passages.get(hit.article_id, ())]
        around = "\n".join([said.statement.text, hit.title, hit.heading, *texts])
        return Wording(around).holds(entity)


def _all_in(text: str, concepts: Sequence[Concept]) -> bool:
    wording = Wording(text)
    return all(wording.holds(concept) for concept in concepts)
