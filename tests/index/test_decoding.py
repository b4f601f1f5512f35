"""Text from bytes: read rightly, or refused."""

import codecs
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadFile
from index.parsing.decode import decode

CHINESE = (
    "白鹭号渡轮每天早上七点从北码头出发，航程四十分钟。\n工作日大约有两百名乘客，票价为三欧元。\n"
)
TRADITIONAL = (
    "白鷺號渡輪每天早上七點從北碼頭出發，航程四十分鐘。\n工作日大約有兩百名乘客，票價為三歐元。\n"
)
WESTERN = "The café on the quay serves “crème brûlée” – for £4 – to Müller’s passengers.\n"
ENGLISH = "The ferry sails at seven.\nIt takes forty minutes.\n"
JAPANESE = "渡し船は毎朝七時に北の桟橋を出発します。所要時間は四十分です。\n"


def refusal(data: bytes) -> str:
    with pytest.raises(BadFile, match=r"^a\.txt") as caught:
        decode("a.txt", data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "utf-8") for text in (CHINESE, TRADITIONAL, WESTERN, ENGLISH, JAPANESE)),
        *((text, "utf-8-sig") for text in (CHINESE, ENGLISH)),
        *((text, "utf-16") for text in (CHINESE, WESTERN, ENGLISH, JAPANESE)),
        *((text, "utf-16-le") for text in (CHINESE, TRADITIONAL, ENGLISH)),
        *((text, "utf-16-be") for text in (CHINESE, TRADITIONAL, ENGLISH)),
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "big5hkscs"),
        (TRADITIONAL, "cp950"),
        (WESTERN, "cp1252"),
        ("云计算", "gb18030"),
        ("雲端運算", "big5"),
        ("CoreWeave营收增长207%，达到12亿美元", "gb18030"),
        ("ABC", "ascii"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
    ],
)
def test_text_is_read_in_its_encoding(text: str, encoding: str) -> None:
    assert decode("a.txt", text.encode(encoding)) == text


def test_utf16_of_the_other_order_is_read_by_its_mark() -> None:
    assert decode("a.txt", codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be")) == CHINESE


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_lines_end_with_a_line_feed_however_they_were_written(ending: str, encoding: str) -> None:
    assert decode("a.txt", CHINESE.replace("\n", ending).encode(encoding)) == CHINESE


@given(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])))
def test_any_utf8_is_read_as_it_is(text: str) -> None:
    assert decode("a.txt", text.encode()) == text.removeprefix("\ufeff")


@given(st.binary() | st.binary(min_size=500))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read = decode("a.txt", data)
    except BadFile as error:
        read = str(error)
    assert "\r" not in read


def test_a_damaged_byte_in_utf8_is_refused_with_its_line() -> None:
    data = (CHINESE * 3).encode()
    at = data.rindex("两".encode())
    damaged = data[:at] + b"\xff" + data[at + 1 :]
    assert refusal(damaged) == "a.txt:6: is UTF-8 with damaged bytes: repair or re-export it"


def test_utf8_that_breaks_off_is_refused_with_its_line() -> None:
    assert refusal(CHINESE.encode()[:-5]).startswith("a.txt:2: is UTF-8 with damaged bytes")


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (CHINESE.encode(), CHINESE.encode("gb18030"), 3),
        (CHINESE.encode("gb18030"), CHINESE.encode(), 1),
        (CHINESE.encode() * 9, CHINESE.encode("gb18030"), 19),
        (CHINESE.encode("gb18030") * 9, TRADITIONAL.encode("big5"), 19),
    ],
)
def test_a_file_in_two_encodings_is_refused(first: bytes, second: bytes, line: int) -> None:
    assert refusal(first + second).startswith(f"a.txt:{line}: ")


def test_a_little_of_another_encoding_in_a_long_file_is_refused() -> None:
    # as GB18030 this decodes without an error
    utf8 = ("渡轮每天早上七点出发" * 3).encode()
    assert utf8.decode("gb18030").startswith("娓¤疆")
    assert refusal(CHINESE.encode("gb18030") * 50 + utf8) == (
        "a.txt:101: is in two encodings: save all of it as UTF-8"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0" + bytes(range(256)),
        b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(255, 0, -1)),
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1" + bytes(range(256)) * 4,
        b"\0" * 1_000,
        b"\1\0" * 1_000,
        bytes(range(256)),
        TRADITIONAL.encode("big5") + CHINESE.encode("utf-16-le"),
    ],
    ids=["png", "zip", "jpeg", "zeros", "ones", "every byte", "two encodings"],
)
def test_binary_files_are_refused(data: bytes) -> None:
    assert refusal(data) == "a.txt: is binary, not text"


@pytest.mark.parametrize("size", [50, 500, 5_000])
def test_compressed_bytes_without_zeros_are_refused(size: int) -> None:
    text = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(size))
    data = b"%PDF-1.4\n" + zlib.compress(text.encode()).replace(b"\0", b"")
    assert refusal(data) == "a.txt:2: has an encoding that is not known: save it as UTF-8"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le")[:-3], "2: is damaged utf-16-le text"),
        (
            codecs.BOM_UTF16_BE + b"\xd8\x00" + CHINESE.encode("utf-16-be"),
            "1: is damaged utf-16-be text",
        ),
        (codecs.BOM_UTF8 + CHINESE.encode("gb18030"), "1: is damaged utf-8 text"),
        (codecs.BOM_UTF8 + CHINESE.encode() + b"\xff", "3: is damaged utf-8 text"),
    ],
)
def test_text_that_does_not_hold_what_its_mark_says_is_refused(data: bytes, reason: str) -> None:
    assert refusal(data).startswith(f"a.txt:{reason}")


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_a_single_chinese_character_in_english_is_not_taken_for_two_accents(encoding: str) -> None:
    text = "The word 云 is the one for a cloud, and for a cloud only."
    assert refusal(text.encode(encoding)).startswith("a.txt:1: has an encoding that is not known")


@pytest.mark.parametrize("text", ["鑫淼焱", "née", "£5", "渡"])
def test_what_is_too_short_to_tell_is_refused_rather_than_guessed(text: str) -> None:
    encoding = "gb18030" if ord(text[-1]) > 255 else "cp1252"
    assert refusal(text.encode(encoding)).startswith("a.txt:1: has an encoding that is not known")
