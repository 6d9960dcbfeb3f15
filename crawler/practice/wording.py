"""The texts of practice adverts: Jinja2 for the dates in them, blank lines and dashes for paragraphs and lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from crawler.practice.dates import FORMATS, moment

BULLET = "- "


@cache
def environment(today: date) -> Environment:
    """Templates whose date filters take a day or a relative day: `{{ closes | long }}`, `{{ "+90d" | month }}`."""
    made = Environment(
        loader=PackageLoader("crawler.practice", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["paragraphs"] = as_html
    for show in FORMATS:
        made.filters[show.__name__] = shown_by(show, today)
    return made


def shown_by(show: Callable[[date], str], today: date) -> Callable[[date | str], str]:
    """A filter that prints a day in one format."""

    def shown(when: date | str) -> str:
        return show(moment(when, today) if isinstance(when, str) else when)

    return shown


def page(template: str, today: date, **context: Any) -> str:
    """A template of templates/ filled in."""
    return environment(today).get_template(template).render(today=today, **context)


def worded(text: str, today: date, **context: Any) -> str:
    """A text of an advert with its dates filled in, as plain text."""
    if "{{" not in text:
        return text
    plain = environment(today).overlay(autoescape=False)
    return plain.from_string(text).render(today=today, **context)


def as_html(text: str) -> Markup:
    """Paragraphs and lists of a text as html; a block that begins with a tag is html already."""
    return Markup("\n").join(block_as_html(block) for block in text.strip().split("\n\n") if block.strip())


def block_as_html(block: str) -> Markup:
    """One block of a text as html."""
    block = block.strip()
    if block.startswith("<"):
        return Markup(block)  # noqa: S704 (our own text)
    lines = block.split("\n")
    if all(line.startswith(BULLET) for line in lines):
        items = Markup("").join(Markup("<li>{}</li>").format(line.removeprefix(BULLET)) for line in lines)
        return Markup("<ul>{}</ul>").format(items)
    return Markup("<p>{}</p>").format(escape(" ".join(lines)))
