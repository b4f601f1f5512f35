"""What is particular to the SQLite catalog: its file, its lock, its faults."""

import multiprocessing
import sqlite3
import threading
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from fakes import article

from index import Filters, Index
from index.catalog.sqlite import SqliteCatalog, database
from index.catalog.sqlite.filters import select
from index.embedding.hashed import HashedEmbedder
from index.errors import HomeBusy, HomeDamaged, HomeMissing, HomeTooNew
from index.lock import HomeLock


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    SqliteCatalog.create(home, "hashed", HashedEmbedder())
    return home


def test_a_missing_home_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(
        HomeMissing, match=r"there is no index in .*nowhere: make one with `groundwire ingest"
    ):
        SqliteCatalog(tmp_path / "nowhere")


def test_creating_twice_keeps_what_is_there(home: Path) -> None:
    other = HashedEmbedder()
    other.fingerprint = "another"
    SqliteCatalog.create(home, "another", other)
    catalog = SqliteCatalog(home)
    with catalog.reading() as snapshot:
        assert snapshot.fingerprint == "hashed-256-v2"
    catalog.close()


@pytest.mark.parametrize("commits", [1, 2])
def test_a_home_whose_making_was_cut_short_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commits: int
) -> None:
    left = iter(range(commits))

    def killed(writer: sqlite3.Connection) -> None:
        if next(left) == commits - 1:
            monkeypatch.setattr(database, "commit", sqlite3.Connection.commit)
            raise KeyboardInterrupt
        writer.commit()

    monkeypatch.setattr(database, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        SqliteCatalog.create(tmp_path, "hashed", HashedEmbedder())
    assert not (tmp_path / "catalog.sqlite3").exists()
    (tmp_path / ".making-left").mkdir()
    SqliteCatalog.create(tmp_path, "hashed", HashedEmbedder())
    SqliteCatalog(tmp_path).close()
    assert not list(tmp_path.glob(".making-*"))


def test_a_home_of_a_later_version_is_refused(home: Path) -> None:
    with sqlite3.connect(home / "catalog.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(HomeTooNew, match="schema 99"):
        SqliteCatalog(home)


def test_a_file_that_is_no_database_is_refused(home: Path) -> None:
    (home / "catalog.sqlite3").write_bytes(b"no database at all " * 300)
    with pytest.raises(HomeDamaged, match="is damaged"):
        SqliteCatalog(home)


def test_another_database_is_refused(home: Path) -> None:
    (home / "catalog.sqlite3").unlink()
    with sqlite3.connect(home / "catalog.sqlite3") as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(HomeDamaged, match="is not a groundwire catalog"):
        SqliteCatalog(home)


def hold(home: Path, held: Event, done: Event) -> None:
    with HomeLock(home, "writer").held(5):
        held.set()
        done.wait(30)


def test_a_second_writer_is_told_who_holds_the_home(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_WAIT_S", 0.2)
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(home, held, done))
    other.start()
    try:
        assert held.wait(30)
        catalog = SqliteCatalog(home)
        with pytest.raises(HomeBusy, match=f"is being written by process {other.pid}"):
            catalog.delete(["a"])
        catalog.close()
    finally:
        done.set()
        other.join(30)


def test_threads_read_while_one_writes(home: Path) -> None:
    catalog = SqliteCatalog(home)
    totals: list[int] = []

    def read() -> None:
        for _ in range(50):
            with catalog.reading() as snapshot:
                totals.append(snapshot.totals()["articles"])

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        catalog.delete(["nothing"])
    for thread in threads:
        thread.join()
    assert totals == [0] * 200
    catalog.close()


def test_without_filters_only_the_passages_of_the_past_are_read(home: Path) -> None:
    with Index(home) as index:
        index.add([article(id=f"{n}", text=f"The ferry {n} sails.") for n in range(400)])
        index.add([article(id="7", text="The ferry 7 rests.")])
    connection, steps = sqlite3.connect(home / "catalog.sqlite3"), list[int]()
    connection.set_progress_handler(lambda: steps.append(1), 100)
    selection = select(connection, Filters())
    connection.close()
    assert (selection.keys.tolist(), selection.excluding) == ([8], True)
    assert len(steps) < 4  # hundreds of instructions, not thousands
