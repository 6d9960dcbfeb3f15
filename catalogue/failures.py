"""`catalogue failures`: runs that were not healthy, as an Atom feed (RFC 4287) that a keeper can subscribe to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from catalogue.archive import utc_text
from catalogue.records import Run

SHOWN = 50  # entries; a reader that looks once a month misses nothing of a dozen sources
FINE = ("healthy", "running")
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 section 2.2
FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>tag:wkep-catalogue,2026:failures</id>
  <title>Sources that need a person</title>
  <updated>{updated}</updated>
  <author><name>wkep-catalogue</name></author>
{entries}</feed>
"""
ENTRY = """  <entry>
    <id>tag:wkep-catalogue,2026:run/{source}/{started}</id>
    <title>{title}</title>
    <updated>{updated}</updated>
    <category term={verdict}/>
    <summary>{summary}</summary>
  </entry>
"""


def failures_feed(runs: Sequence[Run], titles: Mapping[str, str], now: datetime) -> str:
    """The feed of the last runs that were not healthy, newest first. `titles`: source id → title.

    It was updated when the last of all runs ended, so that the same runs give the same bytes.
    """
    failed = [run for run in runs if run.verdict not in FINE]
    ended = max((run.ended or run.started for run in runs), default=utc_text(now))
    latest = sorted(failed, key=lambda run: (run.started, run.id), reverse=True)[:SHOWN]
    return FEED.format(updated=ended, entries="".join(entry(run, titles.get(run.source, run.source)) for run in latest))


def entry(run: Run, title: str) -> str:
    """One run as an entry."""
    return ENTRY.format(
        source=plain(run.source),
        started=plain(run.started),
        title=plain(f"{title}: {run.verdict}"),
        updated=plain(run.ended or run.started),
        verdict=quoteattr(run.verdict),
        summary=plain(
            f"{run.reason}. The run of {run.source} that began {run.started} read {run.pages} pages and kept"
            f" {run.adverts} adverts. Nothing of it is published until a healthy run confirms it."
        ),
    )


def plain(text: str) -> str:
    """Text as XML can hold it."""
    return escape(NO_XML.sub("\ufffd", text))
