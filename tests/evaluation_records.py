"""Records of questions, made by hand."""

from typing import Any

from rag import Reason
from rag.evaluation import Cited, Kind, Record

TIMES = {"retrieve": 8.0, "total": 10.0}


def cited(quote: str = "150 laptops", **fields: Any) -> Cited:
    given = {
        "number": 1,
        "article_id": "library",
        "revision": 1,
        "title": "A Library Opens",
        "source": "Herald",
        "start": 0,
        "end": len(quote),
        "exact": True,
        "supports": True,
        **fields,
    }
    return Cited(quote=quote, **given)


def answered(key: str, *, right: bool = True, **fields: Any) -> Record:
    """An answer of 12 characters with one citation that supports it."""
    return _record(key, right=right, answered=True, **fields)


def refused(key: str, *, kind: Kind = Kind.UNANSWERABLE, **fields: Any) -> Record:
    """An abstention, which is right for an unanswerable question."""
    bare = {
        "answer": "",
        "length": 0,
        "reason": Reason.WEAK_EVIDENCE,
        "citations": (),
        "claims_verbatim": 0,
    }
    right = kind is Kind.UNANSWERABLE
    return _record(key, kind=kind, right=right, answered=False, **{**bare, **fields})


def _record(key: str, **fields: Any) -> Record:
    given = {
        "question": f"Question {key}?",
        "kind": Kind.FACT,
        "language": "en",
        "accepted": ("150",),
        "answer": "150 laptops. [1]",
        "length": 12,
        "reason": None,
        "citations": (cited(),),
        "claims_verbatim": 1,
        "claims_supported": 0,
        "claims_removed": 0,
        "disagreements": 0,
        "evidence_rank": None,
        "degraded_because": "",
        "confidence": 0.5,
        "timings_ms": TIMES,
        **fields,
    }
    return Record(id=key, **given)
