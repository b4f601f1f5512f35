import inspect
from types import ModuleType

import pytest

import index.errors
import rag.errors
from api.faults import FAULTS, REPORTED, Fault, fault_of
from api.remote import ServerFault

# error: HTTP status, exit status
EXPECTED = {
    "BadInput": (422, 2),
    "BadArticle": (422, 2),
    "BadFile": (422, 2),
    "UnknownFormat": (422, 2),
    "BadBackup": (422, 2),
    "UnknownEmbedder": (422, 2),
    "UnknownSource": (422, 2),
    "ArticleNotFound": (404, 1),
    "JobNotFound": (404, 1),
    "TooManyJobs": (503, 1),
    "EmbedderUnavailable": (503, 1),
    "RerankerUnavailable": (503, 1),
    "EmbedderMismatch": (409, 1),
    "HomeFault": (503, 1),
    "HomeMissing": (503, 1),
    "HomeReadOnly": (409, 1),
    "HomeBusy": (503, 1),
    "HomeFull": (507, 1),
    "HomeDamaged": (503, 1),
    "HomeTooNew": (503, 1),
    "HomeTooOld": (503, 1),
    "HomeNotEmpty": (409, 1),
    "IndexFault": (503, 1),
    "BadQuestion": (422, 2),
    "UnknownGenerator": (422, 2),
    "GeneratorUnavailable": (503, 1),
    "UnreadableDraft": (503, 1),
    "Abandoned": (503, 1),
    "CannotAnswer": (503, 1),
    "RagFault": (503, 1),
}


def classes(module: ModuleType) -> list[type[Exception]]:
    found = (value for _, value in inspect.getmembers(module, inspect.isclass))
    return [kind for kind in found if kind.__module__ == module.__name__]


ERRORS = [*classes(index.errors), *classes(rag.errors)]


def raised(kind: type[Exception]) -> Exception:
    return kind("name", "reason") if kind is index.errors.BadFile else kind("reason")


def test_this_file_speaks_of_every_error_there_is() -> None:
    assert {kind.__name__ for kind in ERRORS} == EXPECTED.keys()


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_has_its_status_at_every_door(kind: type[Exception]) -> None:
    fault = fault_of(raised(kind))
    assert (fault.status, fault.exit_status) == EXPECTED[kind.__name__]


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_is_one_that_the_doors_report(kind: type[Exception]) -> None:
    assert issubclass(kind, REPORTED)


def test_a_service_that_cannot_be_reached_is_a_failure_not_misuse() -> None:
    assert fault_of(ServerFault("down")) == Fault(503, "Unavailable", 1)


def test_the_nearest_class_decides() -> None:
    class Crowded(index.errors.HomeBusy):
        pass

    assert fault_of(Crowded("later")) == FAULTS[index.errors.HomeBusy]


def test_no_fault_is_an_internal_error() -> None:
    assert {fault.status for fault in FAULTS.values() if fault.status >= 500} == {503, 507}


def test_every_fault_has_a_title_for_its_problem_document() -> None:
    assert {fault.title for fault in FAULTS.values()} == {
        "Another embedder",
        "Busy",
        "Disk full",
        "Embedder unavailable",
        "Index unavailable",
        "Not found",
        "Not usable",
        "Not empty",
        "Read-only",
        "Reranker unavailable",
        "Unavailable",
    }
