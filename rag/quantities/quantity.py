"""An amount as a text states it, and when two of them say the same."""

from dataclasses import dataclass, replace

EXACT = (
    1e-12  # larger differences than floating point makes: two long numbers may differ at the end
)
_RELATIVE = 0.1  # rounding never explains a larger difference
# Nouns of counts: a bare number may count any of them.
COUNTS = frozenset(["people", "companies", "shares", "vehicles", "households", "occasions"])
# What one language does not tell apart: three times (as much, or on three occasions), degrees.
_ALIKE = (
    frozenset(["x", "occasions"]),
    frozenset(["deg", "degC"]),
    frozenset(["deg", "degF"]),
    frozenset(["degC", "degF"]),
    frozenset(["people", "occasions"]),
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of `value` in `unit`.

    Units are a currency's code, `%`, `x` (times as much), `W`, `kg`, `m`, `s`, `month` (a year has
    12), `clock` (minutes since midnight), `#` (an ordinal), a counted noun such as `people`, or
    nothing.
    `step` is what its last written place is worth: 0.1 billion for 30.1bn. `approximate` says that
    it is called so (约, nearly, over). `start` and `end` are offsets into the text, prefix and unit
    included. `ranged` says that it is one end of a range such as 5万至9万. `factor` is what one of the
    written unit is worth: 60 for minutes.
    """

    value: float
    unit: str
    step: float
    approximate: bool
    start: int
    end: int
    ranged: bool = False
    factor: float = 1.0

    @property
    def counted(self) -> float:
        """The number as it is written, its scale included: 5 for five days."""
        return float(f"{self.value / self.factor:.12g}")

    @property
    def rounded_to(self) -> float:
        """How coarse it is: the zeros of an approximate number may stand for anything."""
        step = self.step
        if self.approximate and self.value:
            while abs((tens := self.value / (step * 10)) - round(tens)) < 1e-9:
                step *= 10
        return step


def same(one: Quantity, other: Quantity) -> bool:
    """Whether both can be the same amount: in one unit, and equal at the coarser one's precision."""
    if {one.unit, other.unit} == {"age", "month"}:
        one, other = _in_months(one), _in_months(other)
    return same_unit(one.unit, other.unit) and _close(one, other)


def _in_months(quantity: Quantity) -> Quantity:
    if quantity.unit != "age":
        return quantity
    return replace(quantity, value=12 * quantity.value, step=12 * quantity.step, unit="month")


def same_unit(one: str, other: str) -> bool:
    """Whether amounts in these units can be compared; a bare number may count anything."""
    if one == other or frozenset((one, other)) in _ALIKE:
        return True
    return (not one and other in COUNTS) or (not other and one in COUNTS)


def _close(one: Quantity, other: Quantity) -> bool:
    difference = abs(one.value - other.value)
    largest = max(abs(one.value), abs(other.value))
    if difference <= EXACT * largest:
        return True
    rounding = max(one.rounded_to, other.rounded_to) / 2 * (1 + 1e-9)
    return difference <= min(rounding, _RELATIVE * largest)
