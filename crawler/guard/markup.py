"""Markup that is made to hurt: pages that are small to send but take minutes or gigabytes to read. Pure."""

from __future__ import annotations

import re

# Tags of a page; the longest real listings have some ten thousand, and each costs memory when it is read.
MOST_TAGS = 100_000
# Of a sitemap: the protocol allows 50,000 addresses, with four things said of each.
MOST_SITEMAP_TAGS = 600_000
SITEMAP = re.compile(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b", re.ASCII)
SITEMAP_HEAD = 2_000  # characters in which a sitemap says that it is one
# Attributes of one element; real ones have a few dozen. libxml2 walks all of them to add one more: a hundred thousand
# take it 17 seconds, a thousand a millisecond.
MOST_ATTRIBUTES = 1_000
LEAST_LENGTH = 2 * MOST_ATTRIBUTES  # characters of an element with so many: a letter and a space each

# Every piece is atomic or possessive and goes on where the last one ended, so that no text is looked at twice.
PIECE = re.compile(
    r"""
      <!--  (?> .*? --> | .* )                     # a comment, closed or not
    | <(script|style)\b  (?> .*? </\1 | .* )       # code, in which "<" is no tag
    | (?P<tag> <[a-z]
        (?> [^=>]++                                # names and spaces
          | =\s*+ (?> "[^"]*+" | '[^']*+' | [^\s>]*+ )   # a value; only right after "=" do quotation marks quote
        )*+
      )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL | re.ASCII,
)
VALUE = re.compile(r"""=\s*+(?>"[^"]*+"|'[^']*+'|[^\s>]*+)""")
NAME_END = re.compile(r"[\s/=]+")


def refusal_of_markup(text: str) -> str | None:
    """Why a page is not read, or None. Linear in the length of the text."""
    most = MOST_SITEMAP_TAGS if SITEMAP.search(text[:SITEMAP_HEAD]) else MOST_TAGS
    if text.count("<") > most:
        return "pages of too many elements"
    plain = text.replace("\0", "")  # as the parser does
    for piece in PIECE.finditer(plain):
        tag = piece["tag"]
        if tag and len(tag) > LEAST_LENGTH and attributes_in(tag) > MOST_ATTRIBUTES:
            return "elements of too many attributes"
    return None


def attributes_in(tag: str) -> int:
    """How many attributes a tag has, at most."""
    return len(NAME_END.findall(VALUE.sub("= ", tag)))
