"""From a case to its record."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index import Index
from rag import Answerer, BadQuestion, Citation, Reason, Request
from rag.evaluation import Case, Kind, Recorder
from rag.evaluation.recording import evidence_rank, exact, supports

NOW = datetime(2025, 11, 1, tzinfo=UTC)
TEXT = "The shelves hold 212,000\nvolumes [3]. A desk lends 150 laptops. Entry is free."


def citation(quote: str, **fields: object) -> Citation:
    start = TEXT.index(quote)
    digest = hashlib.sha256(quote.encode()).hexdigest()
    made = Citation(
        1, "library", 1, "", "", "", None, None, start, start + len(quote), quote, digest
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def case(answers: tuple[str, ...] = (), evidence: tuple[str, ...] = (), kind: str = "fact") -> Case:
    return Case("1", "?", answers, (), kind, evidence, "en")


@pytest.fixture
def recorder(shared_index: Index) -> Recorder:
    return Recorder(Answerer(shared_index, clock=lambda: NOW), shared_index, Request(""))


def test_a_quote_that_is_the_stored_text_with_its_hash_is_exact() -> None:
    quote = citation("150 laptops")
    assert exact(quote, TEXT)
    assert not exact(replace(quote, quote="151 laptops"), TEXT)
    assert not exact(replace(quote, start=quote.start + 1), TEXT)
    assert not exact(replace(quote, quote_sha256="0" * 64), TEXT)
    assert not exact(quote, "")


def test_a_quote_supports_by_an_accepted_string_in_it() -> None:
    assert supports(citation("A desk lends 150 laptops."), TEXT, case(("150",))) is True
    assert supports(citation("Entry is free."), TEXT, case(("150",))) is False
    assert supports(citation("212,000\nvolumes [3]"), TEXT, case(("3",))) is False  # a marker


def test_a_quote_supports_by_sharing_text_with_the_evidence() -> None:
    evidence = case(("lots",), ("hold 212,000 volumes [3]. A desk",))
    assert supports(citation("A desk lends 150 laptops."), TEXT, evidence) is True
    assert supports(citation("lends 150"), TEXT, evidence) is False
    assert supports(citation("hold"), TEXT, evidence) is True
    assert supports(citation("The shelves "), TEXT, evidence) is False  # it ends where that begins
    assert supports(citation(" lends"), TEXT, evidence) is False  # it begins where that ends


def test_without_accepted_strings_and_evidence_nothing_is_said_of_a_quote() -> None:
    assert supports(citation("Entry is free."), TEXT, case()) is None


def test_evidence_is_sought_in_the_passages_white_space_aside(index: Index) -> None:
    hits = [
        hit for text in ("Ochrebank", "library", "Egret") for hit in index.search(text, top_k=1)
    ]
    assert [hit.article_id for hit in hits] == ["plant", "library", "ferry"]
    assert evidence_rank(hits, ["It  cost 38.6\nmillion euros"]) == 2
    assert evidence_rank(hits, ["no such text", "推迟48天"]) == 3
    assert evidence_rank(hits, ["It cost 386 million euros"]) == 0


def test_an_answered_question_is_recorded_with_its_citations_looked_up(recorder: Recorder) -> None:
    question = "Ochrebank工厂的镍和钴回收率达到多少？"
    asked = Case("7", question, ("96%",), (), "fact", ("镍和钴的回收率达到96%",), "zh")
    record = recorder.record(asked)
    assert (record.id, record.kind, record.language) == ("7", Kind.FACT, "zh")
    assert (record.answered, record.right, record.reason) == (True, True, None)
    assert record.accepted == ("96%",)
    assert record.evidence_rank == 1
    first = record.citations[0]
    assert (first.article_id, first.exact, first.supports) == ("plant", True, True)
    assert "96%" in first.quote
    assert record.claims_verbatim >= 1
    assert 0 < record.confidence <= 1
    assert record.timings_ms["total"] > 0


def test_an_abstention_is_recorded_with_its_reason(recorder: Recorder) -> None:
    record = recorder.record(Case("8", "zzzqx?", (), (), "unanswerable", (), "en"))
    assert (record.answered, record.right, record.answer) == (False, True, "")
    assert record.reason in {Reason.NOTHING_FOUND, Reason.WEAK_EVIDENCE}
    assert (record.citations, record.evidence_rank) == ((), None)


def test_filters_of_the_request_hold_for_the_answer_and_for_the_search(shared_index: Index) -> None:
    from index import Filters

    request = Request("", Filters(until=datetime(2020, 1, 1, tzinfo=UTC)))
    recorder = Recorder(Answerer(shared_index, clock=lambda: NOW), shared_index, request)
    asked = Case("1", "What did the library cost?", ("38.6",), (), "fact", ("It cost 38.6",), "en")
    record = recorder.record(asked)
    assert (record.reason, record.evidence_rank, record.right) == (Reason.OUT_OF_RANGE, 0, False)


@pytest.mark.parametrize(("top_k", "sought"), [(1, 12), (30, 30)])
def test_twelve_passages_are_sought_for_evidence_whatever_is_asked_for(
    shared_index: Index, monkeypatch: pytest.MonkeyPatch, top_k: int, sought: int
) -> None:
    seen = list[int]()
    monkeypatch.setattr(Answerer, "hits", lambda _, request: seen.append(request.top_k) or [])
    recorder = Recorder(Answerer(shared_index), shared_index, Request("", top_k=top_k))
    asked = Case("1", "What did the library cost?", ("38.6",), (), "fact", ("It cost",), "en")
    assert recorder.record(asked).evidence_rank == 0
    assert seen == [sought]


def test_a_question_that_cannot_be_asked_is_named(recorder: Recorder) -> None:
    with pytest.raises(BadQuestion, match=r"^question long: "):
        recorder.record(Case("long", "a" * 100_000, ("1",), (), "fact"))
