"""Load and check the registry of sources."""

from __future__ import annotations

import atexit
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from catalogue.cron import cron_problem
from catalogue.yaml_files import YamlError, load_yaml

SECTORS = ("academia", "policy", "provider", "other")
KINDS = ("funder", "job_board", "employer", "scheme", "government", "directory")
VERDICTS = ("allow", "ask", "deny")
REUSE = ("open", "facts")
STATUSES = ("active", "paused", "blocked", "unverified")
PLAIN = ("title", "publisher", "sector", "kind", "why", "platform", "licence", "reuse", "every", "status", "evidence")
REQUIRED = (*PLAIN, "start", "terms", "expect")
OPTIONAL = ("advert_url", "reason", "delay", "pages", "hosts", "window")
UNCONFIRMED = "nothing confirmed"  # how the evidence of a route that is assumed altogether begins
YEAR = re.compile(r"\b20\d\d\b")
CRON = re.compile(r"[^@\s]\S*(?:\s+\S+){4}")  # five fields: minute hour day month weekday
WINDOW = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d")  # from, until


Wrong = Callable[[str, str], "RegistryError"]  # (key, problem) → the error to raise


class RegistryError(ValueError):
    """A registry entry that cannot be used; the message names file, source, key and mend."""


@dataclass(frozen=True)
class Terms:
    """What a site's terms say of automated reading, who may be asked, and when they were read."""

    url: str
    read_on: date | None
    verdict: str


@dataclass(frozen=True)
class Source:
    """One entry of the registry."""

    id: str
    title: str
    publisher: str
    sector: str
    kind: str
    why: str
    platform: str
    start: tuple[str, ...]
    terms: Terms
    licence: str
    reuse: str
    every: str
    expect_min: int
    expect_max: int
    status: str
    evidence: str
    advert_url: str | None = None
    reason: str | None = None
    delay: float | None = None  # seconds between requests; None = the settings' own
    pages: int | None = None  # requests a run may make; None = the settings' own
    hosts: tuple[str, ...] = ()  # further hosts that adverts of this source may lie on
    window: str | None = None  # "01:00-05:00": the only hours in which it is asked, London time
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def may_be_crawled(self) -> bool:
        """Whether the source is active and its terms were read as allowing it."""
        return self.status == "active" and self.terms.verdict == "allow"

    @property
    def evidence_year(self) -> int | None:
        """The latest year that the evidence names; None where nothing is confirmed, or in no year that is known."""
        confirmed = "" if self.evidence.startswith(UNCONFIRMED) else self.evidence
        return max(map(int, YEAR.findall(confirmed)), default=None)

    @property
    def may_be_listed(self) -> bool:
        """Whether there is a spider for it: the route is known, and its terms do not forbid it."""
        return self.status == "active" and self.terms.verdict != "deny"


def waiting_sources(sources: Mapping[str, Source]) -> set[str]:
    """Ids of the sources of which nothing is published, whatever a first look gathered: a person makes them active."""
    return {source.id for source in sources.values() if source.status == "unverified"}


def stand_in(source_id: str, publisher: str, **known: Any) -> Source:
    """A source without a registry entry, for what must name one; `known`: the fields that are known all the same."""
    unknown: dict[str, Any] = {
        "title": publisher,
        "publisher": publisher,
        "sector": "other",
        "kind": "directory",
        "why": "not known",
        "platform": "watched_page",
        "start": (),
        "terms": Terms("", None, "ask"),
        "licence": "not known",
        "reuse": "facts",
        "every": "weekly",
        "expect_min": 0,
        "expect_max": 1,
        "status": "unverified",
        "evidence": "",
    }
    return Source(id=source_id, **{**unknown, **known})


@dataclass(frozen=True)
class Platform:
    """A kind of site that one spider reads, and the registry keys that it adds."""

    name: str
    what: str
    keys: Mapping[str, str]
    required: tuple[str, ...]


@cache
def load_platforms() -> dict[str, Platform]:
    """Platform name → what it is and which keys it adds, from platforms.yml."""
    entries = yaml.safe_load(files("catalogue").joinpath("platforms.yml").read_text(encoding="utf-8"))
    return {name: Platform(name, e["what"], e["keys"], tuple(e["required"])) for name, e in entries.items()}


def registry_path() -> Path:
    """The registry in use: WKEP_SOURCES (a file or a folder), or the folder that comes with the package."""
    named = os.environ.get("WKEP_SOURCES")
    return Path(named) if named else packaged_registry()


@cache
def packaged_registry() -> Path:
    """The registry that comes with the package; unpacked until this process ends where the package lies in an egg."""
    unpacked = ExitStack()
    atexit.register(unpacked.close)
    return unpacked.enter_context(as_file(files("catalogue").joinpath("sources")))


def loopback_allowed() -> bool:
    """Whether sources may lie on loopback: practice sites and tests only."""
    return os.environ.get("WKEP_ALLOW_LOOPBACK") == "1"


def load_sources(path: Path | None = None, *, loopback: bool | None = None) -> dict[str, Source]:
    """Every source of a registry by id, in the order of the file.

    `path` may be a file or a folder of files (one per sector). Raises RegistryError at the first entry that cannot be
    used.
    """
    path = path or registry_path()
    loopback = loopback_allowed() if loopback is None else loopback
    found: dict[str, Source] = {}
    for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
        try:
            entries = load_yaml(file)
        except YamlError as problem:
            raise RegistryError(str(problem)) from problem
        for source_id, entry in entries.items():
            if source_id in found:
                raise RegistryError(f"{file}: {source_id}: the id is used in another file too; rename one of the two")
            found[str(source_id)] = source_from(str(file), str(source_id), entry, loopback)
    return found


def file_of(source_id: str, path: Path | None = None) -> Path | None:
    """The file of a registry in which a source stands; None where it stands in none."""
    path = path or registry_path()
    there = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    return next((file for file in there if source_id in load_yaml(file)), None)


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
