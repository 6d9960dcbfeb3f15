"""Days, moments and numbers as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogue.in_words import counted, day_in_words, moment_in_words


@pytest.mark.parametrize(
    ("moment", "day", "with_time"),
    [
        ("2026-03-03T04:10:00+00:00", "3 March 2026", "3 March 2026, 04:10"),
        ("2026-07-31T23:30:00+00:00", "1 August 2026", "1 August 2026, 00:30"),  # summer time
        ("2026-03-03", "3 March 2026", "3 March 2026, 00:00"),
        (datetime(2026, 12, 24, 18, 5, tzinfo=UTC), "24 December 2026", "24 December 2026, 18:05"),
        ("no day at all", "no day at all", "no day at all"),
        ("", "", ""),
    ],
)
def test_a_moment(moment: datetime | str, day: str, with_time: str) -> None:
    assert day_in_words(moment) == day
    assert moment_in_words(moment) == with_time


def test_a_number_of_things() -> None:
    assert [counted(n, "page") for n in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
    assert counted(2, "entry", "entries") == "2 entries"
