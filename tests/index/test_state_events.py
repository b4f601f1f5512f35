"""The queue of events, which every catalog keeps."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from index.state import Event, Incoming, Receipt, Stage, State

Opened = Callable[[], State]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LEASE = timedelta(seconds=20)
LATER = NOW + LEASE


def incoming(name: str, lane: str = "", signature: str = "") -> Incoming:
    return Incoming(name, lane or name, f'{{"text": "{name}"}}', NOW, signature)


def lease(state: State, holder: str, now: datetime = NOW) -> Event | None:
    return state.events.lease(holder, now, now + LEASE)


def leased(state: State, holder: str, now: datetime = NOW) -> Event:
    event = lease(state, holder, now)
    assert event is not None
    return event


def test_an_event_is_new_once_and_known_ever_after(opened: Opened) -> None:
    first = opened().events.receive([incoming("a"), incoming("b"), incoming("a")])
    assert first == [Receipt.NEW, Receipt.NEW, Receipt.KNOWN]
    assert opened().events.receive([incoming("b"), incoming("c")]) == [
        Receipt.KNOWN,
        Receipt.NEW,
    ]


def test_what_bears_the_first_one_s_signature_is_replayed(opened: Opened) -> None:
    events = opened().events
    events.receive([incoming("a", signature="v0=1")])
    assert events.receive([incoming("a", signature="v0=1")]) == [Receipt.REPLAYED]
    assert events.receive([incoming("a", signature="v0=2")]) == [Receipt.KNOWN]
    events.receive([incoming("b")])
    assert events.receive([incoming("b")]) == [Receipt.KNOWN]


def test_an_event_is_leased_to_one_worker(opened: Opened) -> None:
    one, other = opened(), opened()
    one.events.receive([incoming("a")])
    assert leased(one, "one") == Event(
        "a", "a", '{"text": "a"}', NOW, Stage.WORKING, "one", attempts=1
    )
    assert lease(other, "other") is None


def test_a_lease_that_ran_out_is_taken_over(opened: Opened) -> None:
    state = opened()
    state.events.receive([incoming("a")])
    first = leased(state, "first")
    second = leased(opened(), "second", LATER)
    assert (second.holder, second.attempts) == ("second", 2)
    assert not state.events.renew("first", LATER)
    assert not state.events.posting(first, "answer", "{}", LATER)
    assert not state.events.postpone(first, LATER, posted=False, counts=True)
    assert not state.events.finish(first, Stage.DONE)
    assert state.events.finish(second, Stage.DONE)


def test_a_renewed_lease_does_not_run_out(opened: Opened) -> None:
    state = opened()
    state.events.receive([incoming("a")])
    leased(state, "first")
    assert state.events.renew("first", LATER + LEASE)
    assert lease(state, "second", LATER) is None
    assert leased(state, "second", LATER + LEASE).attempts == 2


def test_what_may_have_been_posted_says_so_with_its_answer(opened: Opened) -> None:
    state = opened()
    state.events.receive([incoming("a")])
    assert state.events.posting(leased(state, "first"), "answer-1", '{"answer": "丁"}', LATER)
    taken = leased(opened(), "second", LATER)
    assert (taken.stage, taken.answer) == (Stage.POSTING, '{"answer": "丁"}')
    assert opened().events.answer("answer-1") == '{"answer": "丁"}'
    assert opened().events.answer("answer-2") is None


@pytest.mark.parametrize(
    ("posted", "counts", "stage", "attempts"),
    [(False, False, Stage.WORKING, 1), (True, True, Stage.POSTING, 2)],
)
def test_a_postponed_event_waits_and_keeps_its_answer(
    opened: Opened, posted: bool, counts: bool, stage: Stage, attempts: int
) -> None:
    state = opened()
    state.events.receive([incoming("a")])
    first = leased(state, "first")
    state.events.posting(first, "answer-1", "{}", LATER)
    assert state.events.postpone(first, NOW + LEASE / 2, posted=posted, counts=counts)
    assert lease(state, "second", NOW + LEASE / 4) is None
    again = leased(state, "second", NOW + LEASE / 2)
    assert (again.stage, again.answer, again.attempts) == (stage, "{}", attempts)


@pytest.mark.parametrize("end", [Stage.DONE, Stage.FAILED])
def test_what_ended_is_not_leased_again(opened: Opened, end: Stage) -> None:
    state = opened()
    state.events.receive([incoming("a")])
    state.events.finish(leased(state, "first"), end)
    assert lease(opened(), "second", LATER + LEASE) is None


def test_events_of_a_lane_are_done_in_order_and_others_meanwhile(opened: Opened) -> None:
    state = opened()
    state.events.receive([incoming("a1", "a"), incoming("a2", "a"), incoming("b1", "b")])
    first = leased(state, "one")
    assert first.id == "a1"
    assert leased(state, "two").id == "b1"
    assert lease(state, "three") is None
    state.events.finish(first, Stage.FAILED)
    assert leased(state, "three").id == "a2"


def test_a_lane_tells_how_far_its_events_have_come(opened: Opened) -> None:
    state = opened()
    state.events.receive([incoming("a1", "a"), incoming("b1", "b")])
    assert state.events.in_lane("a", Stage.RECEIVED)
    assert not state.events.in_lane("a", Stage.WORKING, Stage.DONE)
    state.events.finish(leased(state, "one"), Stage.DONE)
    assert opened().events.in_lane("a", Stage.WORKING, Stage.DONE)
    assert not state.events.in_lane("b", Stage.DONE)
    assert not state.events.in_lane("c", *Stage)


def test_only_old_events_that_ended_are_forgotten(opened: Opened) -> None:
    state = opened()
    state.events.receive([incoming("ended"), incoming("open")])
    state.events.finish(leased(state, "one"), Stage.DONE)
    assert state.events.forget(NOW) == 0
    assert state.events.forget(LATER) == 1
    assert opened().events.receive([incoming("ended"), incoming("open")]) == [
        Receipt.NEW,
        Receipt.KNOWN,
    ]
