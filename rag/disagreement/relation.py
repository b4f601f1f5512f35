"""How two values stand to each other."""

from enum import StrEnum


class Relation(StrEnum):
    """APART: they cannot be compared, so that neither speaks against the other."""

    SAME = "same"
    DIFFERENT = "different"
    APART = "apart"
