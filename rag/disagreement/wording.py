"""A text, asked which concepts it mentions."""

import re
from functools import cache, cached_property
from importlib import resources

from index import Concept
from index.words import simplify, words

_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_STEM = 5  # letters of the shorter of two related stems


class Wording:
    """A text in simplified characters; Chinese words are looked for by their characters."""

    def __init__(self, text: str) -> None:
        self.text = simplify(text)

    @cached_property
    def _latin(self) -> frozenset[str]:
        """The words of other scripts, stemmed, irregular verbs in one form."""
        return frozenset(_regular(word) for word in words(_HAN_RUN.sub(" ", self.text)))

    def holds(self, concept: Concept) -> bool:
        """Whether any spelling of the concept stands here, all its words somewhere."""
        return any(all(self._has(word) for word in spelling) for spelling in concept.spellings)

    def _has(self, word: str) -> bool:
        if _HAN.match(word):
            return word in self.text
        form = _regular(word)
        return form in self._latin or any(_related(form, other) for other in self._latin)


def _related(one: str, other: str) -> bool:
    """Whether one stem begins with the other: delivered and delivery, invested and investment."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _STEM and long.startswith(short)


def _regular(word: str) -> str:
    return _irregular().get(word, word)


@cache
def _irregular() -> dict[str, str]:
    """From each stemmed form to that of the verb's first form."""
    table = resources.files("rag.data").joinpath("irregular_verbs.tsv").read_text("utf-8")
    verbs = [words(line) for line in table.splitlines() if line[:1] != "#"]
    return {form: forms[0] for forms in verbs for form in forms}
