"""A disk of 10 MB that fills up: what is stored stays and is found, and space is all it takes."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from fakes import article

from index import Article, Index, Mode
from index.catalog.sqlite.backup import restore
from index.errors import HomeFull
from index.finding import Finding

SIZE = "10m"
BALLAST = 5_500_000
BATCH = 6
WORDS = ["".join(Random(n).choices("aeiouklmnprst", k=7)) for n in range(600)]


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small file system for everything, temporary files included, with something to delete."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("a file system of 10 MB cannot be mounted here: run this as root")
    try:
        (disk / "temporary").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(disk / "temporary"))
        (disk / "ballast").write_bytes(bytes(BALLAST))
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def written(number: int) -> Article:
    """An article that one word finds."""
    return article(f"unique{number} " + " ".join(Random(number).choices(WORDS, k=900)))


def fill_up(disk: Path) -> None:
    """Leave nothing free, whatever was freed meanwhile."""
    for number in range(1_000):
        free = os.statvfs(disk)
        if not free.f_bavail:
            return
        (disk / f"filler{number}").write_bytes(bytes(free.f_bavail * free.f_frsize))


def ingest_until_full(index: Index, acknowledged: list[int]) -> None:
    """Add the numbers of the articles that are acknowledged."""
    with pytest.raises(HomeFull, match="is full: free some space"):
        ingest(index, acknowledged)


def ingest(index: Index, acknowledged: list[int]) -> None:
    while True:
        numbers = range(len(acknowledged), len(acknowledged) + BATCH)
        index.add([written(number) for number in numbers])
        acknowledged += numbers
        if not len(acknowledged) % 60:
            index.refresh()


def assert_right(index: Index, acknowledged: list[int]) -> None:
    """What was acknowledged is there, nothing else is, and searches find it."""
    assert index.stats()["articles"] == len(acknowledged)
    for number in acknowledged:
        assert index.article(f"unique{number}").article.text == written(number).text
    for number in [*Random(1).sample(acknowledged, 10), *acknowledged[-BATCH:]]:
        for mode in (Mode.LEXICAL, Mode.HYBRID):
            assert index.search(f"unique{number}", mode=mode)[0].article_id == f"unique{number}"
    catalog, vectors, terms = index.derived_keys()
    assert catalog == vectors == terms


def test_a_disk_that_fills_up_loses_nothing_and_is_searched_on(disk: Path) -> None:
    home, acknowledged = disk / "home", list[int]()
    with Index(home, create=True) as index:
        ingest_until_full(index, acknowledged)
        fill_up(disk)
        ingest_until_full(index, acknowledged)
        assert_right(index, acknowledged)
    fill_up(disk)
    with Index(home) as reopened:
        ingest_until_full(reopened, acknowledged)
        assert_right(reopened, acknowledged)
        (disk / "ballast").unlink()
        reopened.add([written(20_000)])
        assert_right(reopened, [*acknowledged, 20_000])
    with Index(home) as again:
        again.save()
        assert unsound(again) == []
        assert_right(again, [*acknowledged, 20_000])


def unsound(index: Index) -> list[Finding]:
    return [finding for finding in index.check() if not finding.sound]


@pytest.fixture
def closed(disk: Path) -> Path:
    """A home that was closed in peace, with a backup, before its disk filled up."""
    with Index(disk / "home", create=True) as index:
        index.add([written(number) for number in range(30)])
        index.save()
        index.back_up(disk / "backup")
    fill_up(disk)
    return disk / "home"


def test_a_home_is_opened_on_a_full_disk(closed: Path) -> None:
    for folder in ("", "terms", "vectors"):
        if folder:
            shutil.rmtree(closed / folder)
            fill_up(closed.parent)
        with Index(closed) as index:
            assert_right(index, list(range(30)))


def added(home: Path) -> None:
    with Index(home) as index:
        index.add([written(10_000)])


def deleted(home: Path) -> None:
    with Index(home) as index:
        index.delete(["unique3"])


def reindexed(home: Path) -> None:
    with Index(home) as index:
        index.reindex("builtin")


def backed_up(home: Path) -> None:
    with Index(home) as index:
        index.back_up(home.parent / "backup")


def restored(home: Path) -> None:
    restore(home.parent / "backup", home, replace=True)


def created(home: Path) -> None:
    Index(home.parent / "other", create=True).close()


def test_vectors_are_saved_once_there_is_room(closed: Path) -> None:
    shutil.rmtree(closed / "vectors")
    fill_up(closed.parent)
    with Index(closed) as index:
        with pytest.raises(HomeFull, match="is full: free some space"):
            index.save()
        assert_right(index, list(range(30)))
        (closed.parent / "ballast").unlink()
        index.save()
        assert {finding.detail for finding in index.check()} >= {"up to date"}
        assert unsound(index) == []


@pytest.mark.parametrize("operation", [added, deleted, reindexed, backed_up, restored, created])
def test_what_finds_no_room_says_so_and_works_once_there_is(
    closed: Path, operation: Callable[[Path], None]
) -> None:
    with pytest.raises(HomeFull, match="is full: free some space"):
        operation(closed)
    with Index(closed) as index:
        assert_right(index, list(range(30)))
    (closed.parent / "ballast").unlink()
    operation(closed)
    with Index(closed) as index:
        assert unsound(index) == []
    restore(closed.parent / "backup", closed.parent / "elsewhere", replace=False)
