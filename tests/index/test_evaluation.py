"""Hit rates over sets of queries with known passages."""

import gzip
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from retrieval_set import PASSAGES, QUERIES, write

from index import Article, Index, Mode
from index.errors import BadFile
from index.evaluation import Homes, RetrievalSet, Scores, _gain, ranks
from index.words import shingles


@pytest.fixture
def which(tmp_path: Path) -> RetrievalSet:
    write(tmp_path)
    return RetrievalSet.read(tmp_path, "small")


def test_a_set_is_what_its_two_files_hold(tmp_path: Path, which: RetrievalSet) -> None:
    assert RetrievalSet.names(tmp_path) == ["small"]
    assert which == RetrievalSet("small", PASSAGES, QUERIES)


def test_ranks_are_the_places_of_the_first_relevant_article(
    which: RetrievalSet, tmp_path: Path
) -> None:
    with Homes(partial(Index, create=True)) as homes, homes.holding(which) as index:
        found = ranks(index, which, Mode.LEXICAL)
    np.testing.assert_array_equal(found, [1, 1, 0, 0])


def test_a_near_copy_among_the_distractors_is_relevant_too(
    which: RetrievalSet, tmp_path: Path
) -> None:
    copied = Article(PASSAGES["ferry"] + " The ferry! The ferry!", id="copy")
    other = Article("The ferry resumed? The ferry will resume, resumed and resume.", id="other")
    with Homes(partial(Index, create=True), [other]) as homes, homes.holding(which) as index:
        assert ranks(index, which, Mode.LEXICAL)[0] == 2
        index.add([copied])
        index.delete(["small/ferry"])
        assert ranks(index, which, Mode.LEXICAL)[0] == 2
        index.delete(["copy"])
        assert ranks(index, which, Mode.LEXICAL)[0] == 0


def test_scores_hold_the_rates_of_every_mode(which: RetrievalSet, tmp_path: Path) -> None:
    with Homes(partial(Index, create=True)) as homes, homes.holding(which) as index:
        scores = Scores.of(index, which)
    assert (scores.name, scores.queries) == ("small", 4)
    assert scores.rates[Mode.LEXICAL] == [0.5, 0.5, 0.5]
    assert scores.rates[Mode.DENSE] == [0.5, 1.0, 1.0]  # three passages: all are among the first


def test_a_gain_is_over_the_better_of_the_two_alone_with_an_interval() -> None:
    lexical, dense = np.array([1] * 50 + [3] * 50), np.array([1] * 60 + [0] * 40)
    hybrid = np.array([1] * 90 + [2] * 10)
    found = {Mode.LEXICAL: lexical, Mode.DENSE: dense, Mode.HYBRID: hybrid}
    gain, low, high = _gain(found, 1)
    assert gain == pytest.approx(0.3)
    assert 0.2 < low < 0.25
    assert 0.35 < high < 0.4
    assert _gain(found, 10) == (0.0, 0.0, 0.0)


def test_shingles_are_runs_of_folded_letters() -> None:
    assert shingles("Ａb-C, d", 3) == {"abc", "bcd"}
    assert shingles("ab", 3) == set()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no gzip", "small.passages.jsonl.gz: cannot be read"),
        (gzip.compress(b"{", mtime=0), "small.passages.jsonl.gz: cannot be read"),
        (gzip.compress(b'{"id": "a"}', mtime=0), "is no retrieval set: 'text' is missing"),
    ],
)
def test_a_broken_set_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    write(tmp_path)
    (tmp_path / "small.passages.jsonl.gz").write_bytes(content)
    with pytest.raises(BadFile, match=message):
        RetrievalSet.read(tmp_path, "small")


def test_a_folder_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"holds no retrieval set: no NAME.queries.jsonl.gz is there"):
        RetrievalSet.names(tmp_path)
