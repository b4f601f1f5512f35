"""Measure the service under load, as its users would: a process of its own, over HTTP.

    measure_load.py [--articles FILE] [--questions FILE] [--seconds 300] [--rate 20] [--workers 2]

Questions come at random moments (open loop: none waits for another's answer), while articles are
stored and /healthz is asked. Then five times as many come. Prints one line a figure.
"""

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).parent / "groundwire"
OVERLOAD = 5
STORED_A_SECOND = 2.0
HEALTH_A_SECOND = 10.0
WARM_UP = 60
PLACES = ("Ardenby", "Wexelhaven", "Lowmere", "Quellport", "Sandrigg", "Tarnholt")
THINGS = ("ferry", "tram", "archive", "bakery", "orchard", "signal box")
WORDS = ("渡轮", "电车", "档案馆", "面包房", "果园", "信号楼")


@dataclass
class Times:
    """Seconds that requests took, by status; 0 is a request without a response."""

    took: dict[int, list[float]] = field(default_factory=dict)

    def add(self, status: int, seconds: float) -> None:
        self.took.setdefault(status, []).append(seconds)

    def p(self, percent: float, *statuses: int) -> float:
        """A percentile in milliseconds."""
        found = sorted(s for status in statuses for s in self.took.get(status, ()))
        return 1000 * found[min(len(found) - 1, int(len(found) * percent / 100))] if found else 0.0

    def counts(self) -> Counter[int]:
        return Counter({status: len(times) for status, times in self.took.items()})


def generated(count: int) -> Iterator[dict[str, str]]:
    """Articles in both languages, each with facts of its own."""
    rng = random.Random(7)
    for n in range(count):
        place, thing = rng.choice(PLACES), rng.randrange(len(THINGS))
        cost, share = rng.randrange(10, 900), rng.randrange(3, 97)
        text = (
            f"The {THINGS[thing]} of {place} cost {cost} million dollars to rebuild.\n"
            f"In its first month {share}% of the visitors came from other towns.\n"
            f"{place}的{WORDS[thing]}耗资{cost}百万美元重建。开放首月，{share}%的访客来自外地。\n"
            f"The town council will vote on a second building in report {n}."
        )
        yield {
            "id": f"load-{n}",
            "title": f"The {THINGS[thing]} of {place}, report {n}",
            "source": "Load Gazette",
            "published_at": f"2025-{n % 9 + 1:02}-{n % 27 + 1:02}",
            "text": text,
        }


def questions(path: Path) -> list[str]:
    """Those of the file, and some about the generated articles."""
    known = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    pairs = [(place, n) for place in PLACES for n in range(len(THINGS))]
    english = [f"How much did the {THINGS[n]} of {place} cost to rebuild?" for place, n in pairs]
    chinese = [f"{place}的{WORDS[n]}重建花了多少钱？" for place, n in pairs]
    return known + english[::2] + chinese[1::2]


@contextmanager
def serving(home: Path, workers: int) -> Generator[tuple[str, int], None, None]:
    """The url of a service, and its process."""
    log = (home.parent / "serve.log").open("w+", encoding="utf-8")
    command = [COMMAND, "serve", "--home", home, "--port", "0", "--workers", str(workers)]
    with subprocess.Popen(command, stderr=log) as process:
        try:
            yield _url(Path(log.name)), process.pid
        finally:
            process.terminate()
            print("exit status", process.wait(60))


def _url(log: Path) -> str:
    """Where it answers, once it is ready."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = re.search(r"http://[\d.]+:\d+", log.read_text("utf-8"))
        if found and _ready(found[0]):
            return found[0]
        time.sleep(0.1)
    raise SystemExit(log.read_text("utf-8"))


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").is_success
    except httpx.TransportError:
        return False


def processor(pid: int) -> float:
    """Seconds that a process and its children have computed."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor(int(child)) for child in children)


def memory(pid: int) -> int:
    """Bytes of a process and its children, what they share counted once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    own = int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) * 1024
    return own + sum(memory(int(child)) for child in children)


async def open_loop(a_second: float, seconds: float, one: Callable[[], Awaitable[None]]) -> None:
    """Call `one` at random moments, so many a second in the mean, and wait for the last."""
    rng, at, end = random.Random(11), time.monotonic(), time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        while (at := at + rng.expovariate(a_second)) < end:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            group.create_task(one())


class Load:
    """What is sent, and how long it took."""

    def __init__(self, url: str, asked: list[str]) -> None:
        self._host, self._port = url.removeprefix("http://").split(":")
        self._asked, self._rng = asked, random.Random(5)
        self._articles = generated(1_000_000)
        for _ in range(500):
            next(self._articles)

    async def _timed(self, times: Times, method: str, path: str, body: object = None) -> None:
        """A request on a connection of its own; httpx would take as long as the service."""
        data = json.dumps(body).encode() if body else b""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        start, status = time.perf_counter(), 0
        try:
            reader, writer = await asyncio.open_connection(self._host, self._port)
            writer.write(head.encode() + data)
            status = int((await reader.read()).split(b" ", 2)[1])
            writer.close()
        except (OSError, IndexError) as error:
            print("no response:", repr(error))
        times.add(status, time.perf_counter() - start)

    async def ask(self, times: Times) -> None:
        await self._timed(times, "POST", "/v1/ask", {"question": self._rng.choice(self._asked)})

    async def run(self, a_second: float, seconds: float) -> tuple[Times, Times, Times]:
        """Questions, stored articles and health for so long."""
        asks, stores, health = Times(), Times(), Times()

        async def store() -> None:
            await self._timed(stores, "POST", "/v1/articles", next(self._articles))

        await asyncio.gather(
            open_loop(a_second, seconds, lambda: self.ask(asks)),
            open_loop(STORED_A_SECOND, seconds, store),
            open_loop(HEALTH_A_SECOND, seconds, lambda: self._timed(health, "GET", "/healthz")),
        )
        return asks, stores, health


async def measure(url: str, pid: int, asked: list[str], rate: float, seconds: float) -> None:
    load, alone = Load(url, asked), Times()
    for _ in range(WARM_UP):
        await load.ask(Times())
    for _ in range(2 * WARM_UP):
        await load.ask(alone)
    print(f"one at a time: p50 {alone.p(50, 200):.0f} ms, p99 {alone.p(99, 200):.0f} ms")
    await load.run(rate, seconds / 5)  # what is kept in memory has filled up
    before, worked = memory(pid), processor(pid)
    asks, stores, health = await load.run(rate, seconds)
    growth, worked = memory(pid) / before - 1, processor(pid) - worked
    report(f"{rate:g} questions a second", asks, stores, health)
    print(f"  processor: {worked / seconds:.2f} s each second; load average {os.getloadavg()[0]}")
    print(f"memory: {before / 1e6:.0f} MB, {100 * growth:+.1f} % at the end")
    more, stores, health = await load.run(OVERLOAD * rate, max(20, seconds / 5))
    report(f"{OVERLOAD * rate:g} questions a second", more, stores, health)
    print(
        f"refused: p50 {more.p(50, 503):.0f} ms, p99 {more.p(99, 503):.0f} ms; "
        f"accepted p99 / p99 before: {more.p(99, 200) / max(asks.p(99, 200), 1):.2f}"
    )


def report_from_inside(client: httpx.Client) -> None:
    """What the service itself has measured: without the time that this script waited for its turn."""
    found: dict[tuple[str, str], dict[float, float]] = {}
    for line in client.get("/metrics").text.splitlines():
        match = re.fullmatch(r"groundwire_request_seconds_bucket{(.*)} (\S+)", line)
        if match:
            labels = dict(re.findall(r'(\w+)="([^"]*)"', match[1]))
            buckets = found.setdefault((labels["route"], labels["status"]), {})
            buckets[float(labels["le"])] = float(match[2])
    for (route, status), buckets in sorted(found.items()):
        total = buckets[float("inf")]
        bound = min(le for le, count in buckets.items() if count >= 0.99 * total)
        print(f"  inside: {route} {status}: {total:.0f}, p99 at most {1000 * bound:.0f} ms")


def report(title: str, asks: Times, stores: Times, health: Times) -> None:
    print(f"{title}: {dict(asks.counts())}, stored {dict(stores.counts())}")
    for name, times, status in (
        ("answers", asks, (200,)),
        ("stored", stores, (200, 201)),
        ("health", health, (200,)),
    ):
        values = [f"p{p:g} {times.p(p, *status):.0f} ms" for p in (50, 95, 99, 100)]
        print(f"  {name}: {', '.join(values)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, default=ROOT / "examples/technology-feed.txt")
    parser.add_argument(
        "--questions", type=Path, default=ROOT / "examples/technology-questions.jsonl"
    )
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    given = parser.parse_args()
    with TemporaryDirectory(prefix="groundwire-load-") as folder:
        home, more = Path(folder) / "home", Path(folder) / "generated.jsonl"
        lines = [json.dumps(article, ensure_ascii=False) for article in generated(500)]
        more.write_text("\n".join(lines), encoding="utf-8")
        subprocess.run([COMMAND, "ingest", "--home", home, given.articles, more], check=True)
        with serving(home, given.workers) as (url, pid):
            asyncio.run(measure(url, pid, questions(given.questions), given.rate, given.seconds))
            with httpx.Client(base_url=url) as client:
                report_from_inside(client)


if __name__ == "__main__":
    main()
