"""The small model that tests run, where it could be had."""

from importlib.util import find_spec
from pathlib import Path

import pytest

SMALL_MODEL = Path(__file__).parents[1] / ".cache" / "models" / "smollm2.gguf"


def _missing() -> str:
    if find_spec("xllamacpp") is None:
        return "xllamacpp is not installed"
    return "" if SMALL_MODEL.exists() else f"there is no {SMALL_MODEL.name}: `make test` fetches it"


needs_model = pytest.mark.skipif(bool(_missing()), reason=_missing())
