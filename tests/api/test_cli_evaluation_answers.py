"""`groundwire eval QUESTIONS.jsonl`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from doors import FEED, Ran, contents

Run = Callable[..., Ran]
QUESTIONS = [
    {
        "id": "cobalt",
        "question": "Ochrebank的镍和钴回收率是多少？",
        "answers": ["96%"],
        "evidence": ["镍和钴的回收率是96%"],
        "lang": "zh",
    },
    {
        "id": "wrong",
        "question": "Ochrebank的锂的回收率是多少？",
        "answers": ["no such text"],
        "evidence": ["no such evidence"],
        "lang": "en",
    },
    {"id": "nothing", "question": "zzzqx?", "kind": "unanswerable", "lang": "en"},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return written(tmp_path / "q.jsonl", QUESTIONS)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def cells(ran: Ran) -> dict[str, list[str]]:
    """The rows of the table by their labels: the cells are parted by two spaces at least."""
    rows = [
        [cell.strip() for cell in line.split("  ") if cell.strip()] for line in ran.out.split("\n")
    ]
    return {row[0]: row[1:] for row in rows if row}


def test_the_home_is_asked_and_a_table_printed(inside: Run, home: Path, questions: Path) -> None:
    before = contents(home)
    ran = inside("groundwire", "eval", questions, "--home", home)
    assert (ran.status, ran.err) == (0, "")
    rows = cells(ran)
    assert rows["all"] == ["fact", "unanswerable", "zh", "en"]
    assert rows["answerable, right"] == ["50.0 % (1 of 2)", "50.0 %", "–", "100.0 %", "0.0 %"]
    assert rows["evidence found, first 12"][:2] == ["50.0 % (1 of 2)", "50.0 %"]
    assert rows["citations byte for byte"][0].startswith("100.0 %")
    assert rows["unanswerable, abstained"] == ["100.0 % (1 of 1)", "–", "100.0 %", "–", "100.0 %"]
    assert rows["disagreements shown"] == ["–"] * 5
    assert "WRONG  wrong  Ochrebank的锂的回收率是多少？" in ran.out
    assert "WRONG  cobalt" not in ran.out
    assert contents(home) == before


def test_articles_are_asked_alone(inside: Run, questions: Path, tmp_path: Path) -> None:
    env = {"GROUNDWIRE_HOME": str(tmp_path / "home")}
    ran = inside("groundwire", "eval", questions, "--articles", FEED, "--json", env=env)
    assert (ran.status, ran.err) == (0, "")
    run = ran.json["run"]
    assert (run["over"], run["generator"]) == (str(FEED), "extractive")
    assert [(r["id"], r["right"]) for r in run["records"]] == [
        ("cobalt", True),
        ("wrong", False),
        ("nothing", True),
    ]
    assert not (tmp_path / "home").exists()


def test_json_has_the_metrics_and_a_record_of_every_question(
    inside: Run, home: Path, questions: Path
) -> None:
    found = inside("groundwire", "eval", questions, "--home", home, "--json").json
    assert (found["format"], found["version"]) == ("groundwire-evaluation", 1)
    metrics = found["metrics"]
    assert metrics["overall"]["accuracy"] == {"value": 0.5, "of": 2}
    assert metrics["overall"]["disagreement_recall"] is None
    assert metrics["by_language"]["zh"]["accuracy"] == {"value": 1.0, "of": 1}
    assert metrics["by_kind"]["unanswerable"]["abstention_recall"] == {"value": 1.0, "of": 1}
    record = found["run"]["records"][0]
    assert "96%" in record["answer"]
    assert record["citations"][0]["exact"] is True
    assert 0 < record["confidence"] <= 1
    assert record["timings_ms"]["total"] > 0
    assert found["comparison"] is None


def test_filters_hold_and_are_kept(inside: Run, home: Path, questions: Path) -> None:
    chosen = ("--until", "2025-10-20", "--source", "Wexelhaven Herald", "--first", "1")
    ran = inside("groundwire", "eval", questions, "--home", home, *chosen, "--json")
    run = ran.json["run"]
    assert run["filters"]["sources"] == ["Wexelhaven Herald"]
    assert run["filters"]["until"].startswith("2025-10-21")
    assert [(r["id"], r["right"], r["evidence_rank"]) for r in run["records"]] == [
        ("cobalt", False, 0)
    ]


def test_two_runs_are_compared(inside: Run, home: Path, questions: Path, tmp_path: Path) -> None:
    found = inside("groundwire", "eval", questions, "--home", home, "--json").json
    for record in found["run"]["records"]:
        record["right"] = not record["right"]
    found["run"]["records"].pop()  # the unanswerable one
    earlier = tmp_path / "before.json"
    earlier.write_text(json.dumps(found), encoding="utf-8")
    ran = inside("groundwire", "eval", questions, "--home", home, "--against", earlier)
    assert (ran.status, ran.err) == (0, "")
    assert "questions in both runs: 2, in one alone: 1" in ran.out
    assert "became right  cobalt  Ochrebank的镍和钴回收率是多少？" in ran.out
    assert "became WRONG  wrong  Ochrebank的锂的回收率是多少？" in ran.out
    ran = inside("groundwire", "eval", questions, "--home", home, "--against", earlier, "--json")
    told = ran.json["comparison"]
    assert (told["paired"], told["unpaired"]) == (2, 1)
    assert (told["became_right"], told["became_wrong"]) == (["cobalt"], ["wrong"])
    assert told["differences"]["accuracy"] == {
        "before": 0.5,
        "after": 0.5,
        "change": 0.0,
        "interval": [-1.0, 1.0],
    }


def test_a_page_is_written(inside: Run, home: Path, questions: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ran = inside("groundwire", "eval", questions, "--home", home, "--report", page)
    assert (ran.status, ran.err) == (0, "")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "Questions: 1 wrong, 2 right" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give either a file of questions, as `groundwire eval QUESTIONS.jsonl`, or"),
        (("q.jsonl", "--retrieval", "folder"), "give either a file of questions"),
        (("q.jsonl", "--set", "a"), "--set goes with --retrieval only"),
        (("--retrieval", "f", "--report", "r"), "--report goes with a file of questions only"),
        (("--retrieval", "f", "--top-k", "0"), "--top-k goes with a file of questions only"),
        (("q.jsonl", "--home", "h", "--articles", "a"), "give either --articles"),
    ],
)
def test_one_thing_is_measured_at_a_time(
    inside: Run, arguments: tuple[str, ...], said: str
) -> None:
    ran = inside("groundwire", "eval", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_what_cannot_be_used_is_said_before_anything_is_asked(
    inside: Run, home: Path, questions: Path, tmp_path: Path
) -> None:
    def said(*arguments: str | Path) -> str:
        ran = inside("groundwire", "eval", *arguments, "--home", home)
        assert (ran.status, ran.out) == (2, "")
        return ran.err

    broken = written(tmp_path / "broken.jsonl", [QUESTIONS[0], {"question": 5}])
    assert f"{broken}:2: is not a question: 'question' is not text" in said(broken)
    assert "holds no questions" in said(written(tmp_path / "empty.jsonl", []))
    assert "cannot be read: No such file" in said(tmp_path / "none.jsonl")
    assert "before.json: cannot be read" in said(questions, "--against", tmp_path / "before.json")
    page = tmp_path / "nowhere" / "page.html"
    assert "cannot be written: there is no such folder" in said(questions, "--report", page)
    assert "cannot be written: Is a directory" in said(questions, "--report", tmp_path)
    assert "top_k is 0" in said(questions, "--top-k", "0")


def test_articles_that_cannot_be_read_are_said(
    inside: Run, questions: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    ran = inside("groundwire", "eval", questions, "--articles", folder)
    assert (ran.status, ran.out) == (2, "")
    assert "holds no articles" in ran.err
    (folder / "a.jsonl").write_text('{"text": "Ochrebank的镍和钴回收率是96%。"}\n{}\n', "utf-8")
    ran = inside("groundwire", "eval", questions, "--articles", folder, "--json")
    assert ran.status == 0
    assert "a.jsonl:2" in ran.err
    assert ran.json["run"]["records"][0]["right"] is True


def test_a_model_that_fails_is_stood_in_for_and_counted(
    inside: Run, home: Path, questions: Path
) -> None:
    env = {"GROUNDWIRE_OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "GROUNDWIRE_MODEL": "m"}
    chosen = ("--generator", "openai", "--first", "1", "--json")
    found = inside("groundwire", "eval", questions, "--home", home, *chosen, env=env).json
    assert found["run"]["generator"] == "openai"
    assert found["metrics"]["overall"]["degraded"] == {"value": 1.0, "of": 1}
