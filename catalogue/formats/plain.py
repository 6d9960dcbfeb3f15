"""Text from adverts made sound for formats in which a line break or a control character would mean something."""

from __future__ import annotations

import json
import re
from typing import Any

# Everything that some reader takes for a line break or refuses: controls, NEL, line and paragraph separators.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# What XML 1.0 section 2.2 leaves out beyond those: halves of characters and two that are none.
NO_XML = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
# RFC 3986: an address that leads to a web site and holds nothing that could end it.
ADDRESS = re.compile(r"https?://[^\s/\x00-\x20\x7f-\x9f\"<>\\^`{|}][^\s\x00-\x20\x7f-\x9f\"<>\\^`{|}]*", re.IGNORECASE)


def one_line(text: Any) -> str:
    """A value as one line of sound characters; empty for null."""
    if text is None:
        return ""
    return " ".join(NO_XML.sub("\ufffd", CONTROL.sub(" ", str(text))).split())


def outward(url: Any) -> str:
    """An address that may be linked: http or https and nothing else; empty for any other."""
    return url if isinstance(url, str) and ADDRESS.fullmatch(url) and not NO_XML.search(url) else ""


def listed(value: str | None) -> list[str]:
    """The values of an array as it stands in the file."""
    return [str(each) for each in json.loads(value)] if value else []


def joined(value: str | None) -> str:
    """An array as people read it: "a; b"."""
    return "; ".join(listed(value))
