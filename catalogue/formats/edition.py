"""What every format is given: the rows, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from catalogue.columns import COLUMNS

Row = tuple[Any, ...]  # the values of an opportunity, in the order of NAMES, as they stand in the file
NAMES = tuple(column.name for column in COLUMNS["opportunities"])
LISTS = tuple(column.is_list for column in COLUMNS["opportunities"])

TITLE = "Workplace exchange catalogue"
LICENCE = "Coded facts: CC BY 4.0; quotes and extracts belong to the publishers of the adverts"
PATH = "/catalogue/opportunities"  # of the list on the site
# RFC 4151: a name of our own and a year; what is named so keeps its name wherever the site stands.
TAG = "tag:wkep-catalogue,2026:"
# What a path of Datasette may hold as it is; everything else is written as ~ and its hexadecimal number.
PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


@dataclass(frozen=True)
class Edition:
    """The build that is taken away, and how it is asked for."""

    built_at: str  # ISO 8601, UTC
    codebook_version: str = ""
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (dimension, code) → label
    site: str = ""  # address of the site without a stroke at its end; empty where it is not known
    query: str = ""  # filters, search and order as they stand in an address
    raw: bool = False  # CSV for machines
    bom: bool = False  # CSV with the mark that older Excel wants before UTF-8

    @property
    def moment(self) -> datetime:
        """When it was built."""
        return moment_of(self.built_at) or datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def day(self) -> str:
        """The day of the build, as YYYY-MM-DD."""
        return self.built_at[:10]

    def label(self, dimension: str, code: str | None) -> str:
        """A code as people read it; empty where nothing is stated."""
        return self.labels.get((dimension, code), code.replace("_", " ")) if code else ""

    def record(self, id: str) -> str:
        """The address of a record; empty where the site's is not known."""
        return f"{self.site}{PATH}/{tilde_encoded(id)}" if self.site else ""

    def list_address(self, suffix: str) -> str:
        """The address of this list in a format; empty where the site's is not known."""
        return f"{self.site}{PATH}.{suffix}{'?' + self.query if self.query else ''}" if self.site else ""

    @property
    def page_address(self) -> str:
        """The address of the page with the same opportunities, which shows open ones alone unless it is told."""
        told = any(part.startswith("status") for part in self.query.split("&"))
        query = self.query if told else "&".join(filter(None, (self.query, "_all=on")))
        return f"{self.site}{PATH}?{query}" if self.site else ""


@dataclass(frozen=True)
class Format:
    """A format: its name at the end of an address, what it is called in HTTP, and the bytes of rows in it."""

    suffix: str
    media_type: str
    chunks: Callable[[Iterable[Row], Edition], Iterator[bytes]]
    inline: bool = False  # read by the program that asks for it, not saved as a file
    order: str = ""  # SQL, where the format has an order of its own
    most: int | None = None  # opportunities in it
    # SQL conditions beside those that were asked for, by the columns that these name
    only: Callable[[frozenset[str]], tuple[str, ...]] = lambda named: ()

    @property
    def place(self) -> str:
        """How it is disposed of, as HTTP says it (RFC 6266)."""
        return "inline" if self.inline else "attachment"


def tilde_encoded(text: str) -> str:
    """Text as a part of a path, as Datasette writes it."""
    return "".join("+" if b == 0x20 else chr(b) if b in PLAIN else f"~{b:02X}" for b in text.encode())


def moment_of(written: str | None) -> datetime | None:
    """An ISO day or moment, in UTC where it names no zone; None where it is none."""
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
