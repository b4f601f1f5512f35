"""A retrieval set of three passages, to be written to files."""

import gzip
import json
from pathlib import Path

PASSAGES = {
    "ferry": "The ferry between the two harbours resumed on Monday after repairs of nine weeks.",
    "library": "The library on the quay opened its reading rooms to visitors.",
    "battery": "A battery plant will be built beside the canal.",
}
QUERIES = [
    ("When did the ferry resume?", {"ferry"}),
    ("reading rooms of the library", {"library"}),
    ("battery plant", {"ferry"}),  # a wrong label: the second place at best
    ("submarine", {"battery"}),
]


def write(folder: Path, name: str = "small") -> None:
    rows = {
        "passages": [{"id": key, "text": text} for key, text in PASSAGES.items()],
        "queries": [{"query": q, "relevant": sorted(relevant)} for q, relevant in QUERIES],
    }
    for kind, written in rows.items():
        with gzip.open(folder / f"{name}.{kind}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(map(json.dumps, written)))
