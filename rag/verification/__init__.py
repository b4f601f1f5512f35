"""Verification: from a draft to checked claims, and answers checked again later."""

from collections.abc import Callable, Sequence

from rag.evidence import Evidence
from rag.verification.checking import Checked, Checking, Quotation, Verified, check, quoted
from rag.verification.entailment import NamedEntailment
from rag.verification.support import Entailment

# `check` and `Checking` over one index
Check = Callable[[str, Sequence[Evidence]], Checked]
BeginChecking = Callable[[Sequence[Evidence]], Checking]

__all__ = [
    "BeginChecking",
    "Check",
    "Checked",
    "Checking",
    "Entailment",
    "NamedEntailment",
    "Quotation",
    "Verified",
    "check",
    "quoted",
]
