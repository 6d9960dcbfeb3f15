"""Our own sentence on an opportunity."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.records import Wording
from catalogue.summary import extract_of, length_text, summary_of


@pytest.mark.parametrize(
    ("lowest", "highest", "text"),
    [
        (365, 365, "12 months"),
        (183, 183, "6 months"),
        (91, 183, "3 to 6 months"),
        (None, 730, "up to 2 years"),
        (5, None, "at least 5 days"),
        (14, 14, "2 weeks"),
        (0.5, 0.5, "half a day"),
        (1, 1, "1 day"),
        (1, 5, "1 to 5 days"),
        (7, 30, "1 week to 1 month"),
        (365, 1095, "12 months to 3 years"),
        (None, None, ""),
    ],
)
def test_length_text(lowest: float | None, highest: float | None, text: str) -> None:
    assert length_text(lowest, highest) == text


def test_summary_says_what_is_stated_and_nothing_else() -> None:
    assert summary_of({}) == "Opportunity."
    columns = {
        "exchange_form": "secondment",
        "sectors_from": ["provider", "academia"],
        "sectors_to": ["policy"],
        "duration_min_days": 365,
        "duration_max_days": 365,
        "nation": "Wales",
        "funding": "backfill",
        "closes_on": "2026-03-05",
    }
    assert summary_of(columns) == (
        "Secondment from health or care providers and academia to policy bodies for 12 months in Wales;"
        " backfill paid; closes 5 March 2026."
    )


def test_extract_is_running_text_of_at_most_300_characters() -> None:
    sentence = "You will spend six months with the policy team and learn how advice to ministers is made. "
    wording = Wording("Title", f"Salary: £40,000\nTitle\n{sentence * 9}", date(2026, 3, 5))
    extract = extract_of(wording)
    assert extract.startswith("You will spend six months")
    assert len(extract) <= 300
