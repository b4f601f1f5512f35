"""Whether a Latin name and Chinese characters sound alike: Meishan 眉山, Krivoruchko 克里沃鲁奇科."""

import re
from functools import cache

from index.words import simplify
from rag.pinyin import syllables

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
# What a consonant counts as; vowels are heard too differently to count.
_LATIN = (
    (r"sch|tch|ch|sh|zh|ci|ce|cy|j|z|s|x$", "S"),
    (r"ph|f|v|w", "F"),
    (r"th|t|d", "T"),
    (r"ck|k|c|q|g(?!h)|x|h", "K"),
    (r"p|b", "P"),
    (r"ng|n", "N"),
    (r"m", "M"),
    (r"l|r", "L"),
)
_CONSONANTS = re.compile("|".join(f"({pattern})" for pattern, _ in _LATIN))
_INITIALS = {
    "zh": "S", "ch": "S", "sh": "S", "z": "S", "c": "S", "s": "S", "j": "S", "q": "S", "x": "S",
    "r": "L", "l": "L", "b": "P", "p": "P", "m": "M", "f": "F", "w": "F", "d": "T", "t": "T",
    "n": "N", "g": "K", "k": "K", "h": "K",
}  # fmt: skip
_FAINT = {"L": 0.4, "K": 0.6, "N": 0.7, "F": 0.6}  # often not heard in the other language
_NEAR = {
    frozenset("PF"): 0.4,
    frozenset("KS"): 0.5,
    frozenset("LN"): 0.5,
    frozenset("TS"): 0.5,
    frozenset("MN"): 0.4,
    frozenset("KF"): 0.5,
}
_GAP = 0.7


def _of_syllable(syllable: str) -> str:
    if not syllable:
        return ""
    initial = next((i for i in (syllable[:2], syllable[:1]) if i in _INITIALS), "")
    ending = "L" if syllable == "er" else "N" if syllable[-1] in "ng" and len(syllable) > 1 else ""
    return _INITIALS.get(initial, "") + ending


@cache
def _heard(character: str) -> str:
    return min((_of_syllable(s) for s in syllables().get(character, ("",))), key=len)


def latin_sounds(name: str) -> str:
    """The consonants of a Latin name, as classes."""
    return "".join(_LATIN[m.lastindex - 1][1] for m in _CONSONANTS.finditer(name) if m.lastindex)


def han_sounds(text: str) -> str:
    """The consonants of Chinese characters, as classes."""
    return "".join(map(_heard, text))


def spelled(name: str, text: str) -> bool:
    """Whether neighbouring characters of `text` are read as `name`, letter for letter."""
    plain = re.sub(r"[^a-z]", "", simplify(name).replace("ü", "v"))
    runs = _HAN_RUN.findall(simplify(text))
    return any(_read(plain, run, at) for run in runs for at in range(len(run)))


def _read(rest: str, run: str, at: int) -> bool:
    if not rest:
        return True
    if at == len(run):
        return False
    return any(
        rest.startswith(s) and _read(rest[len(s) :], run, at + 1)
        for s in syllables().get(run[at], ())
    )


def sound_alike(latin: str, han: str) -> float:
    """How alike a Latin and a Chinese name sound as wholes: 0 to 1."""
    one, other = latin_sounds(simplify(latin)), han_sounds(simplify(han))
    longest = max(len(one), len(other))
    if not (one and other):
        return 0.0
    return max(0.0, 1 - _distance(one, other) / longest)


def _distance(wanted: str, given: str) -> float:
    """The least cost of turning `wanted` into `given`."""
    row = [_GAP * n for n in range(len(given) + 1)]
    for c in wanted:
        skip = _FAINT.get(c, 1.0)
        fresh = [row[0] + skip]
        for at, other in enumerate(given):
            swap = row[at] + (0.0 if c == other else _NEAR.get(frozenset((c, other)), 1.0))
            fresh.append(min(swap, row[at + 1] + skip, fresh[at] + _GAP))
        row = fresh
    return row[-1]
