"""What a check of a home finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is sound, what was seen, and what to do."""

    part: str
    sound: bool
    detail: str
    advice: str = ""
