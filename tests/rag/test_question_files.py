"""Question files are read strictly, and what is wrong is named with its line."""

import json
from pathlib import Path

import pytest

from rag import BadQuestion
from rag.evaluation import Case, Kind, read_cases


def written(folder: Path, *lines: str) -> Path:
    path = folder / "q.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_line_is_a_case(tmp_path: Path) -> None:
    whole = {
        "id": "a",
        "question": "多少？",
        "answers": ["40"],
        "answers_all": ["1", "2"],
        "evidence": ["有40个"],
        "kind": "multi",
        "lang": "zh",
    }
    path = written(
        tmp_path,
        "\ufeff" + json.dumps(whole),
        "",
        '{"question": "谁？", "answers": ["我"]}',
        '{"id": 9, "question": "Who\u2028?", "kind": "unanswerable"}',
    )
    assert read_cases(path) == [
        Case("a", "多少？", ("40",), ("1", "2"), "multi", ("有40个",), "zh"),
        Case("3", "谁？", ("我",), (), "fact", (), "zh"),
        Case("9", "Who\u2028?", (), (), "unanswerable", (), "en"),
    ]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "Expecting property name"),
        ("[]", "a JSON object is wanted"),
        ("{}", "it has no text under 'question'"),
        ('{"question": " ", "answers": ["1"]}', "it has no text under 'question'"),
        ('{"question": 5, "answers": ["1"]}', "'question' is not text"),
        ('{"question": "a", "answers": "150"}', "'answers' is not a list of texts"),
        ('{"question": "a", "answers": [150]}', "'answers' is not a list of texts"),
        ('{"question": "a", "answers": [""]}', "'answers' is not a list of texts"),
        ('{"question": "a", "answers": ["1"], "evidence": [" "]}', "'evidence' is not a list"),
        (
            '{"question": "a", "answers": ["1"], "kind": "hard"}',
            "there is no kind 'hard': use fact",
        ),
        ('{"question": "a"}', "nothing could be right: give 'answers'"),
        ('{"id": "1", "question": "a", "answers": ["1"]}', "the id '1' is taken"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, wrong: str) -> None:
    path = written(tmp_path, '{"question": "first", "answers": ["1"]}', line)
    with pytest.raises(BadQuestion, match=rf"q\.jsonl:2: is not a question: {wrong}"):
        read_cases(path)


def test_a_file_without_questions_or_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadQuestion, match=r"q\.jsonl: holds no questions"):
        read_cases(written(tmp_path, "", " "))
    (tmp_path / "q.jsonl").write_bytes("{}".encode("utf-16"))
    with pytest.raises(BadQuestion, match=r"q\.jsonl: is not UTF-8 text"):
        read_cases(tmp_path / "q.jsonl")
    with pytest.raises(BadQuestion, match=r"none\.jsonl: cannot be read: No such file"):
        read_cases(tmp_path / "none.jsonl")


def test_the_questions_about_the_sample_feed_quote_it() -> None:
    examples = Path(__file__).parents[2] / "examples"
    feed = (examples / "technology-feed.txt").read_text(encoding="utf-8")
    cases = read_cases(examples / "technology-questions.jsonl")
    assert {case.kind for case in cases} == set(Kind)
    assert [text for case in cases for text in case.evidence if text not in feed] == []
    assert [case.id for case in cases if case.answerable and not case.evidence] == []
