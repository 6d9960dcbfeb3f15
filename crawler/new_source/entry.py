"""Pure: the registry entry that a look at a site and its trials speak for; it claims nothing that was not seen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import yaml

from catalogue.platforms import load_platforms
from catalogue.source import UNCONFIRMED
from catalogue.source_check import source_from
from crawler.new_source.links import marks
from crawler.new_source.look import Look
from crawler.new_source.trials import Trial

GENERIC = ("www", "jobs", "careers", "vacancies", "apply", "recruitment")  # parts of a host name that name nobody
SEPARATOR = re.compile(r"\s+[|–—·»>-]\s+")
MARGIN = 4  # times the adverts that were seen: the most that a first run should bring
TO_READ = "not read yet; treated as all rights reserved"
WIDTH = 10_000  # characters of a line of YAML: texts are not folded


@dataclass(frozen=True)
class Proposal:
    """A registry entry and how its platform was chosen."""

    source_id: str
    entry: Mapping[str, Any]
    trial: Trial
    needs_spider: bool  # no platform that there is brought anything

    @property
    def text(self) -> str:
        """The entry as it stands in a registry file."""
        return yaml.safe_dump(
            {self.source_id: dict(self.entry)},
            sort_keys=False,
            allow_unicode=True,
            width=WIDTH,
            default_flow_style=None,
        )


def propose(
    look: Look, tried: Sequence[Trial], today: date, source_id: str | None = None, *, saved: bool = False
) -> Proposal:
    """The entry for a site. `saved`: the page came from a file, so that nobody knows how old it is."""
    best = tried[0]
    needs_spider = best.worth == 0 and not look.is_advert and not best.candidate.sure
    chosen = source_id or id_of(look.url)
    platform = chosen.replace("-", "_") if needs_spider else best.candidate.platform
    keys = {"start": look.url} if needs_spider else dict(best.candidate.keys)
    host = urlsplit(look.url).hostname or ""
    name = look.site_name or SEPARATOR.split(look.title)[-1].strip() or host
    entry: dict[str, Any] = {
        "title": name,
        "publisher": name,
        "sector": sector_of(host),
        "kind": "scheme" if best.candidate.platform == "watched_page" else "job_board",
        "why": "Not written yet: say what kind of exchange it is known, or thought, to carry",
        "platform": platform,
        "start": keys.pop("start"),
        **keys,
        "terms": {"url": look.terms, "read_on": None, "verdict": "ask"},
        "licence": f"the page names {look.licence}; whether it covers adverts is not read yet"
        if look.licence
        else TO_READ,
        "reuse": "facts",
        "every": "weekly",
        "expect": {"min": 1 if best.count else 0, "max": max(10, best.count * MARGIN)},
        "status": "unverified",
        "reason": "Nobody has read its terms for us yet; read them, set verdict and day, make a first crawl of five",
        "evidence": evidence_of(look, best, today, saved=saved, needs_spider=needs_spider),
    }
    return Proposal(chosen, entry, best, needs_spider)


def id_of(url: str) -> str:
    """A registry id out of a host name: "harbour" of "www.harbour.org.uk", or "site-127-0-0-1" of a bare address."""
    host = urlsplit(url).hostname or "site"
    if re.fullmatch(r"[\d.:a-f]+", host):
        return "site-" + re.sub(r"[^0-9a-z]+", "-", host)
    parts = [part for part in host.split(".") if part not in GENERIC]
    plain = re.sub(r"[^a-z0-9-]", "-", (parts or host.split("."))[0])
    return plain if re.match(r"[a-z]", plain) else f"site-{plain}"


def sector_of(host: str) -> str:
    """The sector that the end of a host name stands for; "other" where it stands for none."""
    return next(
        (sector for end, sector in marks()["sectors"].items() if host == end or host.endswith(f".{end}")), "other"
    )


def evidence_of(look: Look, best: Trial, today: date, *, saved: bool, needs_spider: bool) -> str:
    """What was seen, when, and what is assumed all the same; the day is no evidence where the page came from a file."""
    seen = [*([f"the marks of {', '.join(look.platforms)}"] if look.platforms else [])]
    if look.notation:
        seen.append(f"a JobPosting ({look.notation})")
    if look.feeds:
        seen.append(f"{len(look.feeds)} feeds that the page links to")
    if look.sitemaps:
        seen.append(f"{len(look.sitemaps)} sitemaps that robots.txt names")
    if best.listed:
        seen.append(f"{best.listed} links to adverts ({best.candidate.why})")
    if best.adverts:
        seen.append(f"{len(best.adverts)} adverts read, {best.filled:.1f} of 7 counted facts each")
    if look.labels:
        seen.append(f"labels on the page: {', '.join(look.labels[:8])}")
    seen.append(look.robots)
    assumed = "that a spider has to be written" if needs_spider else "that other pages are made like these"
    told = "; ".join(seen)
    if saved:
        return f"{UNCONFIRMED}; a saved page of unknown age shows: {told}; assumed: {assumed}"
    return f"confirmed: {told} (looked at by scrapy newsource, {today:%-d %B %Y}); assumed: {assumed}"


def check(proposal: Proposal, *, loopback: bool) -> None:
    """Raise RegistryError where the registry would not take the entry; its platform may still have to be made."""
    entry = dict(proposal.entry)
    if proposal.needs_spider and entry["platform"] not in load_platforms():
        entry["platform"] = "watched_page"
    source_from("proposed entry", proposal.source_id, entry, loopback)
