"""What the REST service answers. Its refusals are in test_rest_refusals.py."""

import hashlib
from typing import Any

import httpx
import pytest
from doors import BACKLOG, BACKLOG_ANSWER, BACKLOG_QUOTE
from pydantic import TypeAdapter

from rag import Answer, Reason, Status

CORE = "d79531914a244a9c"
TITLE = "Orders Outpace Server Halls at CoreWeave"
HIT = "article_id revision title source url published_at start end text score dense lexical duplicates"


@pytest.fixture(scope="module")
def still(server: str) -> Any:
    """A client of the service whose home no test changes."""
    with httpx.Client(base_url=server, timeout=30) as client:
        yield client


def parsed(response: httpx.Response) -> Answer:
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    return TypeAdapter(Answer).validate_json(response.content)


def added(client: httpx.Client, body: Any) -> tuple[int, Any]:
    response = client.post("/v1/articles", json=body)
    return response.status_code, response.json()


def found(client: httpx.Client, query: str, **options: Any) -> list[dict[str, Any]]:
    response = client.post("/v1/search", json={"query": query, **options})
    assert response.status_code == 200, response.text
    hits: list[dict[str, Any]] = response.json()["hits"]
    return hits


def test_a_question_is_answered_with_checked_citations(still: httpx.Client) -> None:
    answer = parsed(still.post("/v1/ask", json={"question": BACKLOG}))
    assert (answer.status, answer.answer) == (Status.ANSWERED, f"{BACKLOG_ANSWER} [1]")
    assert (answer.question, answer.generator, answer.degraded) == (BACKLOG, "extractive", False)
    (citation,) = answer.citations
    assert (citation.number, citation.article_id, citation.title) == (1, CORE, TITLE)
    assert citation.quote == BACKLOG_QUOTE
    assert citation.quote_sha256 == hashlib.sha256(BACKLOG_QUOTE.encode()).hexdigest()


def test_an_abstention_is_an_answer_too(still: httpx.Client) -> None:
    answer = parsed(still.post("/v1/ask", json={"question": BACKLOG, "since": "2025-10-28"}))
    assert (answer.status, answer.answer, answer.citations) == (Status.ABSTAINED, "", ())
    assert answer.abstention is not None
    assert answer.abstention.reason is Reason.OUT_OF_RANGE


def test_the_conversation_before_a_question_is_understood(still: httpx.Client) -> None:
    turns = [
        {"role": "user", "content": BACKLOG},
        {"role": "assistant", "content": "亚马逊的AWS"},  # what was answered is not what was asked
    ]
    body = {"question": "它的收入是多少？", "history": turns}
    assert parsed(still.post("/v1/ask", json=body)).answer.startswith("第二季度CoreWeave收入12.1亿")


def test_every_filter_narrows_what_is_searched(still: httpx.Client) -> None:
    filters = {
        "since": "2025-10-20",
        "until": "2025-10-23",
        "as_of": "2025-10-31",
        "sources": ["cloud weekly"],
        "languages": ["zh"],
    }
    answer = parsed(still.post("/v1/ask", json={"question": BACKLOG, **filters, "top_k": 100}))
    assert answer.searched.articles == 1
    assert answer.searched.filters == {
        "since": "2025-10-20T00:00:00+00:00",
        "until": "2025-10-24T00:00:00+00:00",
        "as_of": "2025-10-31T23:59:59.999999+00:00",
        "sources": ["cloud weekly"],
        "languages": ["zh"],
    }


def test_a_hit_is_the_stored_text_at_its_offsets_with_its_facts(still: httpx.Client) -> None:
    first = found(still, "CoreWeave 积压订单")[0]
    assert set(HIT.split()) <= first.keys()
    assert (first["article_id"], first["title"], first["revision"]) == (CORE, TITLE, 1)
    assert (first["source"], first["published_at"]) == ("Cloud Weekly", "2025-10-22T07:50:00Z")
    assert BACKLOG_QUOTE in first["text"]
    assert first["end"] - first["start"] == len(first["text"])
    assert 0 < first["score"] <= 1


def test_each_mode_asks_the_searches_it_names(still: httpx.Client) -> None:
    hits = {
        mode: found(still, "Wexelhaven library", mode=mode, top_k=3)
        for mode in ("hybrid", "dense", "lexical")
    }
    assert {mode: hit[0]["article_id"] for mode, hit in hits.items()} == dict.fromkeys(
        hits, "0f8200a20b0c2e34"
    )
    assert {hit["lexical"] for hit in hits["dense"]} == {None}
    assert {hit["dense"] for hit in hits["lexical"]} == {None}
    assert 0 < hits["lexical"][0]["lexical"] <= 1
    assert None not in {hits["hybrid"][0]["dense"], hits["hybrid"][0]["lexical"]}


def test_search_gives_as_many_hits_as_asked_and_the_best_first(still: httpx.Client) -> None:
    hits = found(still, "CoreWeave", top_k=5)
    scores = [hit["score"] for hit in hits]
    assert (len(hits), scores) == (5, sorted(scores, reverse=True))
    assert found(still, "CoreWeave", top_k=2) == hits[:2]


def test_search_in_a_source_finds_nothing_of_others(still: httpx.Client) -> None:
    hits = found(still, "CoreWeave", sources=["Plain Figures"])
    assert {hit["source"] for hit in hits} == {"Plain Figures"}


def test_an_article_is_new_then_unchanged_then_revised(client: httpx.Client) -> None:
    article = {
        "id": "zeppelin",
        "title": "Zeppelin",
        "text": "The zeppelin Quark carries 40 passengers.",
        "source": "Sky Post",
        "url": "https://sky.example/zeppelin",
        "published_at": "2025-10-27T18:00:00+08:00",
    }
    new = {"articles": [{"id": "zeppelin", "revision": 1, "outcome": "new"}]}
    assert added(client, article) == (201, new)
    unchanged = {"articles": [{"id": "zeppelin", "revision": 1, "outcome": "unchanged"}]}
    assert added(client, article) == (200, unchanged)
    article["text"] = "The zeppelin Quark carries 44 passengers."
    revised = {"articles": [{"id": "zeppelin", "revision": 2, "outcome": "revised"}]}
    assert added(client, article) == (200, revised)


def test_what_is_acknowledged_is_found_by_the_next_search(client: httpx.Client) -> None:
    text = "The submarine Nib dives to 900 metres."
    body = {"id": "nib", "text": text, "published_at": "2025-10-27T18:00:00+08:00"}
    assert added(client, body)[0] == 201
    first = found(client, "submarine Nib", top_k=1)[0]
    assert (first["article_id"], first["text"]) == ("nib", text)
    assert first["published_at"] == "2025-10-27T10:00:00Z"
    answer = parsed(client.post("/v1/ask", json={"question": "How deep does the Nib dive?"}))
    assert answer.answer == f"{text} [1]"


def test_many_articles_are_told_apart_in_the_order_given(client: httpx.Client) -> None:
    body = {
        "articles": [
            {"id": "one", "text": "A first text."},
            {"id": "two", "text": "A second text."},
            {"id": "one", "text": "A first text."},
            {"id": "one", "text": "A changed text."},
        ]
    }
    assert added(client, body) == (
        201,
        {
            "articles": [
                {"id": "one", "revision": 1, "outcome": "new"},
                {"id": "two", "revision": 1, "outcome": "new"},
                {"id": "one", "revision": 1, "outcome": "unchanged"},
                {"id": "one", "revision": 2, "outcome": "revised"},
            ]
        },
    )


def test_one_that_cannot_be_stored_keeps_all_of_its_body_out(client: httpx.Client) -> None:
    body = {"articles": [{"id": "good", "text": "Fine."}, {"id": "bad", "text": " \n"}]}
    status, reply = added(client, body)
    assert (status, reply["detail"]) == (422, "the article has no text")
    assert added(client, body["articles"][0])[1]["articles"][0]["outcome"] == "new"


def test_an_article_without_an_id_gets_the_same_one_every_time(client: httpx.Client) -> None:
    first = {"text": "One.", "url": "HTTPS://Sky.example/a/?utm_source=x#top"}
    again = {"text": "Two.", "url": "https://sky.example/a"}
    ids = [added(client, body)[1]["articles"][0]["id"] for body in (first, again)]
    assert ids[0] == ids[1]


def test_the_process_says_that_it_is_alive(still: httpx.Client) -> None:
    response = still.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_documentation_is_there_and_names_every_operation(still: httpx.Client) -> None:
    page = still.get("/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "/openapi.json" in page.text
    described = still.get("/openapi.json").json()
    operations = {f"{m} {path}" for path, methods in described["paths"].items() for m in methods}
    assert operations == {
        "post /v1/ask",
        "post /v1/search",
        "post /v1/verify",
        "post /slack/commands",
        "post /slack/events",
        "get /v1/articles",
        "post /v1/articles",
        "get /v1/articles/{article_id}",
        "delete /v1/articles/{article_id}",
        "get /v1/articles/{article_id}/revisions/{number}",
        "post /v1/ingest",
        "get /v1/jobs",
        "get /v1/jobs/{job_id}",
        "delete /v1/jobs/{job_id}",
        "get /v1/stats",
        "post /v1/chat/completions",
        "get /v1/models",
        "get /v1/models/{model}",
        "get /healthz",
        "get /readyz",
        "get /metrics",
    }
    ask, add = (described["paths"][path]["post"] for path in ("/v1/ask", "/v1/articles"))
    assert ask["summary"] == "Answer a question, or abstain with a reason"
    assert add["summary"] == "Store one article or many"


def test_the_description_of_a_body_has_the_fields_of_the_contract(still: httpx.Client) -> None:
    schemas = still.get("/openapi.json").json()["components"]["schemas"]
    filters = "as_of since until sources languages top_k"
    assert set(schemas["AskBody"]["properties"]) == set(
        f"question history generator stream {filters}".split()
    )
    assert set(schemas["SearchBody"]["properties"]) == set(
        f"query mode half_life_days {filters}".split()
    )
    assert set(schemas["Hit"]["properties"]) >= set(HIT.split())
    fields = list(Answer.__dataclass_fields__)
    assert list(schemas["Answer"]["properties"]) == fields
    later = [
        "degraded_because",
        "removed_claims",
        "confidence",
    ]  # an older service's answers are read without
    assert schemas["Answer"]["required"] == [field for field in fields if field not in later]
    assert schemas["ArticleBody"]["required"] == ["text"]
    bodies = ("AskBody", "SearchBody", "ArticleBody", "ArticlesBody")
    assert {schemas[name]["additionalProperties"] for name in bodies} == {False}


def test_newer_passages_count_more_where_that_is_wished(client: httpx.Client) -> None:
    texts = {
        "old": ("2024-01-01", "Zanderlin ferry resumed."),
        "new": ("2025-10-01", "Zanderlin ferry resumed again."),
    }
    articles = [
        {"id": key, "published_at": f"{date}T00:00:00Z", "text": text}
        for key, (date, text) in texts.items()
    ]
    client.post("/v1/articles", json={"articles": articles}).raise_for_status()
    asked = {"top_k": 2, "as_of": "2025-10-02T00:00:00Z"}
    plain = found(client, "Zanderlin ferry resumed", **asked)
    aged = found(client, "Zanderlin ferry resumed", **asked, half_life_days=30)
    assert [hit["article_id"] for hit in plain] == ["old", "new"]
    assert [hit["article_id"] for hit in aged] == ["new", "old"]
