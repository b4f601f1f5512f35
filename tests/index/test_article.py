"""An article's rules, its identity and its language."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import MAX_FIELD, MAX_TEXT, Article, canonical_url, detect_language
from index.errors import BadArticle

MOMENT = datetime(2025, 10, 26, 10, 30, tzinfo=UTC)
SAME_MOMENT = datetime(2025, 10, 26, 18, 30, tzinfo=timezone(timedelta(hours=8)))
FULL = Article(
    text="The ferry sails at seven.",
    title="Egret Sails",
    source="Harbour Ledger",
    topic="Ports",
    url="https://ledger.example/egret",
    published_at=MOMENT,
)


def identity(path: str = "", **fields: Any) -> str:
    return replace(FULL, **fields).checked(path).id


def test_a_given_id_is_kept() -> None:
    assert identity(id="egret-1") == "egret-1"


def test_an_article_with_a_url_is_known_by_it_alone() -> None:
    same = identity(title="Another", source="Another", text="Another", published_at=None)
    assert same == identity()
    assert identity(url="https://ledger.example/heron") != identity()


def test_without_a_url_source_title_and_time_make_the_id() -> None:
    known = identity(url="")
    assert identity(url="", text="Another text.", topic="Another") == known
    changed = [{"title": "Heron Sails"}, {"source": "Gazette"}, {"published_at": None}]
    assert len({known, *(identity(url="", **fields) for fields in changed)}) == 4


def test_source_and_title_do_not_run_into_each_other() -> None:
    assert identity(url="", source="a", title="b c") != identity(url="", source="a b", title="c")


def test_without_url_and_title_the_file_path_makes_the_id() -> None:
    bare = {"url": "", "title": ""}
    assert identity("a.txt", **bare) == identity("a.txt", **bare, text="Another.", source="Another")
    assert identity("a.txt", **bare) != identity("b.txt", **bare)


def test_with_nothing_else_the_text_makes_the_id() -> None:
    assert Article("One.").checked().id == Article("One.").checked().id
    assert Article("One.").checked().id != Article("Two.").checked().id


def test_an_id_is_sixteen_hexadecimal_digits_that_stay_the_same() -> None:
    assert Article("One.").checked().id == "6ad9286605428129"
    assert identity() == "f94140c030407d9f"


def test_the_same_moment_in_another_zone_is_the_same_article() -> None:
    moved = replace(FULL, url="", published_at=SAME_MOMENT).checked()
    known = replace(FULL, url="").checked()
    assert (moved.id, moved.content_hash()) == (known.id, known.content_hash())
    assert moved.published_at == MOMENT
    assert moved.published_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://Ledger.Example/Egret", "https://ledger.example/Egret"),
        ("https://ledger.example/egret/", "https://ledger.example/egret"),
        (" https://ledger.example/egret#top ", "https://ledger.example/egret"),
        ("https://ledger.example:8080/egret", "https://ledger.example:8080/egret"),
        ("https://ledger.example/?utm_source=x&utm_medium=y", "https://ledger.example"),
        ("https://ledger.example/?id=7&fbclid=abc&spm=1", "https://ledger.example?id=7"),
        ("https://ledger.example/?b=2&a=1", "https://ledger.example?b=2&a=1"),
        ("https://ledger.example/?page1", "https://ledger.example?page1="),
        ("https://me@ledger.example/a", "https://ledger.example/a"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]:80/a"),
        ("https://ledger.example/渡轮?q=白鹭", "https://ledger.example/渡轮?q=%E7%99%BD%E9%B9%AD"),
    ],
)
def test_a_url_is_reduced_to_what_names_the_page(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical


def test_pages_that_differ_in_a_query_without_a_value_are_two() -> None:
    assert identity(url="https://x.example/?page1") != identity(url="https://x.example/?page2")


@pytest.mark.parametrize("url", ["http://[bad", "http://x:99999/", "http://x:port/"])
def test_a_url_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(BadArticle, match=r"the url .* cannot be read"):
        Article("One.", url=url).checked()


@given(
    st.from_regex(
        r"https?://[a-z]{1,9}(:[1-9][0-9]{1,3})?(/[a-z%0-9]{0,5}){0,3}(\?[a-z=&+]{0,12})?",
        fullmatch=True,
    )
)
def test_a_canonical_url_is_its_own_canonical_form(url: str) -> None:
    canonical = canonical_url(url)
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize("text", ["", " \n\t\u3000"])
def test_an_article_without_text_is_refused(text: str) -> None:
    with pytest.raises(BadArticle, match="the article has no text"):
        Article(text).checked()


@pytest.mark.parametrize("field", ["id", "title", "source", "topic", "url", "language"])
def test_a_field_is_limited_to_its_length(field: str) -> None:
    longest: dict[str, Any] = {field: "a" * MAX_FIELD}
    assert Article("One.", **longest).checked().text == "One."
    with pytest.raises(
        BadArticle, match=rf"^{field} has 2,001 characters; at most 2,000 are taken"
    ):
        Article("One.", **{field: "a" * (MAX_FIELD + 1)}).checked()


def test_a_text_is_limited_to_ten_million_characters() -> None:
    assert len(Article("a" * MAX_TEXT).checked().text) == 10_000_000
    with pytest.raises(BadArticle, match="text has 10,000,001 characters; at most 10,000,000"):
        Article("a" * (MAX_TEXT + 1)).checked()


@pytest.mark.parametrize("field", ["text", "title", "source"])
@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_what_is_no_character_is_refused(field: str, character: str) -> None:
    fields = {"text": "One.", field: f"a{character}b"}
    with pytest.raises(BadArticle, match=f"{field} contains characters that are not text"):
        Article(**fields).checked()


@pytest.mark.parametrize("text", ["\ud7ff\ue000", "\U0010ffff", "e\u0301", "\ufeff\u200b"])
def test_every_other_character_is_kept(text: str) -> None:
    assert Article(text, title=text).checked().title == text


def test_control_characters_are_refused_in_a_title_but_not_in_a_text() -> None:
    assert Article("a\tb\nc").checked().text == "a\tb\nc"
    with pytest.raises(BadArticle, match="title contains control characters"):
        Article("One.", title="a\nb").checked()


@pytest.mark.parametrize("field", ["published_at", "modified_at"])
def test_a_time_without_a_zone_is_refused(field: str) -> None:
    naive: dict[str, Any] = {field: MOMENT.replace(tzinfo=None)}
    with pytest.raises(BadArticle, match=rf"{field} has no time zone: 2025-10-26 10:30:00"):
        Article("One.", **naive).checked()


def test_a_time_that_utc_does_not_reach_is_refused() -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8)))
    with pytest.raises(BadArticle, match=r"published_at: .* is out of range"):
        Article("One.", published_at=first).checked()


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "The ferry sails at eight."},
        {"title": "Heron Sails"},
        {"source": "Gazette"},
        {"topic": "Ships"},
        {"url": "https://ledger.example/heron"},
        {"published_at": MOMENT + timedelta(microseconds=1)},
        {"published_at": None},
        {"language": "zh"},
    ],
)
def test_a_change_of_what_readers_see_changes_the_content_hash(fields: dict[str, Any]) -> None:
    assert replace(FULL, **fields).content_hash() != FULL.content_hash()


@pytest.mark.parametrize("fields", [{"id": "x"}, {"modified_at": MOMENT}])
def test_a_change_of_the_rest_does_not(fields: dict[str, Any]) -> None:
    assert replace(FULL, **fields).content_hash() == FULL.content_hash()


def test_text_does_not_move_between_fields_unnoticed() -> None:
    one, two = Article("c", title="a", source="b"), Article("c", title="ab")
    assert one.content_hash() != two.content_hash()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry sails at seven.", "en"),
        ("渡轮七点出发", "zh"),
        ("CoreWeave和MongoDB 营收增长24%", "zh"),
        ("The word 渡 means to cross by ferry, in one of its several senses.", "en"),
        ("one two three four 渡", "zh"),
        ("one two three four five 渡", "en"),
        ("2025 - 1,234", "en"),
        ("", "en"),
        ("𠀋𠀋", "zh"),
    ],
)
def test_a_fifth_of_chinese_characters_makes_a_text_chinese(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("given_language", "kept"),
    [("", "zh"), ("en", "en"), ("zh-CN", "zh"), ("zh_Hant", "zh"), ("EN-us", "en"), ("fr", "fr")],
)
def test_a_given_language_is_kept_without_its_region(given_language: str, kept: str) -> None:
    assert Article("渡轮七点出发", language=given_language).checked().language == kept


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JavaScript :alert(1)", "data:text/html,x"]
)
def test_a_url_that_would_run_something_is_refused(url: str) -> None:
    with pytest.raises(BadArticle, match="does not lead to a page"):
        Article(text="The ferry resumed.", id="a", url=url).checked()


def test_a_checked_article_is_not_checked_again_but_a_changed_copy_is() -> None:
    checked = Article("The ferry resumed.").checked()
    assert checked.checked() is checked
    with pytest.raises(BadArticle, match="the article has no text"):
        replace(checked, text=" ").checked()
