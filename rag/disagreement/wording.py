"""A text, asked which concepts it mentions."""

import re
from functools import cache
from importlib import resources

from index import Concept
from index.words import simplify, words

_HAN = re.compile(r"[\u3400-\u9fff]")


class Wording:
    """The words of a text, irregular verbs in one form, and its simplified characters."""

    def __init__(self, text: str) -> None:
        self.text = simplify(text)
        self._words = frozenset(_regular(word) for word in words(text, fine=True))

    def holds(self, concept: Concept) -> bool:
        """Whether any spelling of the concept stands here, all its words somewhere."""
        return any(all(self._has(word) for word in spelling) for spelling in concept.spellings)

    def _has(self, word: str) -> bool:
        return _regular(word) in self._words or bool(_HAN.match(word) and word in self.text)


def _regular(word: str) -> str:
    return _irregular().get(word, word)


@cache
def _irregular() -> dict[str, str]:
    """From each stemmed form to that of the verb's first form."""
    table = resources.files("rag.data").joinpath("irregular_verbs.tsv").read_text("utf-8")
    verbs = [words(line) for line in table.splitlines() if line[:1] != "#"]
    return {form: forms[0] for forms in verbs for form in forms}
