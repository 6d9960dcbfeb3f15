"""The time of day that stands beside a date, and the moment that it makes on a clock in London."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from catalogue.readers.dates_patterns import DAY, MONTH, WEEKDAY, WORDS

HOME = next(iter(WORDS["zones"]))
ZONES: dict[str, str] = {name: zone for zone, names in WORDS["zones"].items() for name in names}
NAMES = "|".join(re.escape(name) for name in sorted(ZONES, key=len, reverse=True))

# The end of the day that is named: "midnight on 5 March" leaves the whole of 5 March.
MIDNIGHT = "23:59"
NOON = "12:00"

S = r"[^\S\n]"
ZONE = rf"(?:{S}?[(\[]?{S}?(?:(?:{NAMES})(?![a-z/])){S}?[)\]]?)"
CLOCK = rf"""
    (?: (?:12(?:[:.]00)?{S}?)? (?P<noon>noon|midday|mid-day)
      | (?:(?:12|0?0)(?:[:.](?:00|59))?{S}?)? (?P<midnight>midnight)
      | (?P<hour>[01]?\d|2[0-4]) [:.] (?P<minute>[0-5]\d) (?:[:.][0-5]\d)? (?!\d|[:.]\d)
        (?: {S}? (?P<half>[ap])(?:m\b|\.{S}?m\b\.?) )? (?: {S}?(?:hrs|hours|h|noon|midday|midnight)\b )?
      | (?P<full_hour>1[0-2]|0?[1-9]) {S}? (?P<full_half>[ap])(?:m\b|\.{S}?m\b\.?)
      | (?P<hundred>[01]\d|2[0-3]) (?P<hundredth>[0-5]\d) {S}? h(?:ou)?rs?\b
    ) (?P<zone>{ZONE})?
"""
# A time that a date follows at once is that date's: "from 1 April until midnight 8 May".
NEXT_DATE = rf"(?!{S}(?:on{S})?(?:{WEEKDAY})?{S}?{DAY}{S}(?:of{S})?{MONTH})"
# What may stand between a time and its date: "at", "by", "on", a comma, a dash, a bracket.
BEFORE = re.compile(
    rf"(?<![\w£$€.:]) {CLOCK} (?:{S}|[,)–-]){{0,3}} (?:(?:on|of|by){S})? (?:the{S})? $", re.VERBOSE | re.IGNORECASE
)
AFTER = re.compile(
    rf"""(?:T|(?:{S}|[,(–|-]){{0,4}} (?:(?:at|by|before|from|until|no{S}later{S}than|@){S}{{0,2}}){{0,2}})
    {CLOCK} {NEXT_DATE}""",
    re.VERBOSE | re.IGNORECASE,
)
NEAR = 40  # "12 noon (UK local time) on the" is the longest that stands between
OFFSET = re.compile(r"[+-]\d\d:?\d\d")


@dataclass(frozen=True)
class Clock:
    """A time of day as said, 24 h, the zone's name if one is said, and the stretch that date and time fill."""

    time: str
    zone: str | None
    start: int
    end: int


def find_clock(text: str, start: int, end: int) -> Clock | None:
    """The time that stands just before or just after the date at `start`:`end`."""
    after = AFTER.match(text, end, end + NEAR)
    said = clock_of(after) if after else None
    if after and said:
        offset = OFFSET.match(text, after.end())
        if offset and after.group()[0] == "T":
            return Clock(said, offset.group(), start, offset.end())
        return Clock(said, zone_of(after), start, after.end())
    floor = max(0, start - NEAR)
    before = BEFORE.search(text, floor, start)
    said = clock_of(before) if before else None
    if before and said:
        return Clock(said, zone_of(before), before.start(), end)
    return None


def clock_of(match: re.Match[str]) -> str | None:
    """ "HH:MM", or None for a time that no clock shows."""
    if match["noon"]:
        return NOON
    if match["midnight"]:
        return MIDNIGHT
    hour = int(match["hour"] or match["full_hour"] or match["hundred"])
    minute = int(match["minute"] or match["hundredth"] or 0)
    half = (match["half"] or match["full_half"] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    if hour == 24:
        return MIDNIGHT if minute == 0 else None
    return f"{hour:02}:{minute:02}"


def zone_of(match: re.Match[str]) -> str | None:
    """The zone as the advert calls it."""
    zone = match["zone"]
    return zone.strip(" \t\u00a0()[]") if zone else None


def moment(iso: str, clock: str, zone: str | None) -> str:
    """That time as ISO 8601 with London's offset from UTC; the hour that spring skips keeps winter's offset."""
    day, at = date.fromisoformat(iso), time.fromisoformat(clock)
    if zone and OFFSET.fullmatch(zone):
        said = datetime.fromisoformat(f"{iso}T{clock}{zone}")
        return said.astimezone(ZoneInfo(HOME)).isoformat()
    name = ZONES.get(zone.lower(), HOME) if zone else HOME
    said = datetime.combine(day, at, ZoneInfo(name))
    return said.isoformat() if name == HOME else said.astimezone(ZoneInfo(HOME)).isoformat()
