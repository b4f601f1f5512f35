"""Verification: from a draft to checked claims, and answers checked again later."""

from collections.abc import Callable, Sequence

from rag.evidence import Evidence
from rag.verification.checking import Checked, Quotation, check
from rag.verification.entailment import NamedEntailment
from rag.verification.support import Entailment

# `check` over one index
Check = Callable[[str, Sequence[Evidence]], Checked]

__all__ = ["Check", "Checked", "Entailment", "NamedEntailment", "Quotation", "check"]
