"""`groundwire eval`."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

from doors import Ran
from retrieval_set import write

Run = Callable[..., Ran]


def test_hit_rates_are_printed_for_each_set_and_mode(inside: Run, tmp_path: Path) -> None:
    write(tmp_path)
    ran = inside("groundwire", "eval", "--retrieval", tmp_path)
    assert (ran.status, ran.err) == (0, "")
    head, line = ran.out.splitlines()
    assert head.split()[:5] == ["set", "lexical", "hit@1/5/10", "dense", "hit@1/5/10"]
    assert line.split()[:2] == ["small", "0.500/0.500/0.500"]


def test_as_json_with_another_embedder_one_set_and_distractors(inside: Run, tmp_path: Path) -> None:
    write(tmp_path, "one")
    write(tmp_path, "two")
    others = tmp_path / "others.jsonl"
    texts = ["The ferry resumed? The ferry will resume, resumed and resume.", "Rain all day."]
    others.write_text("\n".join(json.dumps({"text": text}) for text in texts), "utf-8")
    chosen = ("--set", "two", "--embedder", "hashed", "--distractors", others)
    ran = inside("groundwire", "eval", "--retrieval", tmp_path, *chosen, "--json")
    (scores,) = ran.json
    assert (scores["name"], scores["queries"]) == ("two", 4)
    assert scores["rates"]["lexical"] == [0.25, 0.5, 0.5]  # one distractor comes before the ferry
    assert len(scores["gains"]) == 2


def test_the_home_of_the_user_is_left_alone(inside: Run, tmp_path: Path) -> None:
    write(tmp_path)
    env = {"GROUNDWIRE_HOME": str(tmp_path / "home")}
    assert inside("groundwire", "eval", "--retrieval", tmp_path, env=env).status == 0
    assert not (tmp_path / "home").exists()


def test_what_is_not_there_is_said(inside: Run, tmp_path: Path) -> None:
    ran = inside("groundwire", "eval", "--retrieval", tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert "holds no retrieval set" in ran.err
    write(tmp_path)
    ran = inside("groundwire", "eval", "--retrieval", tmp_path, "--set", "large")
    assert ran.status == 2
    assert "has no set 'large'; it has small" in ran.err
    with gzip.open(tmp_path / "small.queries.jsonl.gz", "wt") as file:
        file.write("[]")
    ran = inside("groundwire", "eval", "--retrieval", tmp_path)
    assert ran.status == 2
    assert "is no retrieval set" in ran.err
