"""What becomes of an advert: which wording holds, whether it is there, where it stands on a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.life_cycle import MISSES, Course, Stretch, course_of, is_stale, status_on

TODAY = date(2026, 3, 5)
NOTHING = {"opens_on": None, "closes_on": None, "closes_kind": "not_stated", "said": None, "present": True}


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ({}, "unknown"),
        ({"closes_on": "2026-03-05"}, "open"),
        ({"closes_on": "2026-03-04"}, "closed"),
        ({"closes_on": "2026-03-04", "said": "open"}, "closed"),
        ({"closes_on": "2026-04-01", "opens_on": "2026-03-06"}, "upcoming"),
        ({"closes_on": "2026-04-01", "opens_on": "2026-03-05"}, "open"),
        ({"closes_on": "2026-04-01", "present": False}, "withdrawn"),
        ({"closes_on": "2026-01-01", "present": False}, "closed"),
        ({"closes_kind": "rolling"}, "open"),
        ({"closes_kind": "until_filled"}, "open"),
        ({"closes_kind": "rolling", "present": False}, "withdrawn"),
        ({"said": "open"}, "open"),
        ({"said": "upcoming"}, "upcoming"),
        ({"said": "closed", "closes_on": "2026-04-01"}, "closed"),
        ({"opens_on": "2026-02-01"}, "open"),
        ({"opens_on": "2026-04-01"}, "upcoming"),
        ({"closes_on": "2026-04-01", "stale": True}, "unknown"),
        ({"closes_on": "2026-03-04", "stale": True}, "closed"),
        ({"closes_kind": "rolling", "present": False, "stale": True}, "unknown"),
        ({"opens_on": "2026-04-01", "stale": True}, "unknown"),
    ],
)
def test_status(known: dict[str, object], status: str) -> None:
    assert status_on(TODAY, **{**NOTHING, **known}) == status


@pytest.mark.parametrize(
    ("last_healthy", "stale"),
    [
        (None, True),
        ("2026-03-05T04:00:00Z", False),
        ("2025-12-05T23:59:59Z", False),  # 90 days
        ("2025-12-04T00:00:00Z", True),
        ("2026-03-06T00:00:00Z", False),  # the clock went back
    ],
)
def test_stale_after_90_days(last_healthy: str | None, stale: bool) -> None:
    assert is_stale(TODAY, last_healthy) is stale


def seen(snapshot: int, hash: str, since: int, until: int | None = None) -> Stretch:
    return Stretch(snapshot, hash, since, until or since)


COURSES = [  # stretches, healthy runs, runs that could not read it, → wordings, last run, turns
    ([seen(1, "a", 1)], [1], [], ([1], 1, [])),
    ([seen(1, "a", 1)], [], [], None),
    ([seen(1, "a", 2)], [1, 3], [], None),
    ([seen(1, "a", 1)], [1, 2], [], ([1], 1, [])),
    ([seen(1, "a", 1)], [1, 2, 3], [], ([1], 1, [(3, "withdrawn")])),
    ([seen(1, "a", 1)], [1, 2, 3, 4, 5], [], ([1], 1, [(3, "withdrawn")])),
    ([seen(1, "a", 1), seen(1, "a", 4)], [1, 2, 3, 4], [], ([1], 4, [(3, "withdrawn"), (4, "reopened")])),
    ([seen(1, "a", 1), seen(1, "a", 3)], [1, 2, 3], [], ([1], 3, [])),
    # runs 2 and 3 were not healthy: what they missed is not missed
    ([seen(1, "a", 1), seen(1, "a", 4)], [1, 4], [], ([1], 4, [])),
    # run 2, not healthy, saw a wall in place of the advert; run 3 sees the advert again
    ([seen(1, "a", 1), seen(2, "wall", 2), seen(3, "a", 3)], [1, 3], [], ([1], 3, [])),
    ([seen(1, "a", 1), seen(2, "b", 2)], [1], [], ([1], 1, [])),
    ([seen(1, "a", 1), seen(2, "b", 2, 3)], [1, 3], [], ([1, 2], 3, [])),
    ([seen(1, "a", 1), seen(2, "b", 2), seen(3, "a", 3)], [1, 2, 3], [], ([1, 2, 3], 3, [])),
    ([seen(1, "a", 1, 9)], [1, 2, 3, 9], [], ([1], 9, [])),
    # listed, but its page could not be read: neither seen nor missed
    ([seen(1, "a", 1)], [1, 2, 3], [2], ([1], 1, [])),
    ([seen(1, "a", 1)], [1, 2, 3, 4], [3], ([1], 1, [(4, "withdrawn")])),
    ([seen(1, "a", 1)], [1, 2, 3, 4], [2, 3, 4], ([1], 1, [])),
    # two wordings in one run
    ([seen(1, "a", 1, 2), seen(2, "b", 2)], [1, 2], [], ([1, 2], 2, [])),
]


@pytest.mark.parametrize(("stretches", "healthy", "unread", "course"), COURSES)
def test_course(
    stretches: list[Stretch],
    healthy: list[int],
    unread: list[int],
    course: tuple[list[int], int, list[tuple[int, str]]] | None,
) -> None:
    found = course_of(stretches, healthy, unread)
    told = found and (list(found.wordings), found.last_run, [(turn.run, turn.what) for turn in found.turns])
    assert told == course
    assert found is None or found.present is (not found.turns or found.turns[-1].what == "reopened")


# A history: per run (healthy?, wording that it saw, 0 for none, -1 for listed but unread).
HISTORIES = st.lists(st.tuples(st.booleans(), st.integers(-1, 3)), max_size=30)


def stretches_of(history: list[tuple[bool, int]]) -> list[Stretch]:
    """What an archive holds of a history: a snapshot per change of wording, a stretch per unbroken row of runs."""
    found: list[Stretch] = []
    snapshot, last_wording = 0, 0
    for run, (_, wording) in enumerate(history, 1):
        if wording < 1:
            continue
        if wording != last_wording:
            snapshot, last_wording = snapshot + 1, wording
        if found and found[-1].snapshot == snapshot and found[-1].until == run - 1:
            found[-1] = Stretch(snapshot, str(wording), found[-1].since, run)
        else:
            found.append(Stretch(snapshot, str(wording), run, run))
    return found


def course_through(history: list[tuple[bool, int]]) -> Course | None:
    healthy = [run for run, (fine, _) in enumerate(history, 1) if fine]
    unread = [run for run, (_, wording) in enumerate(history, 1) if wording == -1]
    return course_of(stretches_of(history), healthy, unread)


@given(HISTORIES)
def test_no_turn_comes_out_of_a_failed_run(history: list[tuple[bool, int]]) -> None:
    course = course_through(history)
    for turn in course.turns if course else ():
        assert history[turn.run - 1][0]


@given(HISTORIES, st.lists(st.tuples(st.just(False), st.integers(-1, 3)), max_size=6), st.integers(0, 30))
def test_failed_runs_change_nothing(
    history: list[tuple[bool, int]], failed: list[tuple[bool, int]], place: int
) -> None:
    """Whatever failed runs saw or missed, the course is the one without them, but for the numbers of its runs."""

    def told(each: list[tuple[bool, int]]) -> object:
        course = course_through(each)
        hashes = {stretch.snapshot: stretch.hash for stretch in stretches_of(each)}
        return course and ([hashes[n] for n in course.wordings], [turn.what for turn in course.turns], course.present)

    assert told(history) == told([*history[:place], *failed, *history[place:]])


@given(HISTORIES)
def test_the_course_is_that_of_a_plain_walk(history: list[tuple[bool, int]]) -> None:
    """The same as counting misses run by run."""
    known, misses, wordings, turns = False, 0, [], []
    for run, (fine, wording) in enumerate(history, 1):
        if not fine or wording == -1:
            continue
        if wording:
            if misses >= MISSES:
                turns.append((run, "reopened"))
            known, misses = True, 0
            if not wordings or wordings[-1] != wording:
                wordings.append(wording)
        elif known:
            misses += 1
            if misses == MISSES:
                turns.append((run, "withdrawn"))
    course = course_through(history)
    hashes = {stretch.snapshot: int(stretch.hash) for stretch in stretches_of(history)}
    assert known is (course is not None)
    if course:
        assert [hashes[number] for number in course.wordings] == wordings
        assert [(turn.run, turn.what) for turn in course.turns] == turns
        assert course.present is (misses < MISSES)
