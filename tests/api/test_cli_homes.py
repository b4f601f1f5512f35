"""Homes that are not as they should be, and the service as a command."""

import json
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from doors import (
    BACKLOG,
    BACKLOG_ANSWER,
    COMMANDS,
    FEED,
    Ran,
    contents,
    environment,
    nobody_listening,
    run,
)
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
OTHER = b'{"text": "The ferry resumed."}'


@pytest.fixture
def read_only(copied: Callable[[], Path]) -> tuple[Path, tuple[str, ...]]:
    """A home, and what to put before a command so that it cannot write there, root or not."""
    home = copied()
    before = ("unshare", "-rm", "sh", "-c", READ_ONLY, str(home))
    try:
        tried = subprocess.run([*before, "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no `unshare` to make a read-only mount with")
    if tried.returncode:
        pytest.skip(f"no read-only mount can be made here: {tried.stderr.strip()}")
    return home, before


def write_model(folder: Path) -> None:
    """A sentence-transformers model of two words, written without loading the library."""
    folder.mkdir()
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "backlog": 1}, unk_token="[UNK]"))
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embedding.weight": np.eye(2, dtype=np.float32)}, folder / "model.safetensors")
    kind = "sentence_transformers.models.StaticEmbedding"
    modules = [{"idx": 0, "name": "0", "path": "", "type": kind}]
    (folder / "modules.json").write_text(json.dumps(modules), "utf-8")


def test_another_embedder_is_refused_and_the_home_stays_as_it_is(
    tmp_path: Path, copied: Callable[[], Path]
) -> None:
    home, model = copied(), tmp_path / "model"
    write_model(model)
    before = contents(home)
    ran = run("ask", "--home", home, BACKLOG, env={"GROUNDWIRE_EMBEDDER": str(model)})
    assert (ran.status, ran.out) == (1, "")
    assert f"{home} holds vectors of 'static' (static-512-" in ran.err
    assert "), not of st-model-2-" in ran.err
    assert ran.err.endswith(f"or run `groundwire reindex --embedder {model}`\n")
    assert contents(home) == before


def test_the_command_named_by_the_refusal_switches_to_the_other_embedder(
    embedding: str, copied: Callable[[], Path], inside: Callable[..., Ran]
) -> None:
    home = copied()
    env = {"GROUNDWIRE_HOME": str(home), "GROUNDWIRE_EMBEDDER": embedding}
    refused = inside("groundwire", "ingest", FEED, env=env)
    assert (refused.status, refused.out) == (1, "")
    advised = re.search(r"`groundwire (reindex --embedder .*)`", refused.err)
    assert advised is not None
    switched = run("groundwire", *shlex.split(advised[1]), env=env)
    assert (switched.status, switched.out) == (0, "47 passages embedded\n")
    assert inside("ask", BACKLOG, env=env).out.startswith(f"{BACKLOG_ANSWER} [1]\n")
    back = inside("ask", BACKLOG, env={**env, "GROUNDWIRE_EMBEDDER": "builtin"})
    assert (back.status, back.out) == (1, "")
    assert f"{home} holds vectors of '{embedding}'" in back.err
    assert back.err.endswith("or run `groundwire reindex --embedder builtin`\n")


def test_reindexing_with_the_same_embedder_does_nothing_twice(
    copied: Callable[[], Path], inside: Callable[..., Ran]
) -> None:
    home = copied()
    assert inside("groundwire", "reindex", "--home", home) == Ran(0, "0 passages embedded\n", "")
    assert inside("ask", "--home", home, BACKLOG).out.startswith(f"{BACKLOG_ANSWER} [1]\n")


def test_an_embedding_server_that_is_down_is_a_failure_and_changes_nothing(
    copied: Callable[[], Path], inside: Callable[..., Ran]
) -> None:
    home = copied()
    before = contents(home)
    with nobody_listening() as url:
        ran = inside("groundwire", "reindex", "--home", home, "--embedder", url)
    assert (ran.status, ran.out) == (1, "")
    assert f"the embedding server at {url}/embeddings cannot be used" in ran.err
    assert contents(home) == before


def test_a_read_only_home_can_be_searched(read_only: tuple[Path, tuple[str, ...]]) -> None:
    home, before = read_only
    ran = run("ask", "--home", home, BACKLOG, before=before)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"{BACKLOG_ANSWER} [1]\n")


@pytest.mark.parametrize("command", ["ingest", "delete", "reindex"])
def test_a_read_only_home_is_not_written_and_that_is_said(
    command: str, read_only: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    (tmp_path / "other.jsonl").write_bytes(OTHER)
    arguments = {"ingest": [tmp_path / "other.jsonl"], "delete": ["d79531914a244a9c"]}
    home, before = read_only
    held = contents(home)
    ran = run("groundwire", command, "--home", home, *arguments.get(command, []), before=before)
    assert ran == Ran(1, "", f"{home} cannot be written: it can only be searched\n")
    assert contents(home) == held


def test_listing_and_showing_need_no_writing(read_only: tuple[Path, tuple[str, ...]]) -> None:
    home, before = read_only
    ran = run("groundwire", "show", "--home", home, "d79531914a244a9c", before=before)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("Orders Outpace Server Halls at CoreWeave\n")


def test_a_home_that_cannot_be_made_is_a_failure_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = run("groundwire", "ingest", "--home", tmp_path / "file", FEED)
    assert ran.status == 1
    assert str(tmp_path / "file") in ran.err
    assert "Traceback" not in ran.err


def test_a_damaged_catalog_is_a_failure_that_says_so_and_stays_as_it_is(
    copied: Callable[[], Path], inside: Callable[..., Ran]
) -> None:
    home = copied()
    (home / "catalog.sqlite3").write_bytes(b"not a database at all" * 99)
    before = contents(home)
    for ran in (
        inside("ask", "--home", home, BACKLOG),
        inside("groundwire", "ingest", "--home", home, FEED),
    ):
        assert (ran.status, ran.out) == (1, "")
        assert f"{home}/catalog.sqlite3 is damaged" in ran.err
        assert "restore a backup" in ran.err
    assert contents(home) == before


@pytest.fixture
def served(home: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The url of `groundwire serve`, and its process."""
    process = subprocess.Popen(
        [COMMANDS / "groundwire", "serve", "--port", "0", "--home", home],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", line):
            yield found[1], process
            break
    else:
        pytest.fail(f"it did not start: {said}")
    process.kill()
    process.communicate()


def test_the_service_starts_answers_and_ends_when_interrupted(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    url, process = served
    answer = httpx.post(f"{url}/v1/ask", json={"question": BACKLOG}, timeout=30).json()
    assert answer["answer"] == f"{BACKLOG_ANSWER} [1]"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("variable", "value", "status", "message"),
    [
        ("GROUNDWIRE_TIMEZONE", "Mars/Base", 2, "'Mars/Base' is not a time zone"),
        (
            "GROUNDWIRE_EMBEDDER",
            "http://127.0.0.1:9",
            1,
            "the embedding server at http://127.0.0.1:9",
        ),
    ],
)
def test_a_service_that_could_only_fail_does_not_start(
    variable: str, value: str, status: int, message: str, home: Path
) -> None:
    ran = run("groundwire", "serve", "--port", "0", "--home", home, env={variable: value})
    assert (ran.status, ran.out) == (status, "")
    assert message in ran.err
    assert "Started server" not in ran.err
