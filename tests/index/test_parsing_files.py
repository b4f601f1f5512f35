"""Files: which format each has, compressed ones, empty ones, and folders of them."""

import gzip
import io
import json
import os
from pathlib import Path

import pytest
from reading import one, read, refusal

from index.article import Article
from index.errors import BadFile, UnknownFormat
from index.parsing import FORMATS, parse_path, parse_stream, paths_under
from index.parsing.detect import detect_format

LINE = json.dumps({"text": "Sails."})
PAGE = "<html><body><article><p>Sails at seven, every day.</p></article></body></html>"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl", "a.html", "a.txt.gz"])
@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(name: str, data: bytes) -> None:
    # a line of JSON stands in a line, and a mark alone is one
    said = (
        "a.jsonl:1: is not JSON" if name == "a.jsonl" and data[:1] > b" " else f"{name}: is empty"
    )
    assert refusal(data, name).startswith(said)


@pytest.mark.parametrize(
    ("name", "head", "format_name"),
    [
        ("a.jsonl", b"", "jsonl"),
        ("A.NDJSON", b"", "jsonl"),
        ("a.json", b"", "jsonl"),
        ("a.md", b"<html>", "markdown"),
        ("a.markdown", b"", "markdown"),
        ("a.HTM", b"", "html"),
        ("a.xhtml", b"", "html"),
        ("a.txt", b"plain", "text"),
        ("a", b' \n{"text": "x"}', "jsonl"),
        ("a", b"\xef\xbb\xbf{}", "jsonl"),
        ("a", b"---\ntitle: x\n---\n", "markdown"),
        ("a", b"---\r\ntitle: x\r\n---\r\n", "markdown"),
        ("a", b"\xef\xbb\xbf---\ntitle: x\n---\n", "markdown"),
        ("a", b"  <!DOCTYPE html><p>", "html"),
        ("a", "<html>".encode("utf-16"), "html"),
        ("a.txt", "题\nA· 2025-10-26 18:30\n".encode(), "feed"),
        ("a.txt", "题\nA· 2025-10-26 18:30".encode(), "feed"),
        ("a.txt", "题\nA· 2025-10-26 18:30\n渡".encode()[:-1], "feed"),
        ("a.txt", b"\x89PNG\0\xff", "text"),
        ("a.txt", b"", "text"),
    ],
)
def test_a_format_is_told_by_the_ending_or_the_beginning(
    name: str, head: bytes, format_name: str
) -> None:
    assert detect_format(name, head) == format_name


def test_a_named_format_wins_over_the_ending() -> None:
    assert one('{"text": "Sails."}', "a.md", format_name="text").text == '{"text": "Sails."}'


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownFormat, match="there is no format 'pdf': use one of feed, jsonl"):
        read("x", format_name="pdf")
    assert set(FORMATS) == {"feed", "jsonl", "markdown", "text", "html"}


@pytest.mark.parametrize("name", ["a.jsonl", "a.md", "a.txt", "a.html"])
def test_a_compressed_file_is_read_like_the_file_itself(name: str) -> None:
    content = {"a.jsonl": LINE, "a.html": PAGE}.get(name, "Egret\n\nSails.")
    assert one(content, f"{name}.gz").text == one(content, name).text


@pytest.mark.parametrize("name", ["a.txt", "a.md.gz"])
def test_a_file_too_large_for_one_article_is_refused(name: str) -> None:
    said = f"{name}: is larger than 50,000,000 bytes: split it, or use JSON lines"
    assert refusal(b" " * 50_000_001, name) == said


def compressed(data: bytes) -> list[Article | BadFile]:
    return list(parse_stream("a.jsonl.gz", io.BytesIO(data)))


def test_a_compressed_file_that_breaks_off_yields_what_it_held() -> None:
    packed = gzip.compress(f"{LINE}\n".encode() * 5_000)
    *articles, last = compressed(packed[:-20])
    assert {article.text for article in articles if isinstance(article, Article)} == {"Sails."}
    assert str(last) == (
        "a.jsonl.gz: cannot be read: Compressed file ended before the end-of-stream marker was reached"
    )


@pytest.mark.parametrize(
    "data",
    [
        b'{"text": "not compressed"}',
        gzip.compress(b"x" * 500)[:10] + b"\xff" * 50,
        gzip.compress(LINE.encode())[:-8] + b"\0" * 8,
    ],
    ids=["plain", "damaged", "wrong checksum"],
)
def test_a_damaged_compressed_file_is_refused(data: bytes) -> None:
    assert str(compressed(data)[-1]).startswith("a.jsonl.gz: cannot be read: ")


def test_a_stream_stays_open_for_its_owner() -> None:
    stream = io.BytesIO(b"Sails.")
    assert len(list(parse_stream("a.txt", stream))) == 1
    assert not stream.closed


def test_a_file_that_cannot_be_opened_is_refused_with_its_path(tmp_path: Path) -> None:
    (missing,) = parse_path(tmp_path / "none.txt")
    (folder,) = parse_path(tmp_path)
    assert str(missing) == f"{tmp_path}/none.txt: No such file or directory"
    assert str(folder) == f"{tmp_path}: is not a regular file"


def test_a_folder_is_its_files_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.md", ".hidden", ".git/config", "a/.cache/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Sails.")
    names = [str(path.relative_to(tmp_path)) for path in paths_under(tmp_path)]
    assert names == ["a/b/c.md", "a/z.txt", "b.txt"]
    assert list(paths_under(tmp_path / "b.txt")) == [tmp_path / "b.txt"]
    assert list(paths_under(tmp_path / "none")) == [tmp_path / "none"]


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (found,) = parse_path(tmp_path / "pipe.txt")
    assert str(found) == f"{tmp_path}/pipe.txt: is not a regular file"
