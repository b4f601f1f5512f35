"""The power fails at any moment: what was acknowledged is there, wholly, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from soak.power_loss import Disk, Record, read_log
from soak.power_world import NOTHING, PowerLoss, Told, World, examine

from index import IndexFault, embedding

HERE = Path(__file__).parent
FEW, MANY = 6, 100
CUTS_A_LIFE = 6  # how often the power fails in what one worker has done
STEPS = 40
GO_ON = 0.3  # how often what is left is where the next worker may begin


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recorder, compiled."""
    if sys.platform != "linux" or os.uname().machine not in {"x86_64", "aarch64"}:
        pytest.skip("system calls are recorded on Linux, on x86-64 and arm64")
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler to build the recorder with")
    built = tmp_path_factory.mktemp("recorder") / "power_loss.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-pthread", "-o", built, HERE / "power_loss.c"]
    subprocess.run(command, check=True)
    return built


@pytest.fixture(autouse=True)
def other_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embedding._EMBEDDERS, "other", "soak.power_world:OtherEmbedder")


@dataclass(frozen=True, slots=True)
class Life:
    """What one worker did to a folder, and what was there before."""

    root: Path
    held: Path | None
    world: World
    records: list[Record]

    def disk(self) -> Disk:
        return Disk(self.root, self.held)


@dataclass(slots=True)
class Lives:
    """Workers one after the other, some of which begin on what a loss of power has left."""

    library: Path
    folder: Path
    random: Random
    synced: bool = True
    left: tuple[Path, World] | None = None

    def live(self, number: int) -> Life:
        folder = self.folder / f"life{number}"
        root = folder / "root"
        held, world = self.left or (None, NOTHING)
        if held:
            shutil.copytree(held, root)
        else:
            root.mkdir(parents=True)
        self._run(root, folder / "log", seed=f"{self.random.random()}")
        return Life(root, held, world, list(read_log(folder / "log")))

    def _run(self, root: Path, log: Path, seed: str) -> None:
        paths = [str(HERE.parents[1]), str(HERE.parent)]
        command = [sys.executable, HERE / "power_worker.py", self.library, root, log, seed]
        done = subprocess.run(
            [*command, str(STEPS), *([] if self.synced else ["unsynced"])],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            capture_output=True,
            text=True,
            check=False,
        )
        if "system calls cannot be watched here" in done.stderr:
            pytest.skip("this system does not let a process filter its system calls")
        assert done.returncode == 0, done.stderr

    def losses(self, rounds: int) -> Iterator["Loss"]:
        """Fail so many times in all."""
        for number in range(-(-rounds // CUTS_A_LIFE)):
            life = self.live(number)
            cuts = sorted(moments(life.records, self.random, min(CUTS_A_LIFE, rounds)))
            rounds -= len(cuts)
            yield from self._fail(life, cuts, self.folder / f"life{number}")

    def _fail(self, life: Life, cuts: list[int], folder: Path) -> Iterator["Loss"]:
        disk, told, done = life.disk(), Told(life.world), 0
        self.left = None
        for number, cut in enumerate(cuts):
            for record in life.records[done:cut]:
                if record.kind == "n":
                    told.note(record.text)
                else:
                    disk.take_in(record)
            done = cut
            left = folder / f"left{number}"
            disk.fail(left, self.random)
            loss = look(left, told, cut)
            if loss.world and self.random.random() < GO_ON:
                self.left = (left, loss.world)
            yield loss


def moments(records: list[Record], random: Random, count: int) -> list[int]:
    """Where the power fails: in each kind of step alike, often before what makes things certain."""
    notes = [n for n, record in enumerate(records) if record.kind == "n"]
    kinds: dict[str, list[tuple[int, int]]] = {}
    for begin, end in zip(notes[::2], notes[1::2], strict=True):
        kinds.setdefault(json.loads(records[begin].text)["do"], []).append((begin + 1, end + 1))
    chosen = random.choices(list(kinds.values()), k=count)
    return [_moment(records, random, *random.choice(steps)) for steps in chosen]


def _moment(records: list[Record], random: Random, begin: int, end: int) -> int:
    """One from the note before `begin`, which asks, to the one before `end`, which answers."""
    syncs = [n for n in range(begin, end) if records[n].syncs]
    return random.choice((random.choice(syncs or [end]), end, random.randint(begin, end)))


@dataclass(frozen=True, slots=True)
class Loss:
    """What a loss of power has done: `lost` is empty where all that was promised is there."""

    world: World | None
    remade: int
    lost: str


def look(left: Path, told: Told, cut: int) -> Loss:
    """Open a copy of what is left of a folder after so many records, and see what it holds."""
    with TemporaryDirectory(dir=left.parent) as temporary:
        copy = Path(temporary) / left.name
        shutil.copytree(left, copy)
        try:
            world, remade = examine(copy, told)
        except (PowerLoss, IndexFault) as error:
            return Loss(None, 0, f"{left} (record {cut}): {type(error).__name__}: {error}")
    return Loss(world, remade, "")


def on_disk(root: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(root)): None if path.is_dir() else path.read_bytes()
        for path in root.rglob("*")
    }


def without_shared_memory(content: dict[str, bytes | None]) -> dict[str, bytes | None]:
    """SQLite writes these through memory, and makes them anew."""
    return {path: data for path, data in content.items() if not path.endswith("-shm")}


def test_the_log_tells_all_that_was_written(library: Path, tmp_path: Path) -> None:
    life = Lives(library, tmp_path, Random("all")).live(0)
    disk = life.disk()
    for record in life.records:
        disk.take_in(record)
    assert without_shared_memory(disk.seen()) == without_shared_memory(on_disk(life.root))


def test_nothing_acknowledged_is_lost(
    library: Path,
    tmp_path: Path,
    soak: bool,
    rounds: int | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    count = rounds or (MANY if soak else FEW)
    lives = Lives(library, tmp_path, Random(count))
    losses = list(lives.losses(count))
    lost = [loss.lost for loss in losses if loss.lost]
    with capsys.disabled():
        remade = Counter(loss.remade > 0 for loss in losses)[True]
        sys.stdout.write(
            f"\npower loss: {len(losses)} rounds, {len(lost)} lost, {remade} rebuilt derived files\n"
        )
    assert lost == []


def test_a_writer_that_does_not_wait_for_the_disk_loses(library: Path, tmp_path: Path) -> None:
    lives = Lives(library, tmp_path, Random("unsynced"), synced=False)
    assert [loss.lost for loss in lives.losses(FEW) if loss.lost]
