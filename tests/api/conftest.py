"""A home folder with the sample feed in it, and a service over it."""

import gc
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import httpx
import pytest
from doors import FEED, Ran, environment, run, serving
from doors import embedding as serving_vectors
from web import Site, site


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve articles that no test changes."""
    folder = tmp_path_factory.mktemp("groundwire") / "home"
    ran = run("groundwire", "ingest", "--home", folder, FEED)
    assert (ran.status, ran.err) == (0, "")
    return folder


@pytest.fixture(scope="session")
def copied(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Copies of that home, for tests that change it."""

    def copy() -> Path:
        return Path(shutil.copytree(home, tmp_path_factory.mktemp("copy") / "home"))

    return copy


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The url of a service over the home that no test changes."""
    with serving(home) as url:
        yield url


@pytest.fixture(scope="module")
def client(copied: Callable[[], Path]) -> Iterator[httpx.Client]:
    """A client of a service over a copy that tests may add to."""
    with serving(copied()) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


@pytest.fixture
def inside(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """What `doors.run` does, in this process: ten times as fast as starting another."""
    entries = {"ask": "api.cli.ask", "groundwire": "api.cli.operations"}

    def run_inside(
        command: str,
        *arguments: str | bytes | Path,
        env: dict[str, str] | None = None,
        stdin: bytes = b"",
    ) -> Ran:
        main = import_module(entries[command]).main
        gc.enable()  # `ask` begins by turning it off
        with monkeypatch.context() as patched:
            patched.setattr(sys, "argv", [command, *map(os.fsdecode, arguments)])
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patched.setattr(os, "environ", environment(**(env or {})))
            with pytest.raises(SystemExit) as ended:
                main()
        return Ran(int(ended.value.code or 0), *capfd.readouterr())

    return run_inside


@pytest.fixture
def embedding() -> Iterator[str]:
    """The url of an embedding server whose vectors are not those of the built-in embedder."""
    with serving_vectors() as url:
        yield url


@pytest.fixture(scope="module")
def news() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture(scope="module")
def jobs_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jobs") / "home"


@pytest.fixture(scope="module")
def jobs_client(jobs_home: Path, news: Site) -> Iterator[httpx.Client]:
    with (
        serving(jobs_home, fetch_allow=news.allowed) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        yield client
