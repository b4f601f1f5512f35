"""Articles over HTTP: listed, read, known by their ETags, deleted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from doors import serving

FACTS = "id revision title source topic url published_at modified_at language"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a service over a new home."""
    with serving(tmp_path / "home") as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


@pytest.fixture
def add(client: httpx.Client) -> Callable[..., None]:
    def added(article_id: str, text: str, **fields: Any) -> None:
        reply = client.post("/v1/articles", json={"id": article_id, "text": text, **fields})
        assert reply.status_code in {200, 201}, reply.text

    return added


def path_of(article_id: str, revision: int | None = None) -> str:
    path = f"/v1/articles/{quote(article_id, safe='')}"
    return path if revision is None else f"{path}/revisions/{revision}"


def pages(client: httpx.Client, **query: Any) -> list[list[str]]:
    """The ids of each page, from the first to the last."""
    found, cursor = list[list[str]](), None
    while cursor or not found:
        reply = client.get(
            "/v1/articles", params={**query, **({"after": cursor} if cursor else {})}
        )
        assert reply.status_code == 200, reply.text
        found.append([article["id"] for article in reply.json()["articles"]])
        cursor = reply.json()["next"]
    return found


def test_an_article_is_read_as_it_was_given(client: httpx.Client, add: Callable[..., None]) -> None:
    add("ferry", "The ferry sails. 渡轮🚢", title="Ferry", source="Gazette", topic="Sea",
        url="https://x.example/ferry", published_at="2025-10-20T08:00:00+02:00")  # fmt: skip
    article = client.get(path_of("ferry")).json()
    assert list(article) == [*FACTS.split(), "text", "valid_from", "valid_to"]
    assert article == {
        "id": "ferry",
        "revision": 1,
        "title": "Ferry",
        "source": "Gazette",
        "topic": "Sea",
        "url": "https://x.example/ferry",
        "published_at": "2025-10-20T06:00:00Z",
        "modified_at": None,
        "language": "zh",
        "text": "The ferry sails. 渡轮🚢",
        "valid_from": "2025-10-20T06:00:00Z",
        "valid_to": None,
    }


@pytest.mark.parametrize("article_id", ["a/b", "a b", "渡轮", "a%2Fb", "a?b#c", "é", "x" * 2_000])
def test_an_id_may_hold_any_characters(
    article_id: str, client: httpx.Client, add: Callable[..., None]
) -> None:
    add(article_id, "The ferry sails.")
    assert client.get(path_of(article_id)).json()["id"] == article_id
    assert client.get(path_of(article_id, 1)).json()["id"] == article_id
    assert client.delete(path_of(article_id)).status_code == 204
    assert client.get(path_of(article_id)).status_code == 404


def test_earlier_revisions_stay_readable(client: httpx.Client, add: Callable[..., None]) -> None:
    add("ferry", "The ferry stopped.", published_at="2025-10-20")
    add("ferry", "The ferry sails.", modified_at="2025-10-22")
    add("ferry", "The ferry sails.", modified_at="2025-10-22")
    first, now = client.get(path_of("ferry", 1)).json(), client.get(path_of("ferry")).json()
    assert (first["text"], first["valid_to"]) == ("The ferry stopped.", "2025-10-22T00:00:00Z")
    assert (now["text"], now["revision"]) == ("The ferry sails.", 2)
    assert client.delete(path_of("ferry")).status_code == 204
    assert client.get(path_of("ferry", 2)).json()["text"] == "The ferry sails."
    missing = client.get(path_of("ferry", 3))
    assert (missing.status_code, missing.json()["detail"]) == (
        404,
        "there is no revision 3 of article 'ferry'",
    )


def test_an_etag_spares_what_is_known(client: httpx.Client, add: Callable[..., None]) -> None:
    add("ferry", "The ferry stopped.")
    tag = client.get(path_of("ferry")).headers["etag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        reply = client.get(path_of("ferry"), headers={"If-None-Match": known})
        assert (reply.status_code, reply.content, reply.headers["etag"]) == (304, b"", tag)
    assert client.get(path_of("ferry"), headers={"If-None-Match": '"other"'}).status_code == 200
    add("ferry", "The ferry sails.")
    changed = client.get(path_of("ferry"), headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["text"]) == (200, "The ferry sails.")
    # the first revision ended meanwhile: it is another document, too
    assert client.get(path_of("ferry", 1), headers={"If-None-Match": tag}).status_code == 200


def test_a_deleted_article_is_gone_from_every_door(
    client: httpx.Client, add: Callable[..., None]
) -> None:
    add("ferry", "The ferry sails at noon.")
    assert client.delete(path_of("ferry")).status_code == 204
    again = client.delete(path_of("ferry"))
    assert (again.status_code, again.json()["detail"]) == (404, "there is no article 'ferry'")
    assert pages(client) == [[]]
    assert client.post("/v1/search", json={"query": "ferry"}).json() == {"hits": []}


def test_articles_are_listed_page_by_page(client: httpx.Client, add: Callable[..., None]) -> None:
    for day in (20, 22, 21):
        add(f"d{day}", f"News of {day}.", published_at=f"2025-10-{day}", source="Gazette")
    add("undated", "No date.", source="Herald")
    assert pages(client, limit=3) == [["d22", "d21", "d20"], ["undated"]]
    assert pages(client, since="2025-10-21") == [["d22", "d21"]]
    assert pages(client, until="2025-10-21", limit=1) == [["d21"], ["d20"]]
    assert pages(client, as_of="2025-10-20") == [["d20"]]
    assert pages(client, source=["gazette", "Herald"], limit=4) == [
        ["d22", "d21", "d20", "undated"]
    ]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("after=x", "'x' is no cursor: take `next` of the page before"),
        ("limit=0", "query.limit: Input should be greater than or equal to 1"),
        ("limit=1001", "query.limit: Input should be less than or equal to 1000"),
        ("since=soon", "'soon' is not a date: write it as"),
        ("source=Nobody", "no article has the source 'Nobody'; there are: none"),
        ("form=1", "query.form: Extra inputs are not permitted"),
    ],
)
def test_a_query_that_cannot_be_used_is_refused(
    query: str, message: str, client: httpx.Client
) -> None:
    reply = client.get(f"/v1/articles?{query}")
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert reply.json()["detail"].startswith(message)


@pytest.mark.parametrize("number", ["0", "x", "1000000001", "-1"])
def test_a_revision_s_number_has_to_be_one(number: str, client: httpx.Client) -> None:
    assert client.get(f"/v1/articles/ferry/revisions/{number}").status_code == 422


def test_what_is_stored_is_counted(client: httpx.Client, add: Callable[..., None]) -> None:
    add("a", "The ferry sails.", source="Gazette")
    add("a", "The ferry stopped.", source="Gazette")
    add("b", "The library opens.")
    client.delete(path_of("b"))
    stats = client.get("/v1/stats").json()
    assert stats.pop("bytes") > 0
    assert stats == {
        "articles": 1,
        "deleted": 1,
        "revisions": 3,
        "passages": 3,
        "changes": 4,
        "sources": {"Gazette": 1},
        "embedder": "static",
    }


def test_a_method_that_is_not_taken_names_all_that_are(client: httpx.Client) -> None:
    assert client.put("/v1/articles").headers["allow"] == "GET, POST"
    assert client.post(path_of("ferry")).headers["allow"] == "DELETE, GET"
    assert client.delete(path_of("ferry", 1)).headers["allow"] == "GET"
