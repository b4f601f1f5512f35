"""A model's reply, read back into a draft."""

from collections.abc import Iterator

import pytest
from model_server import reply_text

from rag.errors import CannotAnswer, UnreadableDraft
from rag.generators.reply import LONGEST, draft_from

COST = ("It cost 38.6 million euros", [1])
CITY = ("the city paid 65%", [1, 3])
LINES = "It cost 38.6 million euros [1]\nthe city paid 65% [1][3]\n"


def drafted(text: str, size: int = 5) -> str:
    return "".join(draft_from(text[i : i + size] for i in range(0, len(text), size)))


JSON = reply_text(COST, CITY)
LIST = JSON.removeprefix('{"claims": ').removesuffix("}")
THOUGHT = '<think>Let me see [2]. {"claims": [{"text": "no", "sources": [2]}]}</think>'


@pytest.mark.parametrize("size", [1, 5, 10_000])
@pytest.mark.parametrize(
    "text",
    [
        JSON,
        f"\n {JSON}\n",
        f"```json\n{JSON}\n```",
        f"```\n{JSON}\n```\nI hope this helps.",
        f"Here is the answer:\n{JSON}",
        f"{THOUGHT}{JSON}",
        LIST,
        f"```json\n{LIST}\n```",
        JSON.replace("[1, 3]", '["1", "3", 3]'),
        JSON.removesuffix("]}"),
        JSON.removesuffix("]}") + ', {"text": "cut o',
    ],
)
def test_json_in_many_wrappings_is_read(text: str, size: int) -> None:
    assert drafted(text, size) == LINES


def test_a_claim_is_handed_on_as_soon_as_it_is_complete() -> None:
    def pieces() -> Iterator[str]:
        yield JSON[: JSON.index("the city")]
        raise AssertionError("the first claim was there already")

    assert next(draft_from(pieces())) == "It cost 38.6 million euros [1]\n"


@pytest.mark.parametrize("text", ['{"claims": []}', '{ "claims" : [ ] }', "```json\n[]\n```", "[]"])
def test_an_empty_list_says_that_there_is_no_answer(text: str) -> None:
    with pytest.raises(CannotAnswer, match="the sources do not answer"):
        drafted(text)


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("It cost 38.6 million euros [1].", "It cost 38.6 million euros [1]\n"),
        (
            "造价为3860万欧元【1】。市政府出资65%[1，3]。",
            "造价为3860万欧元[1]\n市政府出资65%[1][3]\n",
        ),
        ("It cost a lot. [1, 2] Yes. [3]", "It cost a lot. [1][2] Yes. [3]"),
    ],
)
def test_prose_with_markers_is_a_draft(text: str, draft: str) -> None:
    assert drafted(text) == draft


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the reply is empty"),
        (" \n", "the reply is empty"),
        ("<think>hm</think>", "the reply is empty"),
        ("I do not know.", "the reply cites no source"),
        ("<html><body>Bad gateway</body></html>", "the reply cites no source"),
        ('{"claims": [{"text": "It co', "the reply is cut off"),
        ('{"claims": ' + "[" * 90_000 + "{}", "the reply is cut off"),
        ("x" * (LONGEST + 1), "the reply is longer than 100,000 characters"),
        ("<think>" + "x" * LONGEST, "the model's thoughts are longer than 100,000 characters"),
    ],
)
def test_what_is_no_draft_is_said_to_be_none(text: str, why: str) -> None:
    with pytest.raises(UnreadableDraft, match=why):
        drafted(text, 1_000)


def test_a_claim_without_sources_gets_a_marker_that_no_source_has() -> None:
    assert drafted(reply_text(("It was free", []))) == "It was free [0]\n"


def test_markers_within_a_claim_do_not_count() -> None:
    assert (
        drafted(reply_text(("It [7] cost\n 38.6 [2] million", [1]))) == "It cost 38.6 million [1]\n"
    )


@pytest.mark.parametrize(
    "odd", ["null", "3", '"text"', '{"text": 3, "sources": [1]}', '{"text": " "}']
)
def test_what_is_no_claim_is_passed_over(odd: str) -> None:
    assert (
        drafted(f'{{"claims": [{odd}, {{"text": "It is", "sources": [1, true, -2]}}]}}')
        == "It is [1]\n"
    )


def test_lone_surrogates_do_not_get_into_a_draft() -> None:
    assert drafted('{"claims": [{"text": "It was \\ud83d free", "sources": [1]}]}') == (
        "It was ? free [1]\n"
    )
    assert drafted("It was \ud83d free [1].") == "It was ? free [1]\n"
