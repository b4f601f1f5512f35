"""Votes on answers, which every catalog keeps."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from index.state import State, Vote

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def vote(answer: str, user: str, *, helpful: bool, after: int = 0) -> Vote:
    return Vote(answer, user, helpful, NOW + timedelta(seconds=after), f'{{"id": "{answer}"}}')


def test_votes_are_kept_with_their_answers_oldest_first(opened: Callable[[], State]) -> None:
    first, second = vote("a", "U1", helpful=True), vote("b", "U1", helpful=False, after=1)
    opened().feedback.give(second)
    opened().feedback.give(first)
    assert opened().feedback.all() == [first, second]


def test_a_reader_s_later_vote_replaces_the_earlier_one(opened: Callable[[], State]) -> None:
    feedback = opened().feedback
    others = vote("a", "U2", helpful=True, after=1)
    for given in (vote("a", "U1", helpful=True), others, vote("a", "U1", helpful=False, after=2)):
        feedback.give(given)
    assert feedback.all() == [others, vote("a", "U1", helpful=False, after=2)]
