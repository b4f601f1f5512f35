"""Verification: from a draft to checked claims, and answers checked again later."""

from rag.verification.checking import Checked, Quotation, check
from rag.verification.entailment import NamedEntailment
from rag.verification.support import Entailment

__all__ = ["Checked", "Entailment", "NamedEntailment", "Quotation", "check"]
