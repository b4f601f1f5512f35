"""Verification: from a draft to checked claims, and answers checked again later."""

from rag.verification.checking import Checked, Quotation, check

__all__ = ["Checked", "Quotation", "check"]
