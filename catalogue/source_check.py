"""Check one registry entry: every key is known and there, every value is one that its key takes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from catalogue.cron import cron_problem
from catalogue.platforms import Platform, load_platforms
from catalogue.source import Source, Terms

SECTORS = ("academia", "policy", "provider", "other")
KINDS = ("funder", "job_board", "employer", "scheme", "government", "directory")
VERDICTS = ("allow", "ask", "deny")
REUSE = ("open", "facts")
STATUSES = ("active", "paused", "blocked", "unverified")
PLAIN = ("title", "publisher", "sector", "kind", "why", "platform", "licence", "reuse", "every", "status", "evidence")
REQUIRED = (*PLAIN, "start", "terms", "expect")
OPTIONAL = ("advert_url", "reason", "delay", "pages", "hosts", "window")
CRON = re.compile(r"[^@\s]\S*(?:\s+\S+){4}")  # five fields: minute hour day month weekday
WINDOW = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d")  # from, until
Wrong = Callable[[str, str], "RegistryError"]  # (key, problem) → the error to raise


class RegistryError(ValueError):
    """A registry entry that cannot be used; the message names file, source, key and mend."""


def source_from(file: str, source_id: str, entry: Any, loopback: bool) -> Source:
    """One checked registry entry. Raises RegistryError that names file, source, key and mend."""

    def wrong(key: str, problem: str) -> RegistryError:
        return RegistryError(f"{file}: {source_id}: {key}: {problem}")

    if not re.fullmatch(r"[a-z][a-z0-9-]*", source_id):
        raise wrong("id", "use lower-case letters, digits and hyphens; it is also the spider's name")
    if not isinstance(entry, dict):
        raise wrong("entry", "write a mapping of keys; the header of sources/academia.yml explains them")
    platform = check_keys(entry, wrong)
    check_values(entry, wrong)
    start = tuple([entry["start"]] if isinstance(entry["start"], str) else entry["start"])
    for address in start:
        check_address(address, loopback, wrong)
    lowest, highest = expected(entry["expect"], wrong)
    return Source(
        id=source_id,
        start=start,
        terms=terms_from(entry["terms"], wrong),
        expect_min=lowest,
        expect_max=highest,
        advert_url=entry.get("advert_url"),
        reason=entry.get("reason"),
        delay=entry.get("delay"),
        pages=entry.get("pages"),
        hosts=tuple(entry.get("hosts") or ()),
        window=entry.get("window"),
        options={key: entry[key] for key in platform.keys if key in entry},
        **{key: str(entry[key]) for key in PLAIN},
    )


def check_keys(entry: Mapping[str, Any], wrong: Wrong) -> Platform:
    """The platform of an entry that has every key it needs and none that nobody knows."""
    for key in REQUIRED:
        if entry.get(key) in (None, "", []):
            raise wrong(key, "is missing; the header of sources/academia.yml explains it")
    platform = load_platforms().get(entry["platform"])
    if platform is None:
        raise wrong("platform", f"{entry['platform']!r} is not known; use one of {', '.join(load_platforms())}")
    allowed = {*REQUIRED, *OPTIONAL, *platform.keys}
    for key in entry:
        if key not in allowed:
            raise wrong(str(key), f"is not a key of platform {platform.name}; allowed are {', '.join(sorted(allowed))}")
    for key in platform.required:
        if not entry.get(key):
            raise wrong(key, f"is missing; platform {platform.name} cannot work without it")
    return platform


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
        if entry.get(key) is not None and not (isinstance(entry[key], (int, float)) and entry[key] >= least):
            raise wrong(key, f"{entry[key]!r} is no number of at least {least}")


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
    if not (isinstance(lowest, int) and isinstance(highest, int) and 0 <= lowest <= highest):
        raise wrong("expect", f"{entry!r} are no two whole numbers with min ≤ max")
    return lowest, highest
