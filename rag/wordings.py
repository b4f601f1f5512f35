"""What a question asks in words that answers do not use: who runs it is answered by who is its chairman."""

from collections.abc import Sequence

from index import Concept
from index.words import words
from rag.tables import compiled, masked, rows


def worded(text: str) -> tuple[list[Concept], str]:
    """What is asked by such words, each with the words that may say it; and the text without them."""
    found, spans = list[Concept](), list[tuple[int, int]]()
    for written, *said in rows("wordings"):
        for match in compiled(written).finditer(text):
            spans.append(match.span(match.lastindex or 0))
            found.append(_concept(said))
    return found, masked(text, spans, " ")


def _concept(said: Sequence[str]) -> Concept:
    spellings = dict.fromkeys(tuple(words(one)) for one in said)
    return Concept(said[0], tuple(spelling for spelling in spellings if spelling), named=True)
