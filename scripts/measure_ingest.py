"""Ingest a large file into an empty home, and measure what a user of it would notice.

    python scripts/measure_ingest.py FILE [--small FEED] [--home FOLDER]

Prints articles a second, the largest memory of the ingesting process, the size of the home, the
time of a second run that changes nothing, acknowledgement times of one more article, and how long
`ask` takes from a cold start against the large home, as a ratio to a home of the small feed.
"""

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from measure_start import ask_command, seconds

from index import Article, Index, ingest
from index.parsing import parse_path

QUESTION = "2023年第二季度京东集团的营收是多少？"
ADDED = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--small", type=Path, default=Path("examples/technology-feed.txt"))
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = options.home or Path(scratch) / "large"
        shutil.rmtree(home, ignore_errors=True)
        first, count = timed_ingest(home, options.file)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
        print(f"ingest | {count} articles in {first:.0f} s | {count / first:.0f} a second")
        print(f"largest memory | {memory:.0f} MB of the ingesting process")
        print(f"home folder | {size / 1e6:.0f} MB")
        again, _ = timed_ingest(home, options.file)
        print(f"second run, nothing changed | {again:.1f} s | {first / again:.1f} times faster")
        acknowledge(home)
        small = Path(scratch) / "small"
        timed_ingest(small, options.small)
        compare_starts(home, small)


def timed_ingest(home: Path, path: Path) -> tuple[float, int]:
    start = time.perf_counter()
    with Index(home, create=True) as index:
        count = sum(1 for _ in ingest(index, parse_path(path)))
        index.save()
    return time.perf_counter() - start, count


def acknowledge(home: Path) -> None:
    times = []
    with Index(home) as index:
        for number in range(ADDED):
            article = Article(
                f"第{number}艘渡轮今天恢复开行，票价为{number}元。" * 10, id=f"ferry-{number}"
            )
            start = time.perf_counter()
            index.add([article])
            times.append((time.perf_counter() - start) * 1000)
    print(
        f"one more article, acknowledged | p50 {statistics.median(times):.1f} ms | max {max(times):.1f} ms"
    )


def compare_starts(large: Path, small: Path) -> None:
    times: dict[Path, list[float]] = {large: [], small: []}
    for _ in range(5):
        for home, measured in times.items():
            measured.append(seconds(ask_command(home, QUESTION)))
    medians = [statistics.median(measured) for measured in times.values()]
    print(
        f"ask, whole process | {medians[0]:.2f} s on the large home, {medians[1]:.2f} s on the small "
        f"| ratio {medians[0] / medians[1]:.2f}"
    )


if __name__ == "__main__":
    main()
