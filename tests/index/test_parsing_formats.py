"""JSON lines, Markdown, plain text and HTML."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from reading import one, read, refusal

from index.article import Article

SHANGHAI = ZoneInfo("Asia/Shanghai")
PAGE = """\
<html lang="en"><head><title>Egret Sails | Harbour Ledger</title>
<meta property="og:site_name" content="Harbour Ledger">
<meta property="article:published_time" content="2025-10-26T18:30:00+08:00">
<link rel="canonical" href="https://ledger.example/egret"></head>
<body><nav><a href="/">Home</a></nav><script>alert("no")</script>
<article><h1>Egret Sails</h1><p>The ferry Egret sails from the north quay every morning at
seven, and the crossing takes forty minutes &amp; a bit.</p><p>Two hundred passengers travel on a
working day, most of them to the market of Brackmere.</p></article>
<footer>Imprint</footer></body></html>
"""
# each mapping is twice the one before it: forty of them would fill any memory
MERGED = "a0: &a0 {k: v}\n" + "".join(
    f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40)
)


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


def line(**fields: Any) -> str:
    return json.dumps(fields) + "\n"


def test_a_line_of_json_is_an_article() -> None:
    fields = {
        "id": "egret",
        "title": "Egret Sails",
        "source": "Harbour Ledger",
        "topic": "Ports",
        "url": "https://ledger.example/egret",
        "language": "en",
        "text": "Sails at seven.",
    }
    times = {"published_at": "2025-10-26T18:30:00+08:00", "modified_at": "2025-10-27"}
    assert one(line(**fields, **times, unknown=1), "a.jsonl") == Article(
        **fields, published_at=utc(2025, 10, 26, 10, 30), modified_at=utc(2025, 10, 27)
    )


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"date": "2025-10-26 18:30"}, "published_at", utc(2025, 10, 26, 10, 30)),
        ({"published": "2025年10月26日"}, "published_at", utc(2025, 10, 25, 16)),
        ({"updated": "2025-10-26"}, "modified_at", utc(2025, 10, 25, 16)),
        ({"published_at": None, "date": ""}, "published_at", None),
        ({"id": 0}, "id", "0"),
        ({"title": " Egret "}, "title", "Egret"),
        ({"title": None}, "title", ""),
        ({"language": "zh-CN"}, "language", "zh"),
    ],
)
def test_fields_may_be_written_in_several_ways(
    fields: dict[str, Any], name: str, value: object
) -> None:
    found = one(line(text="Sails at seven.", **fields), "a.jsonl", zone=SHANGHAI)
    assert getattr(found, name) == value


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("{", "is not JSON: "),
        ('{"text": ' + "[" * 100_000, "is not JSON: "),
        ('{"id": ' + "9" * 5_000 + "}", "is not JSON: "),
        ("[]", "a line is one JSON object with the fields of an article"),
        ("null", "a line is one JSON object with the fields of an article"),
        ("{}", "`text` is missing or is not a string"),
        ('{"text": 5}', "`text` is missing or is not a string"),
        ('{"text": " "}', "the article has no text"),
        ('{"text": "a\\ud800"}', "text contains characters that are not text"),
        ('{"text": "a", "title": ["b"]}', "`title` is not a string"),
        ('{"text": "a", "id": true}', "`id` is not a string"),
        ('{"text": "a", "published_at": "soon"}', "'soon' is not a date"),
        ('{"text": "a", "published_at": 5}', "`published_at` is not a date"),
        ('{"text": "a", "updated": "0001-01-01"}', "0001-01-01 00:00:00 is out of range"),
        ('{"text": "a", "url": "http://[bad"}', "the url 'http://[bad' cannot be read"),
        ('{"text": "渡轮七点出发"}'.encode()[:-4], "is UTF-8 with damaged bytes"),
        (b"\x89PNG\0\0\0\xff", "is binary, not text"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_rest_kept(
    written: str | bytes, reason: str
) -> None:
    bad = written if isinstance(written, bytes) else written.encode()
    good = line(text="Sails.").encode()
    first, refused, last = read(good + b"\n" + bad + b"\n" + good, "a.jsonl", zone=SHANGHAI)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert str(refused).startswith(f"a.jsonl:3: {reason}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lines_of_json_are_read_in_their_encoding(encoding: str) -> None:
    written = '{"text": "白鹭号渡轮七点出发"}\n{"text": "云计算"}\n'
    found = read(written.encode(encoding), "a.jsonl")
    assert [article.text for article in found if isinstance(article, Article)] == [
        "白鹭号渡轮七点出发",
        "云计算",
    ]


def test_lines_without_any_field_but_text_are_told_apart_by_their_number() -> None:
    one_id, two_id = (
        a.id for a in read(line(text="Same.") * 2, "a.jsonl") if isinstance(a, Article)
    )
    assert one_id != two_id


def test_front_matter_holds_the_fields() -> None:
    written = (
        "---\ntitle: Egret Sails\nsource: Harbour Ledger\ndate: 2025-10-26 18:30:00\n"
        "updated: 2025-10-27\nid: 7\nunknown: [1]\n---\n\n# Route\nSails at seven.\n"
    )
    found = one(written, "a.md", zone=SHANGHAI)
    assert (found.id, found.title, found.source) == ("7", "Egret Sails", "Harbour Ledger")
    assert found.published_at == utc(2025, 10, 26, 10, 30)
    assert found.modified_at == utc(2025, 10, 26, 16)
    assert found.text == "# Route\nSails at seven."


@pytest.mark.parametrize(
    ("written", "title", "text"),
    [
        ("# Egret #\nSails.", "Egret", "# Egret #\nSails."),
        ("---\ntitle:\n---\n# Egret\nSails.", "Egret", "# Egret\nSails."),
        ("---\n---\nSails.", "", "Sails."),
        ("## Egret\nSails.", "", "## Egret\nSails."),
        ("Sails.\n\n---\n\nDaily.\n\n---\n\nEnd.", "", "Sails.\n\n---\n\nDaily.\n\n---\n\nEnd."),
        ("---\nSails daily.\n---\nEnd.", "", "---\nSails daily.\n---\nEnd."),
        ("---\ntitle: Egret\n\nSails.", "", "---\ntitle: Egret\n\nSails."),
        ("{\nno: json\n}\nSails.", "", "{\nno: json\n}\nSails."),
        ("+++\ntitle = 5\n+++\nSails.", "", "+++\ntitle = 5\n+++\nSails."),
    ],
)
def test_markdown_is_kept_as_it_is_below_its_front_matter(
    written: str, title: str, text: str
) -> None:
    found = one(written, "a.md")
    assert (found.title, found.text) == (title, text)


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: a\ndate: [1", "a.md:4: its front matter is not YAML: "),
        ("\n\ntitle: a\nb: c: d", "a.md:5: its front matter is not YAML: mapping values are not"),
        ("title: !!python/name:os.system", "a.md:2: its front matter is not YAML: could not"),
        ("date: 2025-02-30", "a.md:1: its front matter cannot be read: day is out of range"),
        ("title: " + "[" * 40_000 + "]" * 40_000, "a.md:1: its front matter cannot be read: "),
        ("title: " + "a" * 100_000, "a.md:1: its front matter has more than 100,000 characters"),
        (MERGED, "a.md:3: its front matter is not YAML: could not determine a constructor"),
        ("title: !!bool 5", "a.md:1: its front matter cannot be read: "),
        ("id: 0x" + "f" * 5_000, "a.md: `id` is not a string"),
        ("date: 0001-01-01", "a.md: 0001-01-01 00:00:00 is out of range"),
        ("date: soon", "a.md: 'soon' is not a date"),
        ("title: 2025-01-01", "a.md: `title` is not a string"),
    ],
)
def test_bad_front_matter_is_refused(front: str, reason: str) -> None:
    assert refusal(f"---\n{front}\n---\nSails.", "a.md", zone=SHANGHAI).startswith(reason)


def test_blank_lines_above_front_matter_are_counted() -> None:
    said = refusal("\n\n---\ntitle: a\nb: c: d\n---\nSails.", "a.md")
    assert said.startswith("a.md:5: its front matter is not YAML: mapping values")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Egret Sails\n\nAt seven.", "Egret Sails"),
        ("Egret Sails\nAt seven.", ""),
        ("Egret Sails", ""),
        ("E" * 121 + "\n\nAt seven.", ""),
    ],
)
def test_a_short_line_above_a_blank_one_is_a_texts_title(written: str, title: str) -> None:
    found = one(f"\n{written}\n\n")
    assert (found.title, found.text) == (title, written)


def test_a_page_is_its_main_text_and_its_metadata() -> None:
    found = one(PAGE, "a.html", zone=SHANGHAI)
    assert (found.title, found.source) == ("Egret Sails", "Harbour Ledger")
    assert found.url == "https://ledger.example/egret"
    assert found.published_at == utc(2025, 10, 26, 10, 30)
    assert found.text.startswith("Egret Sails\nThe ferry Egret sails from the north quay")
    assert "forty minutes & a bit." in found.text
    assert not {"Home", "alert", "Imprint", "<p>"} & set(found.text.replace("(", " ").split())


def test_a_page_may_begin_with_an_xml_declaration() -> None:
    declared = '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE
    assert one(declared).text == one(PAGE, "a.html").text


def test_a_page_in_another_encoding_is_read() -> None:
    chinese = PAGE.replace("Two hundred passengers", "白鹭号渡轮每天早上七点从北码头出发")
    assert "白鹭号渡轮每天早上" in one(chinese.encode("gb18030"), "a.html").text


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<html>", "no page"])
def test_a_page_without_text_is_refused(page: str) -> None:
    assert refusal(page, "a.html") == "a.html: no article text was found in this page"


def test_a_page_that_would_fill_the_memory_is_refused() -> None:
    said = refusal("<html><body>" + "<a b=c>" * 200_000 + "Egret.", "a.html")
    assert said == "a.html: has more than 200,000 tags: it is no article"
