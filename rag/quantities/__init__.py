"""Amounts and dates, read from Chinese and English text so that they can be compared."""

from rag.quantities.dates import dates
from rag.quantities.quantity import Quantity, same
from rag.quantities.reading import quantities
from rag.quantities.when import When

__all__ = ["Quantity", "When", "dates", "quantities", "same"]
