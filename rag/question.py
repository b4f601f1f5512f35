"""A question, understood as far as its words allow."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import rjieba

from index import Concept, Filters, Index
from index.article import detect_language
from index.lexicon import translated
from index.words import fold
from rag.conversation import self_contained
from rag.errors import BadQuestion
from rag.expectation import Expectation, Kind, expectation
from rag.limits import Limits, limits
from rag.names import name_spans
from rag.romanised import names_in_latin, with_latin_names
from rag.subjects import Subject, subjects
from rag.tables import DATE, masked, pattern, words
from rag.when import Mention
from rag.wordings import worded

LONGEST = 2_000
_FOCUS = re.compile(
    r"(?:哪[一两几]?(?:[个家些位种所座部类项]|(?![个家些位种所座部类项里儿]))|什么(?:样的)?|何种|多少)(?P<after>[\u4e00-\u9fff]{1,6})"
    r"|\b(?:what|which|whose|how many|how much)"
    r"(?: (?:is|was|are|were|did|does|do|the|a|an|of|kinds?|types?|names?|sort))*"
    r" (?P<english>[a-z][\w'’-]*(?: [a-z][\w'’-]*)?)",
    re.IGNORECASE,
)
_FOCUS_BEFORE = re.compile(
    r"([\u4e00-\u9fff]{1,6}?)(?:[大主都具][约概要体])?(?:[是为有叫在]|分别是|包括|位于)?"
    r"(?:什么|多少|哪些|哪里|哪儿|哪$|谁|多久|多[长高远重大])"
)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]")


@dataclass(frozen=True, slots=True)
class Question:
    """`about` is the question, made self-contained by its history; `search_text` is what is looked for.

    `concepts` are what it asks about, without question words; `focus` is what the question word
    belongs to (which *team*), or empty; `dates` are (month, day) in it.
    `filters` are those that its words set; what set them is part of none of these. `mentions` are all periods that it names, at their places in the self-contained
    question; those that set no filter are part of what is asked.

    `headlines` says that what is new is asked for whatever it is about: a statement of each of the newest articles.
    `said` are those of the concepts that stand for what it asks in words that answers do not use.
    `subjects` are those of which it asks the same, where they are several.

    `latest` says that what holds now is asked for (latest, current, 目前). Evidence selection should
    then, among statements whose coverage is within a tenth of the best one's and that meet the
    expectation alike, put the one whose article was published last first (an undated one after all
    dated ones), never drop a statement for its age alone, and let the generator say that date. It
    should do the same, without regard to coverage, for an expectation of the kind OVERVIEW, where
    `concepts` may be empty: then every statement found is about what is asked.
    """

    text: str
    about: str
    search_text: str
    language: str
    concepts: tuple[Concept, ...]
    expectation: Expectation
    wants_many: bool
    focus: str
    dates: tuple[tuple[int, int], ...]
    filters: Filters
    mentions: tuple[Mention, ...]
    latest: bool
    subjects: tuple[Subject, ...] = ()
    headlines: bool = False
    said: tuple[Concept, ...] = ()

    @property
    def query(self) -> str:
        """What passages are searched for: `search_text` with the words that may say what it asks in words of its own."""
        return " ".join([self.search_text, *(concept.text for concept in self.said)])


def understand(
    text: str,
    index: Index,
    history: Sequence[str] = (),
    now: datetime | None = None,
    about: str = "",
) -> Question:
    """The question, and the ones the same person asked before it (oldest first).

    `about` is the question made self-contained, where somebody has done so already; `now` is when it is asked, in the time zone whose days are meant; without it, this moment in UTC.
    Raises BadQuestion where it is empty or longer than LONGEST characters.
    """
    asked = checked(text)
    now = now or datetime.now(UTC)
    about = about or self_contained(asked, history, index, now.date())
    plain = fold(about)
    limited = limits(plain, index, now)
    looked_for = " ".join(masked(plain, list(limited.spans), " ").split())
    several = subjects(plain, index)
    expected = _same_of_each(about, several) if several else expectation(about)
    latest = _of_now(plain, limited)
    news = bool(limited.spans) or expected.kind is Kind.OVERVIEW
    concepts, said = _content(looked_for, index, _aside(news=news, latest=latest), several)
    focus = _focus(fold(several[0].question) if several else plain)
    alone = _only_names(looked_for, concepts, index) and not focus
    if expected.kind is Kind.OTHER and (alone or not (concepts or limited.filters.empty)):
        expected = replace(expected, kind=Kind.OVERVIEW)
    return Question(
        text=text,
        about=about,
        search_text=looked_for if limited.spans and concepts else about,
        language=detect_language(asked),
        concepts=concepts,
        expectation=expected,
        wants_many=bool(pattern("wishes", "many").search(plain)),
        focus=focus,
        dates=tuple((int(m[2]), int(m[3])) for m in _DATE.finditer(looked_for)),
        filters=limited.filters,
        mentions=limited.mentions,
        latest=latest,
        subjects=several,
        said=tuple(said),
    )


def _of_now(plain: str, limited: Limits) -> bool:
    """Whether what holds now is asked for; a period that is named is none of these words."""
    undated = masked(plain, [(m.start, m.end) for m in limited.mentions], DATE)
    return bool(pattern("wishes", "latest").search(undated))


def _same_of_each(about: str, several: Sequence[Subject]) -> Expectation:
    """What is asked of each of the subjects; what all of them are called is said by the whole question."""
    return replace(expectation(several[0].question), question=about)


def _only_names(looked_for: str, concepts: Sequence[Concept], index: Index) -> bool:
    """Whether it says nothing but names: then what matters of them is asked for."""
    named = all(concept.proper for concept in concepts)
    return bool(concepts) and named and bool(name_spans(looked_for, index))


def _focus(plain: str) -> str:
    """What the question word stands before, which *team*, or else what it stands behind."""
    match = _FOCUS.search(plain)
    if match:
        return match["english"] or _content_word(rjieba.cut(match["after"]))
    match = _FOCUS_BEFORE.search(plain)
    return _content_word(reversed(rjieba.cut(match[1]))) if match else ""


def _content_word(found: Iterable[str]) -> str:
    """The first word that is more than a particle."""
    return next((word for word in found if len(word) > 1 and word not in words("stop_words")), "")


def checked(text: str) -> str:
    """The question with its white space collapsed. Raises BadQuestion where it cannot be asked."""
    asked = " ".join(text.split())
    if not any(c.isalnum() for c in asked):
        raise BadQuestion('the question is empty: ask something, such as `ask "What is new?"`')
    if len(asked) > LONGEST:
        raise BadQuestion(
            f"the question has {len(asked):,} characters; at most {LONGEST:,} are taken"
        )
    return asked


def _content(
    text: str, index: Index, aside: frozenset[str], several: Sequence[Subject]
) -> tuple[tuple[Concept, ...], list[Concept]]:
    """What is asked about, and what of it is said in words that answers do not use: no words that only ask, or compare `several`, none put `aside`, nor days, which `dates` holds."""
    undated = _DATE.sub(" ", text)
    for form in ("comparing", "more") if several else ():
        undated = pattern("wishes", form).sub(" ", undated)
    said, rest = worded(undated)
    people, rest = names_in_latin(pattern("wishes", "asking").sub(" ", rest), index)
    plain = [c for c in index.concepts(rest) if not _says_nothing(c, aside)]
    found = {c.text: c for c in (*people, *said, *plain)}
    return tuple(translated(with_latin_names(found.values()))), said


def says_nothing(text: str, index: Index) -> bool:
    """Whether a text only asks for news, of nothing that it names."""
    concepts, _ = _content(text, index, _aside(news=True, latest=True), ())
    return not concepts


def _says_nothing(concept: Concept, aside: frozenset[str]) -> bool:
    word = concept.spellings[0][0] if len(concept.spellings[0]) == 1 else ""
    return _made_of(word, aside) or (not concept.named and word in words("stop_words"))


def _made_of(word: str, aside: frozenset[str]) -> bool:
    """Whether it is one of these words, or two of them written as one: 最新消息."""
    cuts = range(2, len(word) - 1) if _HAN.fullmatch(word) else ()
    return word in aside or any(word[:at] in aside and word[at:] in aside for at in cuts)


def _aside(*, news: bool, latest: bool) -> frozenset[str]:
    """Words that have been understood: those that ask for news, or for what holds now."""
    none = frozenset[str]()
    return (words("news_words") if news else none) | (words("latest_words") if latest else none)
