"""What a writer has been told is stored, and whether that is what a folder holds."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from index import Article, Index
from index.catalog.sqlite.backup import restore
from index.embedding.hashed import HashedEmbedder
from index.errors import IndexFault
from index.passage import Mode

HOME, OTHER, BACKUP, ASIDE = "home", "other", "backup.zip", "home/before-restore-*"
_WORDS = [
    "ferry",
    "harbour",
    "library",
    "quay",
    "battery",
    "plant",
    "revenue",
    "opened",
    "渡轮",
    "图书馆",
    "电池",
    "收入",
]


class OtherEmbedder(HashedEmbedder):
    """The hashed embedder under another fingerprint, so that its vectors count as another's."""

    def __init__(self, *_: object) -> None:
        super().__init__()
        self.fingerprint = "other-256"


def mark(article_id: str, variant: int) -> str:
    """A word that only this variant of this article has."""
    digest = hashlib.sha256(f"{article_id} {variant}".encode()).hexdigest()
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest[:14])


def written(article_id: str, variant: int, length: int) -> Article:
    """An article of about so many words; equal arguments make equal articles."""
    random = Random(f"{article_id} {variant} {length}")
    words = [mark(article_id, variant), *random.choices(_WORDS, k=length)]
    return Article(text=". ".join(words), title=f"About {article_id}", id=article_id)


@dataclass(frozen=True, slots=True)
class State:
    """Every revision's text by article, first to last, and which articles are not deleted."""

    texts: Mapping[str, tuple[str, ...]]
    current: frozenset[str]

    def added(self, article: Article) -> "State":
        known = self.texts.get(article.id, ())
        if article.id in self.current and known[-1] == article.text:
            return self
        texts = {**self.texts, article.id: (*known, article.text)}
        return State(texts, self.current | {article.id})


EMPTY = State({}, frozenset())
World = Mapping[str, State | None]  # by name in the folder; None for what is not there yet
NOTHING: World = dict.fromkeys((HOME, OTHER, BACKUP, ASIDE))


def after(world: World, step: Mapping[str, Any]) -> World:
    """The world once a step of the worker is done."""
    home = world[HOME] or EMPTY
    match step["do"]:
        case "open":
            return {**world, HOME: home}
        case "add":
            for asked in step["articles"]:
                home = home.added(written(*asked))
            return {**world, HOME: home}
        case "delete":
            return {**world, HOME: State(home.texts, home.current - set(step["ids"]))}
        case "back_up":
            return {**world, BACKUP: home}
        case "restore":
            return {**world, HOME: world[BACKUP], ASIDE: home}
        case "restore elsewhere":
            return {**world, OTHER: world[BACKUP]}
    return world


@dataclass(slots=True)
class Told:
    """The world by the worker's notes: what it was told is done, and what it has asked for."""

    world: World
    asked: World | None = None

    def note(self, text: str) -> None:
        said = json.loads(text)
        if "do" in said:
            self.asked = after(self.world, said)
            return
        assert self.asked is not None
        self.world, self.asked = self.asked, None
        home = self.world[HOME] or EMPTY
        for article_id, revision in said["told"]:
            assert revision == len(home.texts[article_id])

    def possible(self, name: str) -> list[State | None]:
        """What may be there now: an unanswered request was carried out wholly or not at all."""
        return [self.world[name], *([self.asked[name]] if self.asked else [])]


def found(index: Index) -> State:
    """What a home holds, read through its public face."""
    current = {each.article.id: each.number for each in index.articles(limit=1_000_000)}
    deleted = {f"a{n}" for n in range(100)} - current.keys()
    texts = {key: _texts(index, key, last) for key, last in current.items()}
    texts |= {key: past for key in deleted if (past := _texts(index, key, 0))}
    return State(texts, frozenset(current))


def _texts(index: Index, article_id: str, last: int) -> tuple[str, ...]:
    texts: list[str] = []
    while True:
        try:
            texts.append(index.article(article_id, len(texts) + 1).article.text)
        except IndexFault:
            assert len(texts) >= last
            return tuple(texts)


class PowerLoss(Exception):
    """What was acknowledged is not there."""


def examine(folder: Path, told: Told) -> tuple[World, int]:
    """The world that a folder holds, and how many derived parts had to be made again.

    Raises PowerLoss, or an error of the index, where that is not what was acknowledged.
    """
    home, remade = _examine_home(folder / HOME, told.possible(HOME))
    world: dict[str, State | None] = {HOME: home}
    for name in OTHER, BACKUP:
        world[name] = _examine_copy(folder, name, told.possible(name))
    world[ASIDE] = _examine_aside(folder, told.possible(ASIDE)[0])
    return world, remade


def _examine_home(home: Path, possible: list[State | None]) -> tuple[State | None, int]:
    with Index(home, create=None in possible) as index:
        holds = _one_of(found(index), possible, home.name)
        remade = _unsound_derived(index)
        catalog, *derived = index.derived_keys()
        _require(derived == [catalog, catalog], "the derived files differ from the catalog")
        _search(index, holds or EMPTY)
        index.add([written("z0", 0, 50)])
        _search(index, (holds or EMPTY).added(written("z0", 0, 50)))
        index.save()
        _require(not _unsound(index), f"after a save {_unsound(index)}")
    return holds, remade


def _one_of(holds: State, possible: list[State | None], name: str) -> State | None:
    for state in possible:
        if (state or EMPTY) == holds:
            return state
    known = possible[0] or EMPTY
    raise PowerLoss(f"{name}: {', '.join(_differences(known, holds)) or 'something else'}")


def _differences(known: State, holds: State) -> Iterator[str]:
    yield from (f"{key} is lost" for key in sorted(known.current - holds.current))
    yield from (f"{key} is back" for key in sorted(holds.current - known.current))
    for key, texts in known.texts.items():
        if key in holds.current and holds.texts.get(key) != texts:
            yield f"{key} has other revisions"


def _unsound(index: Index) -> dict[str, str]:
    return {each.part: each.detail for each in index.check() if not each.sound}


def _unsound_derived(index: Index) -> int:
    """How many derived parts are of no use; the catalog has to be sound as it is."""
    unsound = _unsound(index)
    _require(unsound.keys() <= {"FAISS index", "tantivy index"}, str(unsound))
    return len(unsound)


def _search(index: Index, state: State) -> None:
    """Each current article is found by its own word, and nothing else is."""
    for key, texts in state.texts.items():
        word = texts[-1].partition(".")[0]
        hits = {hit.article_id for hit in index.search(word, mode=Mode.LEXICAL)}
        _require(hits == {key} & state.current, f"a search for {key} finds {hits}")


def _examine_copy(folder: Path, name: str, possible: list[State | None]) -> State | None:
    """The state of a backup, or of the home that was restored elsewhere."""
    home = folder / name
    if name == BACKUP and home.exists():
        restore(home, folder / "restored", replace=False)
        home = folder / "restored"
    if None in possible and not (home / "catalog.sqlite3").exists():
        return None
    with Index(home) as index:
        holds = _one_of(found(index), [state for state in possible if state], name)
        _require(not _unsound(index), f"{name}: {_unsound(index)}")
    return holds


def _examine_aside(folder: Path, kept: State | None) -> State | None:
    """The state that the last restore has put aside; one that was cut short may have left less."""
    if kept is None:
        return None
    held = []
    for home in sorted(folder.glob(ASIDE)):
        with suppress(IndexFault), Index(home) as index:
            held.append(found(index))
    _require(kept in held, "what was there before a restore is not kept")
    return kept


def _require(held: object, what: str) -> None:
    if not held:
        raise PowerLoss(what)
