"""iCalendar (RFC 5545): closing days as events, for calendars that subscribe or import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from catalogue.formats.edition import NAMES, TITLE, Edition, Format, Row, moment_of
from catalogue.formats.plain import one_line, outward

LONDON = ZoneInfo("Europe/London")
BATCH = 500  # events that become one piece of the answer
REFRESH = timedelta(days=1)  # how often a calendar that subscribes should look: builds come daily at most
COMING = "closes_on >= (select substr(value, 1, 10) from meta where key = 'built_at')"
NAMING = frozenset({"closes_on", "closes_at", "id"})  # who filters by these has said which days are wanted


def chunks(rows: Iterable[Row], edition: Edition) -> Iterator[bytes]:
    """The calendar, some events at a time."""
    head, foot = frame(edition)
    yield head
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        made = (event(dict(zip(NAMES, row, strict=True)), edition) for row in batch)
        yield b"".join(each.to_ical() for each in made if each is not None)
    yield foot


def frame(edition: Edition) -> tuple[bytes, bytes]:
    """(what stands before the events, what stands after them)."""
    calendar = Calendar()
    calendar.add("prodid", "-//wkep-catalogue//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.calendar_name = f"{TITLE}: closing days"
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    calendar.add_component(london())
    whole = calendar.to_ical()
    foot = b"END:VCALENDAR\r\n"
    return whole.removesuffix(foot), foot


@cache
def london() -> Timezone:
    """London's clock, as calendars want it written out."""
    return Timezone.from_tzid("Europe/London", first_date=date(2020, 1, 1))  # no deadline of ours is older


def event(row: dict[str, Any], edition: Edition) -> Event | None:
    """The closing of an opportunity: all day, or at its time where one is said. None where its day is none.

    It takes nobody's time: what else one does that day is not shown as a clash.
    """
    when = closing(row)
    if when is None:
        return None
    made = Event()
    made.add("uid", f"{quote(row['id'], safe=':')}@wkep-catalogue")
    made.add("dtstamp", edition.moment)
    made.add("summary", f"Closes: {one_line(row['title'])}")
    made.add("dtstart", when)
    made.add("transp", "TRANSPARENT")
    made.add("categories", ["Closing day"])
    made.add("status", "CANCELLED" if row["status"] == "withdrawn" else "CONFIRMED")
    where = one_line(row["place_text"])
    if where:
        made.add("location", where)
    advert, record = outward(row["url"]), edition.record(row["id"])
    lines = (row["summary"], row["host"] and f"Host: {row['host']}", advert and f"Advert: {advert}",
             record and f"Record: {record}", "Always read the advert: closing days move.")  # fmt: skip
    made.add("description", "\n".join(one_line(line) for line in lines if line))
    if record or advert:
        made.add("url", record or advert)
    return made


def closing(row: dict[str, Any]) -> date | datetime | None:
    """The closing moment on London's clock, or the day where no time is said; None where neither can be read."""
    written = row["closes_at"] or ""
    moment = moment_of(written) if "T" in written else None
    if moment is not None:
        has_zone = datetime.fromisoformat(written).tzinfo is not None
        return moment.astimezone(LONDON) if has_zone else moment.replace(tzinfo=LONDON)
    day = moment_of(row["closes_on"])
    return day.date() if day else None


def only(named: frozenset[str]) -> tuple[str, ...]:
    """Closing days only; and those still to come on the day of the build, unless days or records were named."""
    stated = "closes_on is not null"
    return (stated,) if named & NAMING else (stated, COMING)


ICAL = Format("ics", "text/calendar; charset=utf-8", chunks, only=only)
