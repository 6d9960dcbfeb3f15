"""Runs that were not healthy, as an Atom feed (RFC 4287) that a keeper can subscribe to.

`catalogue failures` writes it from the archive, the site serves it as /health.atom from the published file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from catalogue.archive.file import utc_text
from catalogue.formats.plain import one_line
from catalogue.in_words import counted, moment_in_words
from catalogue.records import Run

SHOWN = 50  # entries; a reader that looks once a month misses nothing of a dozen sources
FINE = ("healthy", "running")
FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>tag:wkep-catalogue,2026:failures</id>
  <title>Sources that need a person</title>
  <updated>{updated}</updated>
  <author><name>wkep-catalogue</name></author>
{links}{entries}</feed>
"""
LINKS = """  <link rel="self" type="application/atom+xml" href={self}/>
  <link rel="alternate" type="text/html" href={page}/>
"""
ENTRY = """  <entry>
    <id>tag:wkep-catalogue,2026:run/{source}/{started}</id>
    <title>{title}</title>
    <updated>{updated}</updated>
    <category term={verdict}/>
    <summary>{summary}</summary>
    {more}
  </entry>
"""


def failures_feed(runs: Sequence[Run], titles: Mapping[str, str], now: datetime, *, site: str = "") -> str:
    """The feed of the last runs that were not healthy, newest first. `titles`: source id → title.

    `site`: address of the front page where the feed is served; entries then lead to their source. The feed was updated
    when the last of all runs ended (`now` where there is none), so that the same runs give the same bytes.
    """
    failed = [run for run in runs if run.verdict not in FINE]
    ended = max((run.ended or run.started for run in runs), default=utc_text(now))
    latest = sorted(failed, key=lambda run: (run.started, run.id), reverse=True)[:SHOWN]
    entries = (entry(run, titles.get(run.source, run.source), site) for run in latest)
    return FEED.format(updated=plain(ended), links=links(site), entries="".join(entries))


def links(site: str) -> str:
    """The addresses of the feed and of the page that tells the same; none where it is a file."""
    if not site:
        return ""
    base = site.rstrip("/")
    return LINKS.format(self=quoteattr(f"{base}/health.atom"), page=quoteattr(f"{base}/health"))


def entry(run: Run, title: str, site: str = "") -> str:
    """One run as an entry."""
    reason = f"{run.reason}. " if run.reason else ""
    summary = plain(
        f"{reason}The run of {run.source} that began on {moment_in_words(run.started)} read"
        f" {counted(run.pages, 'page')} and kept {counted(run.adverts, 'advert')}."
        " Nothing of it is published until a healthy run confirms it."
    )
    page = quoteattr(f"{site.rstrip('/')}/catalogue/sources/{quote(run.source)}")
    return ENTRY.format(
        source=plain(quote(run.source)),
        started=plain(run.started),
        title=plain(f"{title}: {run.verdict}"),
        updated=plain(run.ended or run.started),
        verdict=quoteattr(one_line(run.verdict)),
        summary=summary,
        # An entry without a link must hold its content itself (RFC 4287 section 4.1.2).
        more=f'<link rel="alternate" type="text/html" href={page}/>' if site else f"<content>{summary}</content>",
    )


def plain(text: str) -> str:
    """Text as XML can hold it, on one line."""
    return escape(one_line(text))
