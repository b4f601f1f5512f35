"""The tokenizer: words as pieces, the logarithm of their frequency as score."""

import math
import re
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Split

from index.words import simplify
from training.charsmap import normalizer

_RUNS = r"\p{Han}+|[\p{L}\p{M}&&[^\p{Han}]]+|[0-9]+(?:\.[0-9]+)?|[%$€£¥℃]"
_WORD = re.compile(r"[一-鿿㐀-䶿]+|[^\W\d_一-鿿㐀-䶿]+|\d+(?:\.\d+)?|[%$€£¥℃]")
_HAN = re.compile(r"[一-鿿㐀-䶿]")
_LONGEST = 6  # characters of a Chinese piece
_PART = (2, 5)  # letters of a part of a word
_PARTS = 4_000
_FEW = 2  # a character seen so often is a piece


class Counts:
    """How often words, characters and parts of words occur."""

    def __init__(self) -> None:
        self.words, self.characters = Counter[str](), Counter[str]()

    def add(self, texts: Iterable[str], weight: int = 1) -> None:
        for text in texts:
            for run in _WORD.findall(simplify(text)):
                found = rjieba.cut(run) if _HAN.match(run) else [run]
                for word in found:
                    self.words[word] += weight
                self.characters.update(run)

    def parts(self) -> Counter[str]:
        """Parts of Latin words, by how many words they are in."""
        found = Counter[str]()
        for word in self.words:
            if word.isascii() and word.isalpha():
                parts = {
                    word[i : i + n]
                    for n in range(_PART[0], _PART[1] + 1)
                    for i in range(len(word) - n + 1)
                }
                found.update(parts)
        return Counter({part: n for part, n in found.items() if len(part) > 2 or n > 50})


def tokenizer(counts: Counts, size: int) -> Tokenizer:
    """A Unigram tokenizer of about `size` pieces, with bytes for what it has no piece for."""
    singles = {c: n for c, n in counts.characters.items() if n >= _FEW}
    parts = dict(counts.parts().most_common(_PARTS))
    fixed = singles.keys() | parts.keys()
    left = size - len(fixed) - 257
    words = [w for w, _ in counts.words.most_common() if w not in fixed and not _too_long(w)][:left]
    frequency = {p: counts.words[p] or 0.1 for p in [*words, *sorted(fixed)]}
    total = sum(frequency.values())
    pieces = [("<unk>", -30.0), *((f"<0x{byte:02X}>", -30.0) for byte in range(256))]
    pieces += [(piece, math.log(n / total)) for piece, n in frequency.items()]
    made = Tokenizer(Unigram(pieces, unk_id=0, byte_fallback=True))
    made.normalizer = normalizer()
    made.pre_tokenizer = Split(Regex(_RUNS), behavior="removed", invert=True)
    return made


def _too_long(word: str) -> bool:
    return bool(_HAN.match(word)) and len(word) > _LONGEST
