from collections.abc import Callable
from pathlib import Path

import pytest
from doors import BACKLOG, BACKLOG_ANSWER, run

SOUND = {
    "database": "sound",
    "rows": "all as they were written",
    "history": "consistent",
    "vectors": "one for every passage",
    "changes": "none is lost",
    "FAISS index": "up to date",
    "tantivy index": "up to date",
}


@pytest.fixture
def own(copied: Callable[[], Path]) -> Path:
    """A copy of the sample home that may be changed."""
    return copied()


def test_a_home_is_backed_up_and_restored(own: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "b.backup", tmp_path / "other"
    ran = run("groundwire", "backup", "--home", own, file)
    assert (ran.status, ran.out) == (0, f"12 articles backed up to {file}\n")
    ran = run("groundwire", "restore", "--home", other, file)
    assert (ran.status, ran.out) == (0, f"12 articles restored to {other}\n")
    assert BACKLOG_ANSWER in run("ask", "--home", other, BACKLOG).out


def test_a_home_that_is_there_is_replaced_only_when_asked(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.backup"
    run("groundwire", "backup", "--home", own, file)
    ran = run("groundwire", "restore", "--home", own, file)
    assert ran.status == 1
    assert ran.err == f"{own} holds an index: give --replace, or another --home\n"
    assert run("groundwire", "restore", "--replace", "--home", own, file).status == 0
    assert BACKLOG_ANSWER in run("ask", "--home", own, BACKLOG).out


def test_what_is_no_backup_is_refused(own: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no backup", "utf-8")
    ran = run("groundwire", "restore", "--replace", "--home", own, tmp_path / "notes.txt")
    assert ran.status == 2
    assert f"{tmp_path / 'notes.txt'} is not a whole backup" in ran.err
    assert BACKLOG_ANSWER in run("ask", "--home", own, BACKLOG).out


def test_a_backup_that_cannot_be_written_says_so(own: Path, tmp_path: Path) -> None:
    ran = run("groundwire", "backup", "--home", own, tmp_path / "nowhere" / "b.backup")
    assert ran.status == 2
    assert "nowhere" in ran.err
    assert "Traceback" not in ran.err


def findings(home: Path, *options: str) -> tuple[int, dict[str, str]]:
    ran = run("groundwire", "doctor", "--json", *options, "--home", home)
    found = {finding["part"]: finding["detail"] for finding in ran.json}
    return ran.status, {part: seen for part, seen in found.items() if "generator" not in part}


def test_a_sound_home_is_called_so(own: Path) -> None:
    assert findings(own) == (0, SOUND)


def test_what_is_damaged_is_named_and_repaired(own: Path) -> None:
    (path,) = (own / "vectors").glob("*.faiss")
    path.write_bytes(path.read_bytes()[:-100])
    assert findings(own) == (1, {**SOUND, "FAISS index": "damaged"})
    shown = run("groundwire", "doctor", "--home", own).out
    assert "NOT SOUND" in shown
    assert "`groundwire doctor --repair` does so now" in shown
    assert findings(own, "--repair") == (0, SOUND)


def test_a_catalog_that_cannot_be_repaired_says_what_to_do(own: Path) -> None:
    path = own / "catalog.sqlite3"
    data = path.read_bytes()
    path.write_bytes(data[:200] + bytes(len(data) - 200))
    for command in (["groundwire", "doctor"], ["ask", BACKLOG]):
        ran = run(*command, "--home", own)
        assert ran.status == 1
        assert "restore a backup" in ran.out + ran.err
