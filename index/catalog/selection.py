"""Which passages a search may return, as a set of keys or as the set that is left out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Selection:
    """Passage keys (int64, sorted, distinct) that may be found, or may not where `excluding`."""

    keys: NDArray[np.int64]
    excluding: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.excluding and not len(self.keys)

    @property
    def nothing(self) -> bool:
        """Whether nothing can be found."""
        return not self.excluding and not len(self.keys)

    def admits(self, key: int) -> bool:
        """Whether the passage may be found."""
        at = int(np.searchsorted(self.keys, key))
        return (at < len(self.keys) and int(self.keys[at]) == key) != self.excluding
