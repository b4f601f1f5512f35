"""Options of the tests that run for as long as they are told to, and the model that some run."""

from pathlib import Path

import pytest
from local_model import SMALL_MODEL


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run as many rounds as the promises name")
    parser.addoption("--rounds", type=int, default=None, help="run this many rounds instead")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--soak"):
        config.option.timeout = 0  # as long as they take


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int | None:
    chosen: int | None = request.config.getoption("--rounds")
    return chosen


@pytest.fixture(scope="session")
def small_model() -> Path:
    """The GGUF file of a small model; tests that take it are marked with `needs_model`."""
    return SMALL_MODEL
