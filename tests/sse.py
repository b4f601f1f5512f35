"""Server-sent events as a client sees them."""

import json
from typing import Any


def events_of(text: str) -> list[tuple[str, Any]]:
    """Names and data of the events; comments are left out."""
    found = list[tuple[str, Any]]()
    for block in text.split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in block.split("\n") if line[:1] not in {"", ":"}
        )
        if fields:
            found.append((fields.get("event", "message"), json.loads(fields["data"])))
    return found
