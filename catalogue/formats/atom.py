"""Atom (RFC 4287): what is new and what was reworded, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from lxml import etree  # type: ignore[import-untyped]
from lxml.builder import ElementMaker  # type: ignore[import-untyped]

from catalogue.formats.edition import NAMES, TAG, TITLE, Edition, Format, Row, moment_of
from catalogue.formats.plain import one_line, outward

SHOWN = 200  # entries: a reader that looks once a week misses nothing
NEWEST = "coalesce(changed_at, first_seen) desc, id"
SPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"}
MEDIA_TYPE = "application/atom+xml"
E = ElementMaker(namespace=SPACE, nsmap={None: SPACE})


def chunks(rows: Iterable[Row], edition: Edition) -> Iterator[bytes]:
    """The feed. It is as new as its newest entry, so that the same rows give the same bytes."""
    entries = [dict(zip(NAMES, row, strict=True)) for row in rows]
    feed = E.feed(
        E.id(f"{TAG}opportunities{'?' + edition.query if edition.query else ''}"),
        E.title(f"{TITLE}: new and changed opportunities"),
        E.updated(max((updated(row) for row in entries), default=edition.moment).isoformat()),
        E.author(E.name(TITLE)),
        E.generator("wkep-catalogue"),
        *link("self", edition.list_address("atom"), MEDIA_TYPE),
        *link("alternate", edition.page_address),
        *(entry(row, edition) for row in entries),
        LANGUAGE,
    )
    yield etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def entry(row: dict[str, Any], edition: Edition) -> etree._Element:
    """An opportunity as an entry; it leads to its record, or to the advert where the site's address is not known."""
    advert, record = outward(row["url"]), edition.record(row["id"])
    told = said(row, edition)
    return E.entry(
        E.id(f"{TAG}opportunity/{quote(row['id'], safe=':')}"),
        E.title(one_line(row["title"])),
        E.published((moment_of(row["first_seen"]) or edition.moment).isoformat()),
        E.updated(updated(row).isoformat()),
        *link("alternate", record or advert),
        *(link("related", advert) if record else ()),
        E.category(term="changed" if row["changed_at"] else "new"),
        E.category(term=one_line(row["status"]), label=one_line(edition.label("status", row["status"]))),
        # An entry without a link of its own needs a content (RFC 4287 section 4.1.2).
        E.summary(told) if record or advert else E.content(told),
    )


def link(rel: str, address: str, media_type: str = "text/html") -> list[etree._Element]:
    """A link; none where there is no address."""
    return [E.link(rel=rel, href=address, type=media_type)] if address else []


def said(row: dict[str, Any], edition: Edition) -> str:
    """What a reader shows under the title."""
    closes = f"closing day {row['closes_on']}" if row["closes_on"] else ""
    state = ", ".join(filter(None, (edition.label("status", row["status"]), closes)))
    return one_line(f"{row['summary']} {state}.")


def updated(row: dict[str, Any]) -> datetime:
    """When an opportunity was reworded or else first seen."""
    return moment_of(row["changed_at"]) or moment_of(row["first_seen"]) or Edition("").moment


ATOM = Format("atom", f"{MEDIA_TYPE}; charset=utf-8", chunks, inline=True, order=NEWEST, most=SHOWN)
