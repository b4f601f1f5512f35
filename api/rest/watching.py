"""What is noted of every answer and every article, whatever door they use."""

import logging
from collections.abc import Callable, Sequence

from api.rest.meters import Meters
from api.rest.tracing import Traces
from index import Added, Article, Index
from rag import Answer

_log = logging.getLogger("groundwire.answers")


def watch(meters: Meters, traces: Traces | None, *, questions: bool) -> Callable[[Answer], None]:
    """What to call with each answer; the log shows the question only where `questions` is set."""

    def answered(answer: Answer) -> None:
        meters.answered(answer)
        if traces:
            traces.answered(answer)
        fields = {
            "answer": answer.id,
            "status": str(answer.status),
            "reason": str(answer.abstention.reason) if answer.abstention else None,
            "generator": answer.generator,
            "degraded": answer.degraded_because or None,
            "ms": answer.timings_ms.get("total"),
            "question": answer.question if questions else None,
        }
        _log.info("answer", extra={name: v for name, v in fields.items() if v is not None})

    return answered


def counted(meters: Meters) -> type[Index]:
    """An index whose additions are counted."""

    class Counted(Index):
        def add(self, articles: Sequence[Article]) -> list[Added]:
            added = super().add(articles)
            meters.added(added)
            return added

    return Counted
