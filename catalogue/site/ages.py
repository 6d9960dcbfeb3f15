"""How long ago something was, counted in days of London."""

from __future__ import annotations

from datetime import date

from catalogue.site.today import day_of
from catalogue.site.words import day_text

WEEKS_FROM = 21  # days; below it people count days
MONTHS_FROM = 75  # and beyond it months, of 30.44 days


def age_days(moment: str | None, today: date) -> int | None:
    """Days since an ISO date or moment, at least nought; None where there is none."""
    day = day_of(moment)
    return None if day is None else max(0, (today - day).days)


def ago_text(moment: str | None, today: date) -> str:
    """ "today", "yesterday", "5 days ago", "6 weeks ago", "4 months ago"; empty where there is no day."""
    days = age_days(moment, today)
    if days is None:
        return ""
    if days < 2:
        return ("today", "yesterday")[days]
    if days < WEEKS_FROM:
        return f"{days} days ago"
    return f"{days // 7} weeks ago" if days < MONTHS_FROM else f"{round(days / 30.44)} months ago"


def day_and_age(moment: str | None, today: date) -> str:
    """ "Monday 3 March 2031 (5 days ago)"; empty where there is no day."""
    ago = ago_text(moment, today)
    return f"{day_text(moment)} ({ago})" if ago else ""
