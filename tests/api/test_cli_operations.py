import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import FEED, Ran, contents, run

CORE = "d79531914a244a9c"  # the article about CoreWeave
UNREADABLE = Path("/proc/self/mem")
LINES = [
    {"id": "ferry", "title": "Ferry", "source": "Gazette", "text": "The ferry resumed."},
    {"id": "late", "title": "Late", "published_at": "2025-02-30", "text": "Impossible."},
    {"id": "empty", "title": "Empty", "text": "  "},
]


Run = Callable[..., Ran]


def groundwire(
    command: str, home: Path, *arguments: str | bytes | Path, by: Run = run, **given: object
) -> Ran:
    return by("groundwire", command, "--home", home, *arguments, **given)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Good files and bad ones, in a folder of their own."""
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    (folder / "deeper" / "note.md").write_text("# Quay\n\nThe quay was dredged.", "utf-8")
    (folder / "lines.jsonl").write_text("\n".join(map(json.dumps, LINES)) + "\n{broken\n", "utf-8")
    (folder / "old.txt.gz").write_bytes(gzip.compress("潮汐站恢复了。".encode("gb18030")))
    (folder / "binary.txt").write_bytes(b"\x7fELF\x00\x01\xff\xfe")
    (folder / "damaged.txt").write_bytes("第一行\n图书馆开放，读者很多。图书".encode()[:-1] + b"\n")
    (folder / "empty.txt").touch()
    (folder / "page.html").write_text("<html><body></body></html>", "utf-8")
    (folder / "torn.txt.gz").write_bytes(gzip.compress(b"The tide turned." * 99)[:-9])
    (folder / ".hidden.txt").write_text("never read", "utf-8")
    return folder


def test_good_files_are_stored_and_bad_ones_named_with_their_lines(
    folder: Path, tmp_path: Path, inside: Run
) -> None:
    home = tmp_path / "home"
    ran = groundwire("ingest", home, folder, tmp_path / "none.txt")
    assert ran.status == 1
    assert ran.out.splitlines()[0] == "3 new, 0 revised, 0 unchanged, 9 failed"
    assert ran.err.splitlines() == [
        f"{folder}/binary.txt: is binary, not text",
        f"{folder}/damaged.txt:2: is UTF-8 with damaged bytes: repair or re-export it",
        f"{folder}/empty.txt: is empty",
        f"{folder}/lines.jsonl:2: '2025-02-30' is not a date: write it as 2025-10-26 or 2025-10-26T18:30",
        f"{folder}/lines.jsonl:3: the article has no text",
        ran.err.splitlines()[5],
        f"{folder}/page.html: no article text was found in this page",
        ran.err.splitlines()[7],
        f"{tmp_path}/none.txt: No such file or directory",
    ]
    assert ran.err.splitlines()[5].startswith(f"{folder}/lines.jsonl:4: is not JSON: ")
    assert ran.err.splitlines()[7].startswith(f"{folder}/torn.txt.gz: cannot be read: ")
    stored = {article["title"] for article in groundwire("list", home, "--json", by=inside).json}
    assert stored == {"Ferry", "Quay", ""}
    again = groundwire("ingest", home, folder, "--json", by=inside)
    assert (again.status, again.json | {"failed": None}) == (
        1,
        {"new": 0, "revised": 0, "unchanged": 3, "failed": None},
    )
    assert again.json["failed"] == ran.err.splitlines()[:-1]


def test_a_feed_is_ingested_once_however_often_it_is_given(
    home: Path, copied: Callable[[], Path]
) -> None:
    folder = copied()
    before = contents(folder)
    ran = groundwire("ingest", folder, FEED, FEED)
    assert ran == Ran(0, "0 new, 0 revised, 24 unchanged\n", "")
    assert contents(folder) == before


def test_a_changed_article_is_revised_and_its_first_text_stays_readable(
    tmp_path: Path, home: Path, copied: Callable[[], Path], inside: Run
) -> None:
    folder, changed = copied(), tmp_path / "changed.txt"
    changed.write_text(FEED.read_text("utf-8").replace("301亿美元", "556亿美元"), "utf-8")
    ran = groundwire("ingest", folder, changed)
    assert ran.out.splitlines()[0] == "0 new, 1 revised, 11 unchanged"
    now = groundwire("show", folder, CORE, "--json", by=inside).json
    first = groundwire("show", folder, CORE, "--revision", "1", "--json", by=inside).json
    assert (now["revision"], first["revision"]) == (2, 1)
    assert first["text"].replace("301亿美元", "556亿美元") == now["text"] != first["text"]
    missing = groundwire("show", folder, CORE, "--revision", "3", by=inside)
    assert missing == Ran(1, "", f"there is no revision 3 of article '{CORE}'\n")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["http://127.0.0.1/a"], 1, "http://127.0.0.1/a: is not on the public internet"),
        (["--format", "docx", FEED], 2, "there is no format 'docx': use one of feed, jsonl"),
        (["--format", "jsonl", FEED], 1, "technology-feed.txt:1: is not JSON"),
        ([b"half-\xe5\x8d.txt"], 2, r"'half-\udce5\udc8d.txt' is not UTF-8 text: write it in"),
    ],
)
def test_what_cannot_be_ingested_is_said(
    arguments: list[str | bytes | Path], status: int, message: str, tmp_path: Path, inside: Run
) -> None:
    ran = groundwire("ingest", tmp_path / "home", *arguments, by=inside)
    assert ran.status == status
    assert message in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.skipif(not UNREADABLE.exists(), reason="there is no file that even root cannot read")
def test_a_file_that_cannot_be_read_keeps_no_other_out(tmp_path: Path, inside: Run) -> None:
    ran = groundwire("ingest", tmp_path / "home", UNREADABLE, FEED, by=inside)
    assert (ran.status, ran.out.splitlines()[0]) == (1, "12 new, 0 revised, 0 unchanged, 1 failed")
    assert ran.err.startswith(f"{UNREADABLE}: cannot be read: ")


def test_a_folder_without_files_is_said_to_be_one(tmp_path: Path, inside: Run) -> None:
    (tmp_path / "nothing").mkdir()
    ran = groundwire("ingest", tmp_path / "home", tmp_path / "nothing", by=inside)
    assert (ran.status, ran.err) == (1, f"{tmp_path}/nothing: is a folder without files\n")


def test_names_of_files_neither_steer_the_terminal_nor_end_the_work(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a\x1b[31m :smile: [bold].txt").touch()
    (folder / "b\udce5.txt").write_text("Not read.", "utf-8")
    (folder / "c.txt").write_text("The ferry resumed.", "utf-8")
    ran = groundwire("ingest", tmp_path / "home", folder, "--json")
    assert (ran.status, ran.json["new"]) == (1, 1)
    assert ran.json["failed"] == [
        f"{folder}/a\ufffd[31m :smile: [bold].txt: is empty",
        f"{folder}/b\ufffd.txt: has a name that is not UTF-8: rename it",
    ]
    assert ran.err.splitlines() == ran.json["failed"]


def test_articles_are_listed_by_id_and_page_by_page(home: Path, inside: Run) -> None:
    everything = groundwire("list", home, "--json").json
    ids = [article["id"] for article in everything]
    assert (len(ids), ids) == (12, sorted(ids))
    assert everything[ids.index(CORE)] == {
        "id": CORE,
        "revision": 1,
        "title": "Orders Outpace Server Halls at CoreWeave",
        "source": "Cloud Weekly",
        "url": "",
        "published_at": "2025-10-22T07:50:00+00:00",
    }
    page = groundwire("list", home, "--after", ids[3], "--limit", "2", by=inside)
    assert [line.split()[0] for line in page.out.splitlines()] == ["id", ids[4], ids[5]]
    assert page.err == f"more follow: groundwire list --after {ids[5]}\n"


def test_markup_and_control_characters_in_articles_are_shown_as_text(
    tmp_path: Path, inside: Run
) -> None:
    line = {"id": "[/]", "title": "[red]x[/red] :smile:", "source": "[b]S", "text": "[1] \u202ex"}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), "utf-8")
    home = tmp_path / "home"
    assert groundwire("ingest", home, tmp_path / "a.jsonl", by=inside).status == 0
    row = groundwire("list", home).out.splitlines()[1].split()
    assert row == ["[/]", "1", "undated", "[b]S", "[red]x[/red]", ":smile:"]
    assert "[b]S 1" in groundwire("stats", home, by=inside).out
    shown = groundwire("show", home, "[/]", by=inside).out
    assert shown == "[red]x[/red] :smile:\n[b]S · undated · revision 1\n\n[1] \ufffdx\n"


def test_an_article_is_shown_in_the_readers_zone(home: Path) -> None:
    ran = groundwire("show", home, CORE, env={"GROUNDWIRE_TIMEZONE": "Asia/Shanghai"})
    assert ran.out.splitlines()[:3] == [
        "Orders Outpace Server Halls at CoreWeave",
        "Cloud Weekly · 2025-10-22 15:50 · Technology · revision 1",
        "",
    ]
    assert "积压订单合计301亿美元，差不多是年初的两倍 [1][2]" in ran.out


@pytest.mark.parametrize("command", ["list", "ingest"])
def test_an_unknown_time_zone_is_misuse_in_every_command(
    command: str, home: Path, inside: Run
) -> None:
    arguments = [FEED] if command == "ingest" else []
    ran = groundwire(command, home, *arguments, env={"GROUNDWIRE_TIMEZONE": "Mars/Base"}, by=inside)
    assert ran == Ran(2, "", "'Mars/Base' is not a time zone: use a name such as Asia/Shanghai\n")


def test_a_deleted_article_is_gone_and_its_revision_stays_readable(
    copied: Callable[[], Path], inside: Run
) -> None:
    folder = copied()
    ran = groundwire("delete", folder, CORE, "nonsense", "--json")
    assert (ran.status, ran.json) == (1, {"deleted": 1, "missing": ["nonsense"]})
    assert ran.err == "there is no article 'nonsense'\n"
    assert CORE not in {
        article["id"] for article in groundwire("list", folder, "--json", by=inside).json
    }
    assert groundwire("show", folder, CORE, by=inside) == Ran(
        1, "", f"there is no article '{CORE}'\n"
    )
    kept = groundwire("show", folder, CORE, "--revision", "1", "--json", by=inside).json
    assert "积压订单合计301亿美元" in kept["text"]
    stats = groundwire("stats", folder, "--json", by=inside).json
    assert (stats["articles"], stats["deleted"], stats["revisions"]) == (11, 1, 12)


def test_stats_count_what_is_there(home: Path, inside: Run) -> None:
    stats = groundwire("stats", home, "--json").json
    assert stats == {
        "home": str(home),
        "articles": 12,
        "deleted": 0,
        "revisions": 12,
        "passages": 47,
        "changes": 12,
        "sources": {
            "Cloud Weekly": 2,
            "Harbour Ledger": 2,
            "Hilltop Courier": 1,
            "Kiln & Cable": 1,
            "Northbank Wire": 1,
            "Plain Figures": 2,
            "Tidewater Gazette": 2,
            "Wexelhaven Herald": 1,
        },
        "embedder": "static",
        "bytes": stats["bytes"],
    }
    assert stats["bytes"] >= (home / "catalog.sqlite3").stat().st_size
    assert "Harbour Ledger 2" in groundwire("stats", home, by=inside).out


@pytest.mark.parametrize("command", ["list", "delete", "reindex"])
def test_without_a_home_a_command_says_how_to_make_one(
    command: str, tmp_path: Path, inside: Run
) -> None:
    arguments = ["id"] if command == "delete" else []
    ran = groundwire(command, tmp_path / "none", *arguments, by=inside)
    assert (ran.status, ran.out) == (1, "")
    assert "make one with `groundwire ingest FILE`" in ran.err


def test_nothing_to_ingest_is_misuse(home: Path) -> None:
    ran = groundwire("ingest", home)
    assert ran.status == 2
    assert "Missing argument" in ran.err


def test_a_number_no_revision_has_is_misuse(home: Path) -> None:
    ran = groundwire("show", home, CORE, "--revision", "99999999999999999999")
    assert ran.status == 2
    assert "Invalid value for '--revision'" in ran.err
