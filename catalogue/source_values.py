"""The values of a registry entry: each is one that its key takes, or the error names the key and the mend."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from catalogue.cron import cron_problem
from catalogue.source import Terms

SECTORS = ("academia", "policy", "provider", "other")
KINDS = ("funder", "job_board", "employer", "scheme", "government", "directory")
VERDICTS = ("allow", "ask", "deny")
REUSE = ("open", "facts")
STATUSES = ("active", "paused", "blocked", "unverified")
CRON = re.compile(r"[^@\s]\S*(?:\s+\S+){4}")  # five fields: minute hour day month weekday
WINDOW = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d")  # from, until
PLAIN = ("title", "publisher", "sector", "kind", "why", "platform", "licence", "reuse", "every", "status", "evidence")
TEXTS = (*PLAIN, "advert_url", "reason", "window")
HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?::\d{1,5})?")  # as it stands in an address, a port with it
Wrong = Callable[[str, str], Exception]  # (key, problem) → the error to raise


def check_texts(entry: Mapping[str, Any], wrong: Wrong) -> None:
    """Raise where a value that is to be text is none; a number will do for one, a yes or no was meant as a word."""
    for key in TEXTS:
        value = entry.get(key)
        if isinstance(value, bool):
            raise wrong(key, f"YAML reads this word as {str(value).lower()}; write it in quotes")
        kinds = (str, int, float, date) if key in PLAIN else (str,)
        if value is not None and not isinstance(value, kinds):
            raise wrong(key, f"{value!r} is no text; write it on one line, in quotes if it has a colon")


def addresses(entry: Any, loopback: bool, wrong: Wrong) -> tuple[str, ...]:
    """The start addresses of an entry: one, or a list."""
    start = [entry] if isinstance(entry, str) else entry
    if not isinstance(start, list) or not start:
        raise wrong("start", f"{entry!r} is no address and no list of addresses")
    for address in start:
        check_address(address, loopback, wrong)
    return tuple(start)


def hosts(entry: Any, wrong: Wrong) -> tuple[str, ...]:
    """The further hosts of an entry."""
    if entry is None:
        return ()
    if not isinstance(entry, list) or not all(isinstance(each, str) and HOST.fullmatch(each) for each in entry):
        raise wrong("hosts", f"{entry!r} is no list of host names such as [jobs.example.org]")
    return tuple(entry)


def check_values(entry: Mapping[str, Any], wrong: Wrong) -> None:
    """Raise where a value is none of those that its key takes."""
    for key, choices in {"sector": SECTORS, "kind": KINDS, "reuse": REUSE, "status": STATUSES}.items():
        if entry[key] not in choices:
            raise wrong(key, f"{entry[key]!r} is not one of {', '.join(choices)}")
    if entry["status"] != "active" and not entry.get("reason"):
        raise wrong("reason", f"is missing; a source that is {entry['status']} says why")
    if entry.get("advert_url"):
        try:
            re.compile(entry["advert_url"])
        except re.error as problem:
            raise wrong("advert_url", f"is no regular expression: {problem}; mend the pattern") from problem
    unclear = every_problem(str(entry["every"]))
    if unclear:
        raise wrong("every", f"{entry['every']!r} is not daily, weekly or a cron line such as '30 4 * * 1' ({unclear})")
    if entry.get("window") is not None and not WINDOW.fullmatch(str(entry["window"])):
        raise wrong("window", f"{entry['window']!r} is not two times of day such as '01:00-05:00'")
    for key, least in (("delay", 0), ("pages", 1), ("since", 1)):
        value = entry.get(key)
        if value is not None and not (is_number(value) and value >= least):
            raise wrong(key, f"{value!r} is no number of at least {least}")


def is_number(value: Any) -> bool:
    """Whether a value is a number; Python takes yes and no for numbers too."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


@cache
def every_problem(line: str) -> str | None:
    """What is wrong with an `every`, or None."""
    if line in ("daily", "weekly"):
        return None
    return cron_problem(line) if CRON.fullmatch(line) else "it has no five fields"


def check_address(address: Any, loopback: bool, wrong: Wrong) -> None:
    """Raise where an address is no http(s) address, or lies on loopback or a private network without leave."""
    parts = urlsplit(str(address))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong("start", f"{address!r} is no http or https address")
    try:
        inward = not ipaddress.ip_address(parts.hostname).is_global
    except ValueError:
        inward = parts.hostname == "localhost" or parts.hostname.endswith(".localhost")
    if inward and not loopback:
        raise wrong(
            "start", f"{address!r} is not on the public web; set WKEP_ALLOW_LOOPBACK=1 for practice sites and tests"
        )


def terms_from(entry: Any, wrong: Wrong) -> Terms:
    """The terms of a registry entry; raises RegistryError."""
    if not isinstance(entry, dict) or set(entry) - {"url", "read_on", "verdict"}:
        raise wrong("terms", "write {url, read_on, verdict}")
    if entry.get("verdict") not in VERDICTS:
        raise wrong(
            "terms", f"verdict is missing or unknown; read the site's terms and write one of {', '.join(VERDICTS)}"
        )
    read_on = entry.get("read_on")
    if read_on is not None and not isinstance(read_on, date):
        raise wrong("terms", f"read_on {read_on!r} is no day such as 2026-09-30")
    if entry["verdict"] == "allow" and read_on is None:
        raise wrong("terms", "read_on is missing; a verdict of allow says when the terms were read")
    return Terms(str(entry.get("url") or ""), read_on, entry["verdict"])


def expected(entry: Any, wrong: Wrong) -> tuple[int, int]:
    """Fewest and most adverts of a normal run."""
    if not isinstance(entry, dict) or set(entry) != {"min", "max"}:
        raise wrong("expect", "write {min, max}: the fewest and the most adverts of a normal run")
    lowest, highest = entry["min"], entry["max"]
    if not (is_whole(lowest) and is_whole(highest) and 0 <= lowest <= highest):
        raise wrong("expect", f"{entry!r} are no two whole numbers with min ≤ max")
    return lowest, highest
