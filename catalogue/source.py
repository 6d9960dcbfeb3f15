"""One source of the registry: who runs it, where it begins, what its terms say, what a run should bring."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

UNCONFIRMED = "nothing confirmed"  # how the evidence of a route that is assumed altogether begins
YEAR = re.compile(r"\b20\d\d\b")


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


def waiting_sources(sources: Mapping[str, Source]) -> set[str]:
    """Ids of the sources of which nothing is published, whatever a first look gathered: a person makes them active."""
    return {source.id for source in sources.values() if source.status == "unverified"}
