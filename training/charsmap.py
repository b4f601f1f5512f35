"""One table for everything that is written in several ways, as a fast normalizer."""

import sys
import unicodedata
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sentencepiece
from opencc import OpenCC
from sentencepiece import sentencepiece_model_pb2
from tokenizers.normalizers import Normalizer, Precompiled


def normalizer() -> Normalizer:
    """Compatibility forms, upper case and traditional characters replaced by what is usual.

    The table is compiled by sentencepiece into a trie: one look-up a character, however many rules there are.
    """
    with TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.tsv"
        rules.write_text("".join(_rules()), "ascii")
        model = BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(["a b c"]),
            model_writer=model,
            vocab_size=8,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(rules),
            minloglevel=2,
        )
    read: Any = sentencepiece_model_pb2
    proto = read.ModelProto.FromString(model.getvalue())
    return Precompiled(proto.normalizer_spec.precompiled_charsmap)


def _rules() -> list[str]:
    simplifier = OpenCC("t2s")
    rules = []
    for code in range(0x21, sys.maxunicode):
        character = chr(code)
        if unicodedata.category(character)[0] == "C":
            continue
        usual = _usual(character, simplifier)
        if usual != character:
            rules.append(f"{code:X}\t{' '.join(f'{ord(c):X}' for c in usual)}\n")
    return rules


def _usual(character: str, simplifier: OpenCC) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return str(unicodedata.normalize("NFKC", simplifier.convert(folded))) or character
