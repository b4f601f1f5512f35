"""What errors mean to those who ask: one table for every door."""

from dataclasses import dataclass

from index import errors as index_errors
from rag import errors as rag_errors


@dataclass(frozen=True, slots=True)
class Fault:
    """An HTTP status, the title of its problem document, and an exit status."""

    status: int
    title: str
    exit_status: int


FAULTS: dict[type[Exception], Fault] = {
    index_errors.BadInput: Fault(422, "Not usable", 2),
    index_errors.ArticleNotFound: Fault(404, "Not found", 1),
    index_errors.JobNotFound: Fault(404, "Not found", 1),
    index_errors.TooManyJobs: Fault(503, "Busy", 1),
    index_errors.EmbedderUnavailable: Fault(503, "Embedder unavailable", 1),
    index_errors.RerankerUnavailable: Fault(503, "Reranker unavailable", 1),
    index_errors.EmbedderMismatch: Fault(409, "Another embedder", 1),
    index_errors.HomeBusy: Fault(503, "Busy", 1),
    index_errors.HomeFull: Fault(507, "Disk full", 1),
    index_errors.HomeReadOnly: Fault(409, "Read-only", 1),
    index_errors.HomeNotEmpty: Fault(409, "Not empty", 1),
    index_errors.IndexFault: Fault(503, "Index unavailable", 1),
    rag_errors.BadQuestion: Fault(422, "Not usable", 2),
    rag_errors.RagFault: Fault(503, "Unavailable", 1),
}
REPORTED = (index_errors.IndexFault, rag_errors.RagFault)


def fault_of(error: Exception) -> Fault:
    """The entry of the nearest class of the error's."""
    return next(FAULTS[kind] for kind in type(error).__mro__ if kind in FAULTS)
