"""Whether an article that never names its company is about the same one as others."""

import re
from collections import defaultdict
from collections.abc import Sequence

from index import Hit
from index.words import simplify
from rag.plain import plain

_UNNAMED = re.compile(r"公司|the company|the firm|该企业")
_FIGURE = re.compile(
    r"\d[\d,.]*\d?\s?(?:%|[万亿][\u3400-\u9fff]{0,2}|(?:million|billion|trillion)\b)|\d[\d,.]*\d%?"
)
_SMALL = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENOUGH = 3  # figures in common: fewer may be chance


def alike(text: str, known: Sequence[Hit]) -> bool:
    """Whether an article about "the company" has the distinctive figures of one that names it.

    Figures are compared as they are written, so that both have to be in one language.
    """
    if not _UNNAMED.search(simplify(text)):
        return False
    theirs: dict[str, set[str]] = defaultdict(set)
    for hit in known:
        theirs[hit.article_id] |= _figures(hit.text)
    own = _figures(text)
    return any(len(own & figures) >= _ENOUGH for figures in theirs.values())


def _figures(text: str) -> set[str]:
    """The figures that are hardly chance: no years, no small numbers, not the publisher's own in brackets."""
    told = simplify(plain(text).text)
    found = (match[0].replace(",", "") for match in _FIGURE.finditer(told))
    return {figure for figure in found if not (_YEAR.fullmatch(figure) or _SMALL.fullmatch(figure))}
