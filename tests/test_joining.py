"""Adverts that offer the same thing make one opportunity that keeps what each of them states."""

from __future__ import annotations

from datetime import date
from typing import Any

from catalogue.joining import Sighting, joined_opportunity
from catalogue.records import Quote, Reading

EMPTY: dict[str, Any] = dict.fromkeys(
    "host funder programme duration_min_days duration_max_days duration_band duration_text fte_min fte_max"
    " days_per_week commitment_text opens_on closes_on closes_at closes_text starts_on starts_text pay_min pay_max"
    " pay_period pay_text place_text nation region application_route funding exchange_form".split()
) | {"closes_kind": "not_stated", "sectors_to": [], "completeness": 0.1}


def sighting(name: str, first_seen: str) -> Sighting:
    source, key = name.split(":")
    return Sighting(name, source, key, f"w{name}", first_seen, first_seen, None, True, True)


def reading(name: str, completeness: float = 0.1, quotes: dict[str, Quote] | None = None, **columns: Any) -> Reading:
    return Reading(
        name,
        f"https://example.org/{name}",
        f"Title {name}",
        True,
        None,
        None,
        {**EMPTY, "completeness": completeness, **columns},
        quotes or {},
        (),
        (),
        "text",
        {"said_status": None},
    )


ONE, TWO = sighting("a:1", "2026-01-01T00:00:00Z"), sighting("b:2", "2026-02-01T00:00:00Z")
TODAY = date(2026, 3, 5)


def test_the_first_seen_gives_the_id_and_the_fullest_the_values() -> None:
    readings = {
        "a:1": reading("a:1", nation="Wales", place_text="Cardiff"),
        "b:2": reading("b:2", 0.8, nation="England", place_text="Leeds", closes_on="2026-04-01", closes_kind="fixed"),
    }
    joined = joined_opportunity([TWO, ONE], readings, {}, TODAY)
    assert joined.id == "a:1"
    assert (joined.columns["title"], joined.columns["url"]) == ("Title b:2", "https://example.org/a:1")
    assert (joined.columns["nation"], joined.columns["place_text"]) == ("England", "Leeds")
    assert joined.columns["first_seen"] == "2026-01-01T00:00:00Z"
    assert joined.columns["status"] == "open"
    assert joined.columns["completeness"] == 0.8


def test_gaps_are_filled_group_by_group_with_their_quotes() -> None:
    length = {
        "duration_min_days": 365,
        "duration_max_days": 365,
        "duration_band": "6–12 months",
        "duration_text": "a year",
    }
    readings = {
        "a:1": reading("a:1", 0.8, pay_max=5000.0),
        "b:2": reading(
            "b:2", 0.2, {"duration": Quote("a year")}, pay_min=1.0, pay_max=2.0, sectors_to=["policy"], **length
        ),
    }
    joined = joined_opportunity([ONE, TWO], readings, {}, TODAY)
    assert {name: joined.columns[name] for name in length} == length
    assert joined.quotes["duration"] == Quote("a year")
    assert joined.columns["sectors_to"] == ["policy"]
    assert (joined.columns["pay_min"], joined.columns["pay_max"]) == (None, 5000.0)  # sums of two adverts are not mixed


def test_adverts_that_disagree_on_the_closing_date_raise_an_issue() -> None:
    readings = {
        "a:1": reading("a:1", closes_on="2026-04-01", closes_kind="fixed"),
        "b:2": reading("b:2", closes_on="2026-04-08", closes_kind="fixed"),
    }
    [issue] = joined_opportunity([ONE, TWO], readings, {}, TODAY).issues
    assert issue.column == "closes_on"
    assert "2026-04-01" in issue.problem
    assert "2026-04-08" in issue.problem
