"""What is compared of an advert when duplicates are looked for, and its telling words; word lists in words.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from catalogue.yaml_files import load_yaml

WORDS = load_yaml(Path(__file__).with_name("words.yml"))
TITLE_NOISE = frozenset(WORDS["titles"])
HOST_NOISE = frozenset(WORDS["hosts"])

TOKEN = re.compile(r"[^\W_]+")
YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:20)?\d\d)?\b")
SITE = re.compile(r"^https?://(?:www\.)?|[?#].*$|/+$", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """What is compared of an advert. Dates are ISO 8601 ("2026-03-31"; a start may be "2026-09"); None = not stated."""

    id: str
    source: str
    title: str
    host: str | None = None
    place: str | None = None
    closes_on: str | None = None
    starts_on: str | None = None
    references: tuple[str, ...] = ()
    fingerprint: int = 0
    url: str = ""

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words that tell the title from others; "fellowship" and "fellows" are "fellow"."""
        words = (stem(word) for word in TOKEN.findall(YEAR.sub(" ", self.title.lower())))
        return frozenset(word for word in words if word not in TITLE_NOISE)

    @cached_property
    def host_words(self) -> frozenset[str]:
        """The words that tell the host from others."""
        return frozenset(TOKEN.findall((self.host or "").lower().replace("'", "").replace("’", ""))) - HOST_NOISE

    @cached_property
    def place_words(self) -> frozenset[str]:
        """The words of the place, postcodes cut to their area."""
        return frozenset(TOKEN.findall((self.place or "").lower()))

    @cached_property
    def keys(self) -> frozenset[str]:
        """References that are hardly used twice: six characters or more, two of them figures; upper case, no signs."""
        plain = {re.sub(r"[^A-Z0-9]", "", reference.upper()) for reference in self.references}
        return frozenset(key for key in plain if len(key) >= 6 and sum(map(str.isdigit, key)) >= 2)

    @cached_property
    def address(self) -> str:
        """The address without scheme, www, query and closing stroke."""
        return SITE.sub("", SITE.sub("", self.url)).lower()


def stem(word: str) -> str:
    """A word without "-ship" and plural "s": fellowships → fellow."""
    word = word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word
    return word.removesuffix("ship") if len(word) > 6 else word
