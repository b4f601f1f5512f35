import pytest

from rag.steering import harmless


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("积压订单301亿美元 🚢 naïve e\u0301", "积压订单301亿美元 🚢 naïve e\u0301"),
        (
            "one\ntwo\r\nthree\tfour\u2028five\u2029six\x85seven",
            "one two  three four five six seven",
        ),
        ("\x1b[2J\x07\x00\x9b31m", "\ufffd[2J\ufffd\ufffd\ufffd31m"),
        ("\x1b]8;;http://evil\x1b\\here", "\ufffd]8;;http://evil\ufffd\\here"),
        ("pay \u202eeurt\u202c \u2067x\u2069 \u200f", "pay \ufffdeurt\ufffd \ufffdx\ufffd \ufffd"),
        ("1\u206e2 \ufff9seen\ufffahidden\ufffb", "1\ufffd2 \ufffdseen\ufffdhidden\ufffd"),
        ("\ud83d", "\ufffd"),
        ("👩\u200d👧 می\u200cخواهم", "👩\u200d👧 می\u200cخواهم"),
        ("全角\u3000空格", "全角\u3000空格"),
    ],
)
def test_what_steers_a_display_is_replaced_one_by_one(text: str, shown: str) -> None:
    assert harmless(text) == shown
    assert len(shown) == len(text)
