"""FAISS and tantivy files in the home: lost, torn or changed, they are made again."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest
from fakes import article

from index import Index
from index.catalog import Selection
from index.searchable.local.manifest import Manifest, read_manifest
from index.searchable.local.vectors import Vectors

TEXTS = ["ferry service resumed", "library opened on the quay", "battery plant on the quay"]


def found(home: Path) -> list[tuple[str, float]]:
    """Ids and scores of a search that asks both vectors and terms."""
    with Index(home) as index:
        return [(hit.article_id, round(hit.score, 4)) for hit in index.search("battery quay")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Index(tmp_path / "home", create=True) as index:
        index.add([article(text) for text in TEXTS])
        index.save()
    return tmp_path / "home"


def derived_files(home: Path) -> list[Path]:
    files = (path for name in ("vectors", "terms") for path in sorted((home / name).iterdir()))
    return [path for path in files if path.suffix != ".lock"]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [Path.unlink, truncate, flip])
def test_every_derived_file_can_be_harmed(home: Path, harm: Callable[[Path], None]) -> None:
    expected = found(home)
    assert expected[0][0] == "battery"
    for name in [path.relative_to(home) for path in derived_files(home)]:
        copy = home.with_name("copy")
        shutil.copytree(home, copy)
        harm(copy / name)
        assert found(copy) == expected, name
        shutil.rmtree(copy)


def test_losing_all_of_them_loses_nothing(home: Path) -> None:
    expected = found(home)
    shutil.rmtree(home / "vectors")
    shutil.rmtree(home / "terms")
    assert found(home) == expected


def test_a_manifest_that_lies_is_not_read(tmp_path: Path) -> None:
    Manifest(7, "f", {"a": "0"}).write(tmp_path)
    assert read_manifest(tmp_path) == Manifest(7, "f", {"a": "0"})
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text().replace("7", "8"))
    assert read_manifest(tmp_path) is None


def test_another_process_sees_what_was_added(home: Path) -> None:
    with Index(home) as reader, Index(home) as writer:
        assert "submarine" not in [hit.article_id for hit in reader.search("submarine surfaced")]
        writer.add([article("submarine surfaced")])
        assert reader.search("submarine", top_k=1)[0].article_id == "submarine"
        assert writer.search("submarine", top_k=1)[0].article_id == "submarine"


@pytest.fixture
def read_only_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one article that the derived files have not seen, which cannot be written."""
    with Index(home) as index:
        index.add([article("submarine surfaced")])
    monkeypatch.setattr("index.catalog.sqlite.database._writable", lambda _: False)
    return home


def files(home: Path) -> dict[str, bytes]:
    paths = (path for path in home.rglob("*") if path.is_file())
    return {str(path.relative_to(home)): path.read_bytes() for path in paths}


def test_a_home_that_cannot_be_written_is_caught_up_elsewhere(read_only_home: Path) -> None:
    before = files(read_only_home)
    assert found(read_only_home)[0][0] == "battery"
    with Index(read_only_home) as index:
        assert index.search("submarine", top_k=1)[0].article_id == "submarine"
    assert files(read_only_home) == before


def test_a_home_without_derived_files_is_searched_even_read_only(read_only_home: Path) -> None:
    shutil.rmtree(read_only_home / "vectors")
    shutil.rmtree(read_only_home / "terms")
    assert found(read_only_home)[0][0] == "battery"
    assert not (read_only_home / "terms").exists()


def test_a_search_in_any_thread_takes_no_other_threads() -> None:
    vectors = Vectors(4, "any")
    vectors.add([1], np.ones((1, 4), dtype=np.float32))

    everything = Selection(np.array([], dtype=np.int64), excluding=True)

    def searched() -> int:
        assert vectors.search(np.ones(4, dtype=np.float32), 1, everything) == {1: 4.0}
        return int(faiss.omp_get_max_threads())

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(searched).result() == 1
