"""Whether an article that never names its company is about the same one as others."""

import re
from collections.abc import Sequence

from index import Hit
from rag.quantities import Quantity, quantities

_UNNAMED = re.compile(r"公司|the company|the firm|该企业", re.IGNORECASE)
_ENOUGH = 2  # facts in common: one may be chance


def alike(unnamed: Sequence[Hit], known: Sequence[Hit]) -> bool:
    """Whether passages about "the company" tell at least two of the same distinctive figures."""
    text = "\n".join(hit.text for hit in unnamed)
    if not _UNNAMED.search(text):
        return False
    own = {fact for q in quantities(text) if (fact := _fact(q))}
    theirs = {fact for hit in known for q in quantities(hit.text) if (fact := _fact(q))}
    return len(own & theirs) >= _ENOUGH


def _fact(quantity: Quantity) -> tuple[float, str] | None:
    """Value and unit of a figure that is not met by chance: a unit, and two figures or more."""
    digits = f"{quantity.value:.6g}".replace(".", "").rstrip("0")
    if not quantity.unit or quantity.unit in {"#", "month", "x"} or len(digits) < 2:
        return None
    return quantity.value, quantity.unit
