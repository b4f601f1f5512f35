"""The shortest part of a statement that still answers."""

from datetime import UTC, datetime

import pytest

from index import Hit, Index
from index.article import detect_language
from rag.question import understand
from rag.statements import statements
from rag.trimming import trimmed

NOW = datetime(2025, 11, 1, tzinfo=UTC)


def shortened(index: Index, text: str, question: str) -> str:
    language = detect_language(text)
    hit = Hit("a", 1, "T", "S", "", None, language, "", 0, len(text), text, 1.0)
    (statement,) = statements(hit)
    found = trimmed(statement, understand(question, index, (), NOW))
    assert hit.text[found.start : found.end] == found.text
    return found.text


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (
            "The harbour library opened after four years, it cost 38.6 million euros, and the city paid 65% of it",
            "How much did it cost?",
            "it cost 38.6 million euros",
        ),
        (
            "港口图书馆历时四年终于在上个月建成开放，造价为3860万欧元，其中市政府出资占到了65%",
            "造价是多少欧元？",
            "造价为3860万欧元",
        ),
        (
            "The harbour library opened after four years, it cost 38.6 million euros, and the city paid 65% of it",
            "Is the library admired?",
            "The harbour library opened after four years, it cost 38.6 million euros, and the city paid 65% of it",
        ),
        ("It cost $38m, the city paid 65%", "How much did it cost?", "It cost $38m"),
        ("It cost $38m, the city paid", "How much did it cost?", "It cost $38m, the city paid"),
        ("造价为3860万欧元，市府出资65%", "造价是多少？", "造价为3860万欧元，市府出资65%"),
    ],
)
def test_a_statement_is_cut_to_the_clauses_that_answer(
    shared_index: Index, text: str, question: str, said: str
) -> None:
    assert shortened(shared_index, text, question) == said


def test_what_is_asked_about_is_kept(shared_index: Index) -> None:
    text = (
        "The library opened in May after four years of work, and it cost 38.6 million euros in all"
    )
    said = shortened(shared_index, text, "How much did the library cost?")
    assert said == text


def test_a_quotation_for_readers_of_the_other_language_is_left_whole(shared_index: Index) -> None:
    text = "港口图书馆历时四年终于在上个月建成开放，造价为3860万欧元，其中市政府出资占到了65%"
    assert shortened(shared_index, text, "How much did the library cost?") == text
