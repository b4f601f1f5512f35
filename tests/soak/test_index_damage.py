"""Derived files under random damage: always noticed, always made again as they were."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from damage import append, clear_block, delete, flip_bit, flip_byte, harm, swap, truncate
from fakes import article, day

from index import Index, Mode

ROUNDS, SOAK_ROUNDS = 20, 500
DERIVED = {"FAISS index", "tantivy index"}
WORDS = [
    "ferry",
    "library",
    "quay",
    "battery",
    "plant",
    "harbour",
    "渡轮",
    "恢复运营",
    "图书馆",
    "工厂",
    "bridge",
    "museum",
]
QUESTIONS = ["battery quay", "渡轮恢复运营", "the old harbour library"]

Ranked = list[list[tuple[str, int, int, float]]]


def fill(home: Path) -> None:
    """A home with as many segments and changes as a few days leave."""
    random = Random(7)
    with Index(home, create=True) as index:
        for batch in range(5):
            texts = [" ".join(random.choices(WORDS, k=40)) for _ in range(6)]
            index.add([article(t, id=f"a{batch}-{n}") for n, t in enumerate(texts)])
            index.refresh()
        index.add([article("battery plant revised", id="a0-1", modified_at=day(11, 2))])
        index.delete(["a1-1"])
        index.save()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index-damage") / "home"
    fill(folder)
    return folder


def ranked(home: Path) -> Ranked:
    """What every question finds in every mode, in order."""
    with Index(home) as index:
        hits = [index.search(q, mode=m, top_k=50) for q in QUESTIONS for m in Mode]
    return [[(h.article_id, h.revision, h.start, h.score) for h in found] for found in hits]


def derived_files(home: Path) -> list[Path]:
    files = [path for name in ("vectors", "terms") for path in sorted((home / name).iterdir())]
    return [path for path in files if path.suffix != ".lock"]


def usable(home: Path) -> bool:
    """Whether all derived files would be taken as they are, without making them again."""
    with Index(home) as index:
        states = {f.part: f.detail for f in index.check()}
    return all(states[part] == "up to date" for part in DERIVED)


def sound(home: Path) -> bool:
    with Index(home) as index:
        index.save()
        return all(finding.sound for finding in index.check()) and len(set(_keys(index))) == 1


def _keys(index: Index) -> Iterator[tuple[int, ...]]:
    return (tuple(keys) for keys in index.derived_keys())


def damaged(home: Path, random: Random) -> str:
    """Damage one file, or two that are swapped; what was done."""
    files = derived_files(home)
    path = random.choice(files)
    kind = random.randrange(7)
    if kind == 0:
        return delete(path)
    if kind == 1:
        return swap(path, random.choice([p for p in files if p.read_bytes() != path.read_bytes()]))
    harms = [flip_bit, flip_byte, truncate, clear_block, append]
    return harm(path, harms, random)


def test_damage_to_derived_files_is_always_noticed_and_mended(
    home: Path, tmp_path: Path, soak: bool, rounds: int | None
) -> None:
    expected = ranked(home)
    assert len(list((home / "terms").glob("*.term"))) > 1
    assert usable(home)
    for number in range(rounds or (SOAK_ROUNDS if soak else ROUNDS)):
        copy = tmp_path / "copy"
        shutil.copytree(home, copy)
        what = f"round {number}: {damaged(copy, Random(number))}"
        assert not usable(copy), what
        assert ranked(copy) == expected, what
        assert sound(copy), what
        assert ranked(copy) == expected, what
        shutil.rmtree(copy)
