"""Log lines that a page cannot forge: what comes from outside stays inside its own line."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

from scrapy.crawler import Crawler

LONGEST = 10_000  # characters of a message; an address may have two thousand
INSET = "\n    | "  # before every further line, so that none looks like the beginning of a record
# What moves the cursor, colours the terminal, ends a line or turns the direction of writing: C0 and C1 controls but
# tab and newline, line and paragraph separators, bidirectional marks, and the halves of characters.
UNPLAIN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class PlainRecord(logging.LogRecord):
    """A log record whose text holds no control characters and whose further lines are inset."""

    def getMessage(self) -> str:
        """The message, made plain."""
        return plain(super().getMessage())

    def __init__(self, *args: Any, **keywords: Any):
        super().__init__(*args, **keywords)
        if isinstance(self.exc_info, tuple) and self.exc_info[0] is not None:
            # A traceback ends in the words of the error, which may be a page's. Formatters take this text as it is.
            self.exc_text = plain("".join(traceback.format_exception(*self.exc_info)).rstrip("\n"))


def plain(text: str) -> str:
    """A text with controls written as escapes and further lines inset."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]} … ({len(text) - LONGEST} characters more)"
    return UNPLAIN.sub(escape, text).replace("\n", INSET)


def escape(found: re.Match[str]) -> str:
    """A character as Python would write it: \\x1b."""
    return found.group().encode("unicode_escape").decode("ascii")


class PlainLog:
    """Extension: every record of the process is a PlainRecord."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PlainLog:
        """Called by Scrapy."""
        logging.setLogRecordFactory(PlainRecord)
        return cls()
