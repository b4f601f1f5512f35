"""A run over a question file, and the JSON document that a later run is compared with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.errors import BadFile
from rag.evaluation import Comparison, Metrics, Record

FORMAT = "groundwire-evaluation"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Run:
    """The records of all questions, and how they were asked: `over` says of which articles."""

    made_at: datetime
    questions: str
    over: str
    generator: str
    filters: Mapping[str, str | list[str]]
    records: Sequence[Record]


@dataclass(frozen=True, slots=True)
class Document:
    """What is written: a run with its metrics, and its comparison with an earlier one."""

    format: str
    version: int
    run: Run
    metrics: Metrics
    comparison: Mapping[str, Any] | None


def document(run: Run, metrics: Metrics, comparison: Comparison | None) -> Document:
    """The run as it is written to JSON."""
    told = _told(comparison) if comparison else None
    return Document(FORMAT, VERSION, run, metrics, told)


def _told(comparison: Comparison) -> dict[str, Any]:
    differences = {
        one.measure.name: {
            "before": one.before,
            "after": one.after,
            "change": one.change,
            "interval": [one.low, one.high],
        }
        for one in comparison.differences
    }
    return {
        "paired": comparison.paired,
        "unpaired": comparison.unpaired,
        "became_right": [after.id for _, after in comparison.became_right],
        "became_wrong": [after.id for _, after in comparison.became_wrong],
        "differences": differences,
    }


def read_run(path: Path) -> Run:
    """The run of a document. Raises BadFile for what is none, or of another version."""
    from pydantic import TypeAdapter, ValidationError

    found = _parsed(path)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise BadFile(str(path), "is not a run as `groundwire eval --json` prints it")
    if (version := found.get("version")) != VERSION:
        said = f"is of version {version!r} of its format, not {VERSION}: evaluate once more"
        raise BadFile(str(path), said)
    try:
        run = TypeAdapter(Run).validate_json(json.dumps(found.get("run")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, ("run", *first["loc"])))
        raise BadFile(str(path), f"is damaged: {place}: {first['msg']}") from error
    if not run.records:
        raise BadFile(str(path), "holds no questions")
    return run


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise BadFile(str(path), f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadFile(str(path), f"is not JSON: {error}") from error
