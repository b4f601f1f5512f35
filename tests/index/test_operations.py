"""Backup, restore, checks, repair, migration, re-index: what keeps a home for years."""

import shutil
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from fakes import article, day

from index import Filters, Index, embedding
from index.catalog.sqlite.backup import restore
from index.embedding.hashed import HashedEmbedder
from index.errors import BadBackup, HomeDamaged, HomeNotEmpty, HomeTooOld

TEXTS = ["ferry service resumed", "library opened on the quay", "battery plant on the quay"]
SCHEMA_1 = Path(__file__).parent / "data/home-schema-1.sql"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Index(tmp_path / "home", create=True) as index:
        index.add([article(text) for text in TEXTS])
        index.save()
    return tmp_path / "home"


def found(home: Path, question: str = "battery quay") -> list[str]:
    with Index(home) as index:
        return [hit.article_id for hit in index.search(question)]


def unsound(home: Path) -> dict[str, str]:
    with Index(home) as index:
        return {finding.part: finding.detail for finding in index.check() if not finding.sound}


def execute(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as connection, connection:
        connection.execute(statement)


def test_a_backup_is_restored_elsewhere_with_everything(home: Path, tmp_path: Path) -> None:
    with Index(home) as index:
        index.add([article("ferry service stopped", id="ferry", modified_at=day(10, 25))])
        index.delete(["library"])
        record = index.back_up(tmp_path / "backup")
    assert record["articles"] == 2
    restored = restore(tmp_path / "backup", tmp_path / "other", replace=False)
    assert restored["sha256"] == record["sha256"]
    with Index(tmp_path / "other") as other:
        assert other.article("ferry").article.text == "ferry service stopped"
        assert other.article("ferry", 1).article.text == "ferry service resumed"
        assert other.article("library", 1).article.text == TEXTS[1]
        assert other.search("quay", top_k=1)[0].article_id == "battery"
    assert unsound(tmp_path / "other") == {}


def test_a_backup_is_taken_while_others_write(home: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    written: list[str] = []

    def write() -> None:
        with Index(home) as index:
            while not stop.is_set():
                name = f"extra{len(written)}"
                index.add([article(f"{name} text")])
                written.append(name)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        with Index(home) as index:
            records = [index.back_up(tmp_path / f"backup{n}") for n in range(3)]
    finally:
        stop.set()
        thread.join()
    for number, record in enumerate(records):
        other = tmp_path / f"other{number}"
        restore(tmp_path / f"backup{number}", other, replace=False)
        with Index(other) as index:
            assert index.stats()["articles"] == record["articles"]


def test_a_home_is_not_replaced_unless_asked(home: Path, tmp_path: Path) -> None:
    with Index(home) as index:
        index.back_up(tmp_path / "backup")
    with pytest.raises(HomeNotEmpty, match="holds an index: give --replace"):
        restore(tmp_path / "backup", home, replace=False)


def test_a_replaced_home_is_kept_beside_and_followed_by_those_who_have_it_open(
    home: Path, tmp_path: Path
) -> None:
    with Index(home) as index:
        index.back_up(tmp_path / "backup")
        index.add([article("submarine surfaced")])
        assert index.search("submarine", top_k=1)[0].article_id == "submarine"
        restore(tmp_path / "backup", home, replace=True)
        assert {hit.article_id for hit in index.search("submarine surfaced")} <= {
            "ferry",
            "library",
            "battery",
        }
        index.add([article("airship landed")])
        assert index.search("airship", top_k=1)[0].article_id == "airship"
    (aside,) = home.glob("before-restore-*")
    assert found(aside, "submarine")[0] == "submarine"


def test_a_home_with_smaller_pages_is_restored_over(home: Path, tmp_path: Path) -> None:
    with Index(home) as index:
        index.back_up(tmp_path / "backup")
        index.delete(["battery"])
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as connection:
        for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA page_size = 4096", "VACUUM"):
            connection.execute(statement)
    with Index(home) as index:
        assert index.search("battery quay")[0].article_id == "library"
        restore(tmp_path / "backup", home, replace=True)
        assert index.search("battery quay")[0].article_id == "battery"
    assert unsound(home) == {}


def test_a_vector_takes_the_room_of_its_values(tmp_path: Path) -> None:
    texts = [f"ferry number {number} resumed" for number in range(400)]
    with Index(tmp_path / "home", create=True) as index:
        index.add([article(text, id=text) for text in texts])
    size = (tmp_path / "home" / "catalog.sqlite3").stat().st_size
    assert size < 400 * 3_000  # a third of it are the 512 values of two bytes


def test_a_home_damaged_beyond_opening_is_replaced(home: Path, tmp_path: Path) -> None:
    with Index(home) as index:
        index.back_up(tmp_path / "backup")
    (home / "catalog.sqlite3").write_bytes(b"nothing like a database" * 1000)
    restore(tmp_path / "backup", home, replace=True)
    assert found(home)[0] == "battery"


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.9])
def test_a_cut_backup_is_refused(home: Path, tmp_path: Path, keep: float) -> None:
    path = tmp_path / "backup"
    with Index(home) as index:
        index.back_up(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    with pytest.raises(BadBackup, match="is not a whole backup"):
        restore(path, tmp_path / "other", replace=False)
    assert not (tmp_path / "other/catalog.sqlite3").exists()


def test_a_forged_backup_is_refused(home: Path, tmp_path: Path) -> None:
    with Index(home) as index:
        index.back_up(tmp_path / "backup")
    with zipfile.ZipFile(tmp_path / "backup") as archive:
        record, catalog = archive.read("backup.json"), archive.read("catalog.sqlite3")
    with zipfile.ZipFile(tmp_path / "forged", "w") as archive:
        archive.writestr("backup.json", record)
        archive.writestr("catalog.sqlite3", catalog.replace(b"ferry", b"fairy"))
    with pytest.raises(BadBackup, match="its catalog is not the one that was backed up"):
        restore(tmp_path / "forged", tmp_path / "other", replace=False)


def test_a_sound_home_has_nothing_to_report(home: Path) -> None:
    with Index(home) as index:
        findings = {finding.part: finding.detail for finding in index.check()}
    assert findings == {
        "database": "sound",
        "rows": "all as they were written",
        "history": "consistent",
        "vectors": "one for every passage",
        "FAISS index": "up to date",
        "tantivy index": "up to date",
        "changes": "none is lost",
    }


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE revisions SET text = 'ferry service cancelled' WHERE key = 1", {"rows": "1 of revisions"}),
        ("UPDATE passages SET start = 1 WHERE key = 1", {"rows": "1 of passages"}),
        ("UPDATE vectors SET vector = zeroblob(512) WHERE passage = 2", {"rows": "1 of vectors"}),
        ("UPDATE articles SET current = NULL WHERE key = 1",
         {"rows": "1 of articles", "history": "1 articles whose current revision is not their open one"}),
        ("DELETE FROM changes WHERE sequence = 2", {"history": "1 gaps in the sequence of changes"}),
        ("DELETE FROM vectors WHERE passage = 3", {"vectors": "1 passages have none"}),
    ],
)  # fmt: skip
def test_a_check_says_what_is_wrong(home: Path, statement: str, expected: dict[str, str]) -> None:
    execute(home, statement)
    assert unsound(home) == expected


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Homes count as too large to be looked through on opening."""
    monkeypatch.setattr("index.catalog.sqlite.opening._SMALL", 0)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revisions SET text = 'battery plant on the key' WHERE article = 3",
        "UPDATE revisions SET title = 'Other' WHERE article = 3",
        "UPDATE articles SET id = 'other' WHERE key = 3",
        "UPDATE embedders SET name = 'builtin'",
        "UPDATE meta SET value = 'other' WHERE key = 'generation'",
        'UPDATE passages SET "end" = 7 WHERE revision = 3',
        "DELETE FROM passages WHERE revision = 3",
    ],
)
def test_a_changed_row_is_never_shown(home: Path, statement: str) -> None:
    execute(home, statement)
    with Index(home) as index, pytest.raises(HomeDamaged, match="run `groundwire doctor`"):
        index.search("battery quay")


@pytest.mark.usefixtures("large")
def test_a_changed_vector_is_never_taken_in(home: Path) -> None:
    shutil.rmtree(home / "vectors")
    execute(home, "UPDATE vectors SET vector = zeroblob(512) WHERE passage = 2")
    with (
        Index(home) as index,
        pytest.raises(HomeDamaged, match="the vector of passage 2 is damaged"),
    ):
        index.search("battery quay")


def test_repair_makes_again_what_can_be_made(home: Path) -> None:
    execute(home, "DELETE FROM vectors WHERE passage = 3")
    shutil.rmtree(home / "vectors")
    (home / "terms/manifest.json").write_text("{}")
    assert unsound(home) == {"vectors": "1 passages have none"}
    with Index(home) as index:
        index.repair()
    assert unsound(home) == {}
    assert found(home)[0] == "battery"


def test_derived_files_that_lie_are_named(home: Path) -> None:
    manifest = home / "terms/manifest.json"
    manifest.write_text(manifest.read_text().replace("words-1", "words-0"))
    assert unsound(home) == {"tantivy index": "damaged"}
    found(home)
    assert unsound(home) == {}


@pytest.fixture
def old_home(tmp_path: Path) -> Path:
    """A home as schema 1 wrote it: two revisions of one article, one deleted, one undated."""
    home = tmp_path / "old"
    home.mkdir()
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as connection:
        connection.executescript(SCHEMA_1.read_text(encoding="utf-8"))
    return home


def test_a_home_of_an_earlier_schema_is_brought_up_to_date(old_home: Path) -> None:
    with Index(old_home) as index:
        assert index.article("ferry").article.text == "The ferry resumed on Tuesday."
        assert index.article("ferry", 1).valid_to == day(10, 25)
        hits = index.search("ferry", Filters(as_of=day(10, 22)))
        assert hits[0].text == "The ferry stopped on Monday."
        assert index.search("library")[0].heading == "Quay"
        assert index.add([article("工厂扩建", id="plant")])[0].revision == 2
        index.save()
    assert unsound(old_home) == {}


def test_an_earlier_home_that_cannot_be_written_says_what_to_do(
    old_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.catalog.sqlite.database._writable", lambda _: False)
    with pytest.raises(HomeTooOld, match="was written by an earlier groundwire"):
        Index(old_home)


class OtherEmbedder(HashedEmbedder):
    """Vectors that differ, under another fingerprint."""

    def __init__(self, *_: object) -> None:
        super().__init__()
        self.fingerprint = "other-256"


def test_those_who_have_the_home_open_follow_a_reindex(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(embedding._EMBEDDERS, "other", f"{__name__}:OtherEmbedder")
    with Index(home) as reader, Index(home) as operator:
        assert reader.search("battery quay")[0].article_id == "battery"
        assert operator.reindex("other") == 3
        assert reader.search("battery quay")[0].article_id == "battery"
        reader.add([article("submarine surfaced")])
        assert reader.search("submarine", top_k=1)[0].article_id == "submarine"
        assert reader.stats()["embedder"] == "other"
    assert unsound(home) == {}


def test_what_comes_in_during_a_reindex_is_embedded_too(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(embedding._EMBEDDERS, "other", f"{__name__}:OtherEmbedder")
    with Index(home) as writer, Index(home) as operator:
        late = iter([article("submarine surfaced")])
        assert (
            operator.reindex("other", progress=lambda _: [writer.add([a]) for a in late] and None)
            == 4
        )
    assert unsound(home) == {}
    assert found(home, "submarine")[0] == "submarine"
