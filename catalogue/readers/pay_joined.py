"""Sums of money that belong together: the ends of a range, the same post paid by place."""

from __future__ import annotations

import re

from catalogue.readers.pay_money import Money
from catalogue.readers.pay_rate import RATE

JOINER = re.compile(
    r"""\s*(?:[-–—−/] | to | or | (?:rising|increasing|going|progressing)\s(?:up\s)?to | up\sto | through\sto
      | (?:to|and)\sa\smaximum\sof )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
# "£26,000 (£29,500 in London)": the second sum is the first, paid elsewhere.
IN_LONDON = re.compile(r"\s?(?:(?:in|for|within|if in)\s)?(?:(?:inner|outer|central)\s)?London\b", re.IGNORECASE)
# "London – £26,400 / Hull – £23,700": the same post, paid by where it is.
BY_PLACE = re.compile(r"(?:/|;|,|or|and)?\s*\(?[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\)?\s*[-–—:]?")
PLACED = re.compile(r"\b[A-Z][a-z]+\)?\s?[-–—:]\s?$")
PLACE_REACH = 20  # characters before the first sum in which its place stands
# "£900 a month (to a maximum of £5,400)": the second sum caps the first, it is no other end of a range.
CAPPED = re.compile(r"\(\s?(?:up\s)?to\s(?:a\s)?max", re.IGNORECASE)
AND = re.compile(r"\s*and\s*", re.IGNORECASE)
BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)
# Set aside between two sums: "£41,000 (outside London) pro rata or £45,000".
ASIDE = re.compile(r"\([^()]{0,60}\)|\bpro[\s-]rata\b|\bGBP\b|\u200b", re.IGNORECASE)
JOIN_REACH = 90  # characters between two sums of one range, what is set aside included
WIDEST = 10  # the top of a range is never ten times its foot: such sums are paid at different rates
WIDEST_BARE = 3  # for a top without a pound sign: "£20 to 80 fellows" is no range


def are_joined(text: str, first: Money, second: Money) -> bool:
    """Whether two sums that follow each other are the ends of one range, or one pay in two places."""
    gap = text[first.end : second.start]
    if len(gap) > JOIN_REACH or "\n" in gap:
        return False
    if gap.strip() in ("(", ", (") and IN_LONDON.match(text, second.end):
        return True
    if CAPPED.search(gap):
        return False
    gap = RATE.sub("", ASIDE.sub("", gap)).strip(" .,(")
    if BY_PLACE.fullmatch(gap) and PLACED.search(text, max(0, first.start - PLACE_REACH), first.start):
        return True
    between = BETWEEN.search(text, max(0, first.start - 12), first.start)
    if not JOINER.fullmatch(gap) and not (between and AND.fullmatch(gap)):
        return False
    low, high = sorted(same_scale(first.value, second.value))
    bare = not (second.sure or second.foreign or second.scaled)
    return low > 0 and high / low <= (WIDEST_BARE if bare else WIDEST)


def same_scale(first: float, second: float) -> tuple[float, float]:
    """ "£25-30k" and "£31-35,000" leave the thousands of the first sum to the second, "£25k-30" the other way."""
    if first < 1000 <= second and first * 1000 <= second:
        return first * 1000, second
    if second < 1000 <= first and second * 1000 >= first:
        return first, second * 1000
    return first, second
