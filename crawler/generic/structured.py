"""Pure: the JobPosting that a page marks as JSON-LD, microdata or RDFa, in the shape of JSON-LD; and its Open Graph.

The one door for extruct. Only the part of a page that is marked as a JobPosting is handed to it: its ways through a
page are quadratic where things are nested, and RDF is built node by node. It is called so that nothing is asked of the
network: no vocabulary is expanded, no context is loaded. It is imported where it is needed: an RDF library takes longer
to load than most crawls take to begin.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]
from parsel import Selector

from crawler.page import json_ld, postings_in

KIND = "JobPosting"
LONGEST = 300_000  # characters of a marked part; an advert with its text has some ten thousand
MOST_MARKED = 60  # things marked within it, and references to other parts of the page; an advert has ten
DEEPEST = 12  # things within things: posting, place, address, country

MICRODATA = etree.XPath(f"//*[@itemscope][contains(@itemtype, 'schema.org/{KIND}')]")
RDFA = etree.XPath(f"//*[contains(@typeof, '{KIND}')]")
MARKED = etree.XPath("count(.//*[@itemscope or @typeof])")
REFERENCES = etree.XPath("descendant-or-self::*/@itemref")
SCRIPTS = etree.XPath("//script[contains(@type, 'ld+json')]")
OPEN_GRAPH = ("og:title", "og:description", "og:site_name", "article:published_time")


def find_json_ld(page: Selector) -> dict[str, Any] | None:
    """The first JobPosting in JSON-LD; one with comments or commas too many is read as it was meant."""
    found = json_ld(page)
    scripts = [script for script in SCRIPTS(page.root)[:20] if KIND in (script.text or "")]
    if found or not scripts:
        return found
    from extruct.jsonld import JsonLdExtractor  # type: ignore[import-untyped]  # noqa: PLC0415

    for script in scripts:
        with contextlib.suppress(ValueError, RecursionError, IndexError):
            for posting in postings_in(list(JsonLdExtractor()._extract_items(script))):
                return posting
    return None


def find_microdata(page: Selector, url: str) -> dict[str, Any] | None:
    """The first JobPosting in microdata, nested things as mappings, its text in plain words."""
    parts = [part for part in MICRODATA(page.root)[:3] if not is_too_much(part)]
    if not parts:
        return None
    from extruct.uniform import flatten_dict  # type: ignore[import-untyped]  # noqa: PLC0415
    from extruct.w3cmicrodata import LxmlMicrodataExtractor  # type: ignore[import-untyped]  # noqa: PLC0415

    for part in parts:
        with contextlib.suppress(ValueError, RecursionError, etree.LxmlError):
            for item in LxmlMicrodataExtractor().extract_items(part, url):
                if KIND in str(item.get("type")) and item.get("properties"):
                    return with_hidden_names(part, dict(flatten_dict(item, "https://schema.org", True)))
    return None


def with_hidden_names(part: Any, posting: dict[str, Any]) -> dict[str, Any]:
    """A posting whose empty properties hold what their elements hide: large systems mark an employer's name in a meta
    element below the property without saying that it is a thing of its own."""
    for name, value in posting.items():
        if value == "":
            hidden = part.xpath(".//*[@itemprop=$name]//meta/@content", name=name)
            posting[name] = next(filter(str.strip, hidden), "")
    return posting


def find_rdfa(page: Selector, url: str) -> dict[str, Any] | None:
    """The first JobPosting in RDFa, nested things as mappings."""
    parts = [part for part in RDFA(page.root)[:3] if not is_too_much(part)]
    if not parts:
        return None
    from extruct.rdfa import RDFaExtractor  # type: ignore[import-untyped]  # noqa: PLC0415

    for part in parts:
        with contextlib.suppress(Exception):  # pyRdfa raises whatever its DOM does on odd markup
            nodes = RDFaExtractor().extract(standing_alone(part), base_url=url)
            if posting := posting_of_graph(nodes):
                return posting
    return None


def is_too_much(part: Any) -> bool:
    """Whether a marked part is no advert but a trap or a whole list of things."""
    referred = sum(len(each.split()) for each in REFERENCES(part))
    return bool(MARKED(part) + referred > MOST_MARKED or len(etree.tostring(part, encoding="unicode")) > LONGEST)


def standing_alone(part: Any) -> str:
    """A part as a page of its own, with the vocabulary and prefixes that the elements around it declare."""
    declared: dict[str, str] = {}
    for around in part.iterancestors():
        for name in ("vocab", "prefix"):
            if around.get(name):
                declared.setdefault(name, around.get(name))
    body = etree.Element("body", declared)
    body.append(html.fromstring(etree.tostring(part, encoding="unicode", method="html", with_tail=False)))
    return f"<html><head></head>{etree.tostring(body, encoding='unicode', method='html')}</html>"


def posting_of_graph(nodes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first JobPosting among the nodes of a graph, with the nodes that it names put in their place."""
    by_id = {str(node.get("@id")): node for node in nodes}

    def plain(value: Any, depth: int) -> Any:
        if not isinstance(value, Mapping):
            return value
        if "@value" in value:
            return value["@value"]
        named = by_id.get(str(value.get("@id")))
        return thing(named, depth + 1) if named is not None and depth < DEEPEST else value.get("@id")

    def thing(node: Mapping[str, Any], depth: int) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, values in node.items():
            short = name.rstrip("/").rpartition("/")[2]
            if name == "@type":
                told["@type"] = [str(each).rpartition("/")[2] for each in values]
            elif not name.startswith("@"):
                found = [plain(each, depth) for each in (values if isinstance(values, list) else [values])]
                told[short] = found[0] if len(found) == 1 else found
        return told

    for node in nodes:
        if any(str(kind).endswith(f"/{KIND}") for kind in node.get("@type", ())):
            return thing(node, 0)
    return None


def open_graph(page: Selector) -> dict[str, str]:
    """Property → content of what a page says of itself to those who share it; the first of each."""
    told: dict[str, str] = {}
    for meta in page.css("meta[property][content]"):
        name = meta.attrib["property"].strip().lower()
        text = " ".join(meta.attrib["content"].split())
        if name in OPEN_GRAPH and text:
            told.setdefault(name, text)
    return told


def as_json(posting: Mapping[str, Any]) -> dict[str, Any]:
    """A posting as an archive can keep it: plain JSON values only."""
    return dict(json.loads(json.dumps(posting, default=str)))
