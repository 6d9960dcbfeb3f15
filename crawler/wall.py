"""Pages in the place of an advert or a listing: challenges, log-ins, cookie walls, "not found" with a 200."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any

import yaml
from lxml import etree  # type: ignore[import-untyped]
from scrapy.http import HtmlResponse, Response

from crawler.guard.outcomes import Refused

MOST = 1500  # characters of text of a page that is a wall and nothing else
READ = 400_000  # characters of a page that are looked at; a wall says what it is at once
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
SITE_NAME = r"(?:\s+[|–—-]\s.{0,80})?"  # what may follow the title proper
SHOWN = etree.XPath(
    "//text()[not(parent::title or ancestor::noscript or ancestor::template or ancestor::svg)]"
    "[not(parent::script or parent::style)]"
)
HIDDEN = ("script", "style", "noscript", "template", "svg")  # of which nothing is read on the screen


class Wall(Refused):
    """A page that is a wall; `reason` is counted in the run."""


@dataclass(frozen=True)
class Signature:
    """What gives a wall away; walls.yml explains the keys."""

    reason: str
    title: re.Pattern[str] | None
    words: re.Pattern[str] | None
    marks: tuple[str, ...]
    most: int


@cache
def signatures() -> tuple[Signature, ...]:
    """Every signature of walls.yml, in order."""
    kinds = yaml.safe_load(files("crawler").joinpath("walls.yml").read_text(encoding="utf-8"))
    return tuple(
        Signature(
            kind["reason"],
            re.compile(rf"(?:{each['title']}){SITE_NAME}", re.IGNORECASE) if "title" in each else None,
            re.compile(each["words"], re.IGNORECASE) if "words" in each else None,
            tuple(each.get("marks", ())),
            each.get("most", MOST),
        )
        for kind in kinds.values()
        for each in kind["signatures"]
    )


def reasons() -> dict[str, str]:
    """Kind of wall → how it is counted."""
    kinds = yaml.safe_load(files("crawler").joinpath("walls.yml").read_text(encoding="utf-8"))
    return {kind: entry["reason"] for kind, entry in kinds.items()}


def wall_of(html: str, words_of: Callable[[], str] | None = None) -> str | None:
    """Which wall a page is, as it is counted; None where it is a page like others.

    `words_of` gives the page's text where it is to be had more cheaply than from the html.
    """
    html = html[:READ]
    found = TITLE.search(html)
    title = " ".join(unescape(found.group(1)).split()) if found else ""
    text = None
    for each in signatures():
        if each.title and not each.title.fullmatch(title):
            continue
        if not all(mark in html for mark in each.marks):
            continue
        if text is None:
            text = words_of() if words_of else shown_text(html)
        if len(text) <= each.most and (each.words is None or each.words.search(text)):
            return each.reason
    return None


def shown_text(html: str) -> str:
    """The text between tags without scripts and styles, roughly, behind the title; linear in the length."""
    pieces = html.split("<")
    shown, hidden = [pieces[0]], ""
    for piece in pieces[1:]:
        tag, _, text = piece.partition(">")
        name = tag.split(None, 1)[0].lower() if tag.strip() else ""
        if hidden:
            hidden = "" if name == f"/{hidden}" else hidden
        elif name in HIDDEN and not tag.endswith("/"):
            hidden = name
        if not hidden and name != "title":
            shown.append(text)
    return " ".join(unescape(" ".join(shown)).split())


def parsed_text(response: HtmlResponse) -> str:
    """The text of a page that is parsed anyway, because a spider reads it next."""
    return " ".join(" ".join(SHOWN(response.selector.root)).split())


class WallGate:
    """Spider middleware: no spider reads a wall; the request counts as one that got no page."""

    def process_spider_input(self, response: Response) -> None:
        """Let a page pass, or raise Wall."""
        if isinstance(response, HtmlResponse) and (reason := wall_of(response.text, lambda: parsed_text(response))):
            raise Wall(reason)

    def process_spider_exception(self, response: Response, exception: Exception) -> Iterable[Any] | None:
        """A wall is counted already and is no fault of the spider."""
        return () if isinstance(exception, Wall) else None
