"""A practice site whose markup changes when a test says so: a board with a listing and advert pages."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import yaml
from crawls import environment

from catalogue.archive import Archive
from catalogue.records import Run
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer
from tests.forked import run_forked

WORDS = (
    "<p>This secondment lets a policy analyst from a ministry spend six months at a university research centre to"
    " exchange knowledge. The secondee is released by the home employer, who goes on paying the salary.</p>"
)
TOWNS = ("Elmtown", "Fenwick", "Garth", "Holm", "Inver")


class ChangingSite:
    """Five adverts; `make` says how their pages are made, `listed` which of them the listing names, newest first."""

    def __init__(self) -> None:
        self.make = "table"
        self.listed = list(range(len(TOWNS)))
        self.listing_made = True
        self.asked: list[str] = []

    def __call__(self, request: Request, adverts: object, today: date) -> Answer:
        if request.path == "/robots.txt":
            return text_answer("User-agent: *\nCrawl-delay: 0\nAllow: /\n")
        self.asked.append(request.path)
        if request.path == "/":
            return html_answer(self.listing())
        number = int(request.path.rpartition("/")[2]) if request.path.startswith("/adverts/") else -1
        return html_answer(advert_page(number, self.make)) if number in range(len(TOWNS)) else not_found()

    def listing(self) -> str:
        """The listing; made otherwise, its links are gone."""
        if not self.listing_made:
            return "<title>Board</title><body><main><p>Our board has moved into an app. Five posts wait.</p></main>"
        links = "".join(f'<li><a href="/adverts/{number}">Secondment to {TOWNS[number]}</a>' for number in self.listed)
        return f"<title>Board</title><body><main><h1>Board</h1><ul>{links}</ul></main>"


def advert_page(number: int, make: str) -> str:
    """An advert's page, its facts in a table, or in plain blocks that no label marks, or without its heading."""
    title = f"Policy secondment to {TOWNS[number]}"
    closes, pay = f"{number + 1} June 2027", f"£{40 + number},000 a year"
    if make == "table":
        facts = (
            f'<table class="facts"><tr><th>Closing date<td>{closes}<tr><th>Salary<td>{pay}'
            f"<tr><th>Location<td>{TOWNS[number]}</table>"
        )
        return f"<title>{title}</title><body><main><h1>{title}</h1>{facts}{WORDS}</main>"
    if make == "blocks":
        posting = json.dumps(
            {
                "@context": "https://schema.org",
                "@type": "JobPosting",
                "title": title,
                "validThrough": f"2027-06-0{number + 1}",
                "jobLocation": {"@type": "Place", "address": TOWNS[number]},
            }
        )
        return (
            f"<title>{title}</title><script type='application/ld+json'>{posting}</script><body><main><h1>{title}</h1>"
            f'<div class="card"><span class="when">Apply until {closes}</span><span class="pay">{pay}</span></div>'
            f"{WORDS}</main>"
        )
    return f"<title>{title}</title><body><div class=shell></div><p hidden>{title}</p></body>"


def entry(base: str, **more: Any) -> dict[str, Any]:
    """The site's registry entry."""
    return {
        "title": "Changing board", "publisher": "Board of Change", "sector": "policy", "kind": "job_board",
        "why": "a test", "platform": "json_ld", "start": f"{base}/", "advert_url": "/adverts/", "licence": "none",
        "reuse": "facts", "terms": {"url": f"{base}/terms", "read_on": date(2026, 1, 1), "verdict": "allow"},
        "every": "weekly", "expect": {"min": 2, "max": 40}, "status": "active", "evidence": "invented", "delay": 0,
    } | more  # fmt: skip


def write_registry(folder: Path, **entries: Mapping[str, Any]) -> Path:
    """A registry file in a folder."""
    path = folder / "sources.yml"
    path.write_text(yaml.safe_dump(entries, sort_keys=False), encoding="utf-8")
    return path


def scrapy(folder: Path, *command: str) -> CompletedProcess[str]:
    """A command of scrapy in a process of its own, on loopback, without waits."""
    return run_forked(
        [sys.executable, "-m", "scrapy", *command, "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0", "-L", "ERROR"],
        environment(folder, WKEP_SOURCES=str(folder / "sources.yml")),
    )


def runs_in(folder: Path) -> Sequence[Run]:
    """The runs of the archive in a folder."""
    with Archive(folder / "snapshots.db", read_only=True) as archive:
        return archive.runs()
