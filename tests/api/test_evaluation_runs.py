"""Runs as files, read again by a later run."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from evaluation_records import answered, refused
from pydantic import TypeAdapter

from api.evaluation.run import Document, Run, document, read_run
from index.errors import BadFile
from rag.evaluation import Kind, Metrics

RECORDS = (answered("1", kind=Kind.DATE), refused("2"))
MADE_AT = datetime(2025, 11, 1, 12, 30, tzinfo=UTC)


def saved(folder: Path, **changes: Any) -> Path:
    run = Run(MADE_AT, "q.jsonl", "feed.txt", "extractive", {"sources": ["A"]}, RECORDS)
    data = TypeAdapter(Document).dump_json(document(run, Metrics.of(RECORDS), None))
    path = folder / "run.json"
    path.write_text(json.dumps({**json.loads(data), **changes}), encoding="utf-8")
    return path


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    found = read_run(saved(tmp_path))
    assert (found.made_at, found.questions, found.over) == (MADE_AT, "q.jsonl", "feed.txt")
    assert (found.generator, found.filters) == ("extractive", {"sources": ["A"]})
    assert tuple(found.records) == RECORDS


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "other"}, "is not a run as `groundwire eval --json` prints it"),
        ({"version": 2}, "is of version 2 of its format, not 1: evaluate once more"),
        ({"version": None}, "is of version None of its format"),
        ({"run": None}, "is damaged: run: "),
        ({"run": {"made_at": "?"}}, r"is damaged: run\.made_at: "),
    ],
)
def test_a_file_that_is_no_run_of_this_version_is_refused(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadFile, match=rf"run\.json: {said}"):
        read_run(saved(tmp_path, **changes))


def test_a_damaged_or_empty_run_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path)
    row = json.loads(path.read_bytes())
    row["run"]["records"][1]["confidence"] = "high"
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(BadFile, match=r"is damaged: run\.records\.1\.confidence: "):
        read_run(path)
    row["run"]["records"] = []
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(BadFile, match="holds no questions"):
        read_run(path)
    for text in ("", "[]", "{", "[" * 100_000):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadFile, match=r"is not JSON|is not a run"):
            read_run(path)
    with pytest.raises(BadFile, match="cannot be read: Is a directory"):
        read_run(tmp_path)
