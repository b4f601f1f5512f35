"""Translations learned from sentence pairs."""

from itertools import product

from training.corpus import Pair
from training.lexicon import Side, frequencies, lexicon, sides

SUBJECTS = {"The ferry": "渡轮", "The library": "图书馆", "The harbour": "港口"}
VERBS = {"opened": "开放", "closed": "关闭", "grew": "扩大"}
TIMES = {"yesterday": "昨天", "today": "今天", "again": "再次", "quietly": "悄悄", "soon": "很快"}


def pairs() -> list[Pair]:
    found = product(SUBJECTS.items(), VERBS.items(), TIMES.items())
    return [
        Pair(f"{when_zh}{who_zh}{what_zh}", f"{who} {what} {when}", "made")
        for (who, who_zh), (what, what_zh), (when, when_zh) in found
    ]


def test_words_that_stand_together_translate_each_other() -> None:
    said = sides(pairs(), longest=50)
    found = lexicon(*map(Side, said))
    assert {word: found[word] for word in ("ferri", "harbour", "open", "today")} == {
        "ferri": ["渡轮"],
        "harbour": ["港口"],
        "open": ["开放"],
        "today": ["今天"],
    }


def test_a_long_sentence_and_a_gloss_of_several_words_are_left_out() -> None:
    long = Pair("渡轮", " ".join("abcdefgh"[n % 8] * (n + 1) for n in range(51)), "made")
    assert sides([long, *pairs()[:1]], longest=50)[0] == [["the", "ferri", "open", "yesterday"]]
    assert sides(pairs()[:1], longest=4, one_word=True) == ([], [])
    assert sides([Pair("渡轮", "ferry boat", "made")], longest=4, one_word=True) == (
        [["ferri", "boat"]],
        [["渡轮"]],
    )


def test_common_words_are_counted_in_ten_thousand_sentences() -> None:
    made = [*pairs(), *[Pair("港口", "harbour", "made")] * 955]
    found = dict(line.split("\t") for line in frequencies(made).splitlines())
    assert (found["harbour"], found["港口"], found["today"]) == ("9700", "9700", "90")
