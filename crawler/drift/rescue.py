"""Adverts whose title or text a spider no longer finds, kept with what the generic reader makes of their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from catalogue.archive import Archive
from catalogue.archive.run_seen import latest_snapshot
from catalogue.archive.wordings import strip_tags
from catalogue.lost_facts import fill_in
from crawler.drift.fragments import text_of
from crawler.gathered import Gathered
from crawler.generic import read_generic

TITLE, TEXT = "Title of the page", "Text of the page"  # labels that say that these were not read by the spider


def rescue(archive: Archive, broken: Sequence[Gathered], run: int, now: datetime, least: int) -> Mapping[str, int]:
    """Keep adverts whose title or text the spider no longer finds, with what the generic reader makes of their pages.

    `least`: characters that are a text. Outcome → adverts, as `archive.keep` tells it. Only for a run that is changed.
    """
    outcomes: dict[str, int] = {}
    for gathered in broken:
        advert, reading = gathered.advert, read_generic(text_of(gathered.page), gathered.advert.url)
        told: dict[str, tuple[str, str]] = {}
        if not advert.title and reading.title:
            advert = replace(advert, title=reading.title)
            told[TITLE] = (reading.title, reading.found_by.get("title", "page"))
        if len(strip_tags(advert.html).strip()) < least and reading.description:
            advert = replace(advert, html=reading.description)
            told[TEXT] = ("see the text", reading.found_by.get("description", "page"))
        if not advert.title or len(strip_tags(advert.html).strip()) < least:
            continue
        outcome = archive.keep(advert, run, now, gathered.page)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        latest = latest_snapshot(archive, advert.source, advert.key)
        if latest is not None:
            fill_in(archive, latest, told)
    return outcomes
