"""Where an opportunity stands on a day."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.life_cycle import status_on

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
    ],
)
def test_status(known: dict[str, object], status: str) -> None:
    assert status_on(TODAY, **{**NOTHING, **known}) == status
