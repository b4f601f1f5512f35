"""Names of people, organisations and places that could answer a question."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from index import Concept, Index
from index.words import fold, letters, simplify
from rag.disagreement.clauses import at_commas
from rag.disagreement.relation import Relation
from rag.disagreement.topic import Topic, Wanted

_LETTERS = r"[A-Za-z0-9\u00c0-\u024f'’&-]"
_LATIN = re.compile(
    rf"(?<!{_LETTERS})[A-Z]{_LETTERS}*(?:\.(?=\s[A-Z]))?"
    rf"(?:\s(?:(?:of|de|von|van|al|the)\s)?[A-Z]{_LETTERS}*)*"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_NO_NAME = frozenset(
    ["the", "a", "an", "in", "on", "at", "by", "for", "from", "after", "before", "with", "when", "while", "as", "it", "its", "this", "that", "these", "those", "he", "she", "they", "we", "i", "but", "and", "or", "if", "according", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "mr", "mrs", "ms", "dr", "q1", "q2", "q3", "q4", "ceo", "cfo", "ai"]
)  # fmt: skip
_PLACE_EN = re.compile(r"\b(?:in|at|to|near|into)\s(?:the\s)?$", re.IGNORECASE)
_PLACE_ZH = re.compile(
    r"(?:在|于|至|(?<![遭达受得感提看想])到|落户|选址|落地|迁往)([\u3400-\u9fff]{2,8}?)"
    r"(?=建|举行|举办|设立|召开|开[^发]|成立|生产|兴|[，。、；,;（\s]|的|$)"
)
_ORGANISATION = re.compile(
    r"(?:资本|集团|公司|银行|科技|软件|影业|基金|大学|航空|证券|保险|控股|实业|药业|汽车|能源|电力|传媒|出版社|研究院|协会|委员会|法院|医院|工业|重工|电子|通信|物流|地产|食品|音乐|俱乐部|队)$"
)
_NOUN = re.compile(r"^n|^eng$|^j$|^vn$|^s$|^b$|^a$")
_SITE = re.compile(r"^(?:n|s$)")
_ENDING = re.compile(r"^(?:zg|[ang]g?$|nr)")
_PERSON = re.compile(r"^nr")
_IN = re.compile(r"\b[Ii]n\s(?:the\s)?([A-Z][\w-]+(?:\s[A-Z][\w-]+)*)")


@dataclass(frozen=True, slots=True)
class Names:
    """Who or where, as one clause has it: any of the names may be the answer.

    `spellings` are all ways to write them; `translated`, that the table of other names has each.
    """

    text: str
    start: int
    spellings: frozenset[str]
    han: bool
    translated: bool

    def against(self, other: "Names") -> Relation:
        """Whether a name is common to both, one perhaps in a shorter form."""
        if any(_same(a, b) for a in self.spellings for b in other.spellings):
            return Relation.SAME
        if self.han != other.han and not (self.translated and other.translated):
            return Relation.APART
        return Relation.DIFFERENT


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and short in long


def names(text: str, topic: Topic, index: Index) -> list[Names]:
    """The names in each clause of a statement, those aside that the question gives itself."""
    clauses = at_commas(text)
    asked = topic.named
    found = []
    for number, start in enumerate(clauses.starts):
        clause = clauses.clause(number)
        fresh = [n for n in _found(clause, topic, index) if not _given(n, asked.text)]
        if fresh:
            found.append(_named(fresh, start + _place(clause, fresh[0]), index))
    return found


def _place(clause: str, name: str) -> int:
    """Where a name begins: names of people come in simplified characters, which seldom shifts them."""
    return min(max(0, fold(clause).find(fold(name))), len(clause) - 1)


def _given(name: str, asked: str) -> bool:
    plain = simplify(name)
    return plain in asked or all(word in asked for word in plain.split())


def _found(clause: str, topic: Topic, index: Index) -> list[str]:
    places = topic.wanted is Wanted.PLACE
    latin = [n for n, placed in _latin(clause) if placed == places]
    han = _han_places(clause, index) if places else _people(clause)
    return [*latin, *han]


def _han_places(clause: str, index: Index) -> Iterator[str]:
    """What stands where a place does, if it is a known name or made of nouns alone."""
    for name in _PLACE_ZH.findall(clause):
        if _table(name, index) or all(_SITE.match(tag) for _, tag in rjieba.tag(fold(name))):
            yield name


def _latin(clause: str) -> Iterator[tuple[str, bool]]:
    """Capitalised names, each with whether it stands as a place."""
    for match in _LATIN.finditer(clause):
        words = match[0].removesuffix("'s").removesuffix("’s").split()
        while words and words[0].lower() in _NO_NAME:
            words = words[1:]
        if words:
            before = clause[: match.start()]
            placed = bool(_PLACE_EN.search(before) or re.search(r"[在于至到]$", before))
            yield " ".join(words), placed


def _people(clause: str) -> Iterator[str]:
    """Chinese names of people, and runs of nouns that end as an organisation's name does."""
    run: list[str] = []
    tagged = [*rjieba.tag(fold(clause)), ("", "x")]
    for number, (word, tag) in enumerate(tagged[:-1]):
        if _NOUN.match(tag):
            run.append(word)
            if _PERSON.match(tag) and len(word) > 1 and _HAN.match(word):
                yield word + _rest(word, *tagged[number + 1])
        if not _NOUN.match(tag) or number == len(tagged) - 2:
            joined = "".join(run)
            if len(joined) > 3 and _ORGANISATION.search(joined) and _HAN.match(joined):
                yield joined
            run = []


def _rest(name: str, word: str, tag: str) -> str:
    """The last character of a name that the dictionary has cut off."""
    cut_off = len(name) == 2 and len(word) == 1 and _HAN.match(word) and _ENDING.match(tag)
    return word if cut_off else ""


def _named(found: list[str], start: int, index: Index) -> Names:
    concepts = [_table(name, index) for name in found]
    spelled = (("".join(s) for s in c.spellings) for c in concepts if c is not None)
    plain = {letters(name) for name in found}
    return Names(
        text=found[0],
        start=start,
        spellings=frozenset(plain.union(*spelled)),
        han=bool(_HAN.search(found[0])),
        translated=all(c is not None for c in concepts),
    )


def _table(name: str, index: Index) -> Concept | None:
    """The entry of a name in the table of other names."""
    known = [c for c in index.concepts(name) if c.named]
    return known[0] if len(known) == 1 and letters(known[0].text) == letters(name) else None


def places(clause: str, index: Index) -> frozenset[str]:
    """The places that a clause restricts itself to, in a spelling that both languages share."""
    latin = [m for m in _IN.findall(clause) if m.split()[0].lower() not in _NO_NAME]
    han = [word for word, tag in rjieba.tag(fold(clause)) if tag == "ns" and len(word) > 1]
    tables = [(name, _table(name, index)) for name in [*latin, *han]]
    return frozenset(
        "".join(min(table.spellings)) if table else letters(name) for name, table in tables
    )


def strangers(text: str, known: str, topic: Topic) -> bool:
    """Whether a text names someone whom neither the known text nor the question does."""
    plain = simplify(known)
    found = [name for name, _ in _latin(text)] + list(_people(text))
    return any(not _given(n, topic.named.text) and not _given(n, plain) for n in found)
