"""What a service may answer."""

from doors import BACKLOG

ANSWER = {
    "id": "a",
    "question": BACKLOG,
    "status": "abstained",
    "answer": "",
    "claims": [],
    "citations": [],
    "disagreements": [],
    "abstention": {"reason": "nothing_found", "message": "Nothing."},
    "searched": {"passages": 0, "articles": 0, "undated": 0, "filters": {}},
    "generator": "extractive",
    "degraded": False,
    "timings_ms": {},
}
