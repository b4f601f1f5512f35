"""What several tests of the index need: a tiny model, made once, and no network."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from index.catalog.sqlite import SqliteCatalog
from index.embedding.hashed import HashedEmbedder
from index.state import State

# Read when the hub's library is first imported, which is when the first model is loaded.
os.environ["HF_HUB_OFFLINE"] = "1"

# The first example pays for reading dictionaries.
settings.register_profile("groundwire", deadline=None)
settings.load_profile("groundwire")

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that is not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model with one direction for each of a few words."""
    from tiny_model import save_model

    folder = tmp_path_factory.mktemp("models") / "tiny"
    save_model(folder)
    return folder


@pytest.fixture(params=["sqlite"])
def opened(tmp_path: Path) -> Iterator[Callable[[], State]]:
    """Opens the same state again and again, as after a restart."""
    SqliteCatalog.create(tmp_path, "hashed", HashedEmbedder())
    catalogs = list[SqliteCatalog]()

    def open_again() -> State:
        catalogs.append(SqliteCatalog(tmp_path))
        return catalogs[-1].state

    yield open_again
    for catalog in catalogs:
        catalog.close()
