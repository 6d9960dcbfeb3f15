"""Opportunities by month: what was found when, what could be applied for, and what the adverts said."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST = 24  # months: two years show a season twice

# What an advert says of itself → condition on its row; the report not_stated counts the same way.
ITEMS = {
    "In person or remote": "modality is not null and modality != 'unclear'",
    "Place": "place_text is not null or nation is not null",
    "Closing day": "closes_on is not null or closes_kind in ('rolling', 'until_filled')",
    "Length": "duration_band is not null",
    "Time it takes": "commitment_text is not null",
    "Start": "starts_on is not null or starts_text is not null",
    "Pay": "pay_text is not null or pay_min is not null or pay_max is not null",
    "Who pays": "funding is not null and funding != 'unclear'",
    "Career stage": "career_stages is not null",
    "Kind of knowledge": "knowledge_types is not null",
    "Who learns": "direction is not null and direction != 'unclear'",
}
OVER_TIME = ("Closing day", "Length", "Pay")

SUMS = ", ".join(f"coalesce(sum({condition}), 0)" for condition in ITEMS.values())
# One look at every row: month, form, how many, and how many state each item. What names no month has no place in time.
FOUND = (
    f"select substr(first_seen, 1, 7), exchange_form, count(*), {SUMS} from opportunities"  # noqa: S608 our own
    " where date(substr(first_seen, 1, 7) || '-01') is not null group by 1, 2"
)
# First and last month in which somebody could apply and the advert was there to be seen. Rows of which that is not
# known are left out: status unknown, opening later, or closed without a day.
OPEN_SPANS = """
select substr(max(first_seen, coalesce(opens_on, '')), 1, 7) as start,
    substr(case status when 'open' then :today when 'withdrawn' then min(last_seen, coalesce(closes_on, '9999'))
        else closes_on end, 1, 7) as finish,
    count(*)
from opportunities
where status in ('open', 'withdrawn') or (status = 'closed' and closes_on is not null)
group by start, finish
"""
BY_SECTOR = """
select coalesce(s.sector, 'other') as sector, count(*), sum(o.status = 'open'), count(distinct s.id)
from opportunities o join sources s on s.id = o.source group by sector order by count(*) desc, sector
"""


@dataclass(frozen=True)
class Months:
    """The figures of each month, in order; `earlier` opportunities were first seen before the first of them."""

    months: tuple[str, ...]  # YYYY-MM
    earlier: int
    found: tuple[int, ...]
    open: tuple[int, ...]
    forms: Mapping[str | None, tuple[int, ...]]
    stated: Mapping[str, tuple[int, ...]]  # of those found in the month
    stated_in_all: Mapping[str, int]  # most first


def read_months(conn: sqlite3.Connection, today: str) -> Months:
    """The figures from the month of the first sighting to the month of `today` (YYYY-MM-DD), at most MOST of them."""
    found: Counter[str] = Counter()
    forms: dict[str | None, Counter[str]] = defaultdict(Counter)
    stated: dict[str, Counter[str]] = {item: Counter() for item in ITEMS}
    for month, form, count, *sums in conn.execute(FOUND):
        found[month] += count
        forms[form][month] += count
        for item, number in zip(ITEMS, sums, strict=True):
            stated[item][month] += number
    months = months_between(min(found), today[:7]) if found else ()
    in_all = {item: counts.total() for item, counts in stated.items()}
    return Months(
        months,
        sum(count for month, count in found.items() if months and month < months[0]),
        in_order(found, months),
        tuple(open_in(months, [tuple(row) for row in conn.execute(OPEN_SPANS, {"today": today})])),
        {form: in_order(counts, months) for form, counts in forms.items()},
        {item: in_order(stated[item], months) for item in OVER_TIME},
        dict(sorted(in_all.items(), key=lambda pair: -pair[1])),
    )


def in_order(counts: Mapping[str, int], months: Sequence[str]) -> tuple[int, ...]:
    """The count of each month, 0 where there is none."""
    return tuple(counts.get(month, 0) for month in months)


def open_in(months: Sequence[str], spans: Sequence[tuple[str, str, int]]) -> list[int]:
    """How many could be applied for at some time in each month."""
    return [sum(count for start, finish, count in spans if start <= month <= finish) for month in months]


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month between, as YYYY-MM, at most the MOST latest; none where the first is the later one."""
    start, end = (int(each[:4]) * 12 + int(each[5:7]) - 1 for each in (first, last))
    return tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in range(max(start, end - MOST + 1), end + 1))


def month_after(month: str) -> str:
    """The month that follows."""
    number = int(month[:4]) * 12 + int(month[5:7])
    return f"{number // 12:04}-{number % 12 + 1:02}"
