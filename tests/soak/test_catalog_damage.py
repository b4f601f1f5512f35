"""A catalog under random damage: the answers of before, or a refusal that says what to do."""

import faulthandler
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from damage import clear_block, flip_bit, flip_byte, harm, truncate
from soak import catalog_world as world

from index import Index, IndexFault, Outcome
from index.errors import HomeFault

ROUNDS, SOAK_ROUNDS = 12, 200
LONGEST_ROUND_S = 120
# Bits and bytes are what the promise names; disks clear and cut, too.
HARMS = [flip_bit, flip_bit, flip_byte, flip_byte, clear_block, truncate]
ADVICE = re.compile(r"`groundwire restore FILE --replace`|update groundwire")
QUESTIONS = world.questions(world.revision_counts())
READS = world.reads(world.revision_counts())


@dataclass(frozen=True)
class Refused:
    """A fault of the home; what it says."""

    advice: str


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The same home as a clean closing leaves it, and as a kill does."""
    folder = tmp_path_factory.mktemp("catalog-damage")
    closed, killed = folder / "closed", folder / "killed"
    with Index(closed, create=True) as index:
        world.fill(index)
        index.save()
        shutil.copytree(closed, killed)
    return {"closed": closed, "killed": killed}


def asked(home: Path, questions: Mapping[str, world.Question]) -> dict[str, Any]:
    """What comes of every question, a refusal included."""
    try:
        with Index(home) as index:
            return {name: outcome(index, question) for name, question in questions.items()}
    except HomeFault as fault:
        return dict.fromkeys(questions, refusal(fault))


def outcome(index: Index, question: world.Question) -> Any:
    try:
        return question(index)
    except HomeFault as fault:
        return refusal(fault)
    except IndexFault as fault:  # that an article or a source is unknown would be a wrong answer
        return repr(fault)


def refusal(fault: HomeFault) -> Refused:
    assert ADVICE.search(str(fault)), str(fault)
    return Refused(str(fault))


def damaged(home: Path, random: Random) -> str:
    """Damage the catalog or its log, and remove what could witness it; what was done."""
    files = [path for path in home.glob("catalog.sqlite3*") if path.suffix != ".sqlite3-shm"]
    files = sorted(path for path in files if path.stat().st_size)
    what = harm(random.choice(files), HARMS, random)
    if random.random() < 0.5:
        shutil.rmtree(home / "vectors")
        shutil.rmtree(home / "terms")
        what += ", without derived files"
    return what


def added(home: Path) -> Any:
    """What comes of adding a new article, one that is there, and a new revision."""
    there = world.articles()
    changed = replace(there[1], text=f"{there[1].text} Changed.")
    try:
        with Index(home) as index:
            outcomes = [(a.revision, a.outcome) for a in index.add([world.MORE, there[0], changed])]
            assert index.article(world.MORE.id).article.text == world.MORE.text
            assert index.search("lighthouse")[0].article_id == world.MORE.id
            return outcomes
    except HomeFault as fault:
        return refusal(fault)


def differing(seen: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """What is neither as before nor refused."""
    return {
        name: value
        for name, value in seen.items()
        if value != expected[name] and not isinstance(value, Refused)
    }


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Called once a round: a hang ends the run, and the file says where it hung."""
    with (tmp_path / "hang.txt").open("w") as stream:
        yield lambda: faulthandler.dump_traceback_later(LONGEST_ROUND_S, exit=True, file=stream)
        faulthandler.cancel_dump_traceback_later()


def test_a_damaged_catalog_answers_as_before_or_says_what_to_do(
    homes: Mapping[str, Path],
    tmp_path: Path,
    watch: Callable[[], None],
    soak: bool,
    rounds: int | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected = asked(homes["closed"], QUESTIONS)
    assert asked(homes["killed"], QUESTIONS) == expected
    current = {name: value for name, value in expected.items() if name in READS}
    seen = Counter[str]()
    for number in range(rounds or (SOAK_ROUNDS if soak else ROUNDS)):
        watch()
        random, copy = Random(number), tmp_path / "copy"
        shutil.copytree(homes[random.choice(["closed", "closed", "killed"])], copy)
        what = f"round {number}: {damaged(copy, random)}"
        answers = asked(copy, QUESTIONS)
        assert differing(answers, expected) == {}, what
        after = added(copy)
        new, same, revised = (1, Outcome.NEW), (1, Outcome.UNCHANGED), (2, Outcome.REVISED)
        assert isinstance(after, Refused) or after == [new, same, revised], what
        ended = {"read article-1 1"}  # by the revision that was added
        reads = {name: ask for name, ask in READS.items() if name not in ended}
        assert differing(asked(copy, reads), current) == {}, what
        seen[summary(answers)] += 1
        shutil.rmtree(copy)
    with capsys.disabled():
        sys.stdout.write(f"\ncatalog damage: {dict(seen)}\n")


def summary(answers: Mapping[str, Any]) -> str:
    refused = sum(isinstance(value, Refused) for value in answers.values())
    if not refused:
        return "unaffected"
    return "refused" if refused == len(answers) else "partly refused"
