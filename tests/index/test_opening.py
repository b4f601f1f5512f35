"""What is noticed before a home is first used, and that nothing is looked through in vain."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes import article

from index import Index
from index.catalog.sqlite import checks
from index.errors import HomeDamaged


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Index(tmp_path / "home", create=True) as index:
        index.add([article("ferry service resumed"), article("library opened on the quay")])
    return tmp_path / "home"


@pytest.fixture
def killed(home: Path) -> Path:
    """A home as a killed process leaves it, with its last change in the write-ahead log."""
    copy = home.with_name("killed")
    with Index(home) as index:
        index.add([article("battery plant on the quay")])
        shutil.copytree(home, copy)
    return copy


def execute(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_row_that_an_index_hides_is_missed(home: Path) -> None:
    execute(
        home,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema "
        "WHERE name = 'meta') WHERE name = 'sqlite_autoindex_articles_1'",
    )
    with Index(home) as index, pytest.raises(HomeDamaged, match="groundwire restore FILE"):
        index.article("ferry")


def test_a_home_that_was_closed_is_not_looked_through(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "damages", None)
    with Index(home) as index:
        assert index.article("ferry").number == 1


def test_what_the_log_has_lost_is_missed(killed: Path) -> None:
    (killed / "catalog.sqlite3-wal").write_bytes(b"")
    with Index(killed) as index:
        with pytest.raises(HomeDamaged, match=r"the last 1 of 3 are lost.*or delete") as caught:
            index.search("battery")
        findings = {finding.part: finding for finding in index.check()}
    assert findings["changes"].advice in str(caught.value)


def test_one_goes_on_without_the_lost_changes_where_one_says_so(killed: Path) -> None:
    (killed / "catalog.sqlite3-wal").write_bytes(b"")
    (killed / "acknowledged.json").unlink()
    with Index(killed) as index:
        assert index.add([article("battery plant on the quay")])[0].revision == 1


@pytest.mark.parametrize("text", ["", "{}", '{"sequence": 99}\n1\n', "[1]\n2"])
def test_a_note_that_lies_is_not_believed(killed: Path, text: str) -> None:
    (killed / "acknowledged.json").write_text(text)
    with Index(killed) as index:
        assert index.article("battery").number == 1


def test_the_note_of_another_catalog_is_of_no_concern(home: Path, tmp_path: Path) -> None:
    with Index(tmp_path / "other", create=True) as other:
        other.add([article("battery plant on the quay")])
    (home / "catalog.sqlite3").unlink()
    shutil.copy(tmp_path / "other/catalog.sqlite3", home)
    with Index(home) as index:
        assert index.article("battery").number == 1
