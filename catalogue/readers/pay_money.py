"""Sums of money in text: where they stand, what they come to, in pounds or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogue.readers.numbers import WORTH

# A number as adverts write it: "£49,387", "49387.50", "49 387", "49.387" (a slip for the comma), "12.5".
NUMBER = r"\d{1,3}(?:[,.\ \u00a0\u2009]\d{3})+(?:\.\d{1,2})?(?!\d)|\d{1,7}(?:\.\d{1,2})?(?!\d)"

SUM = re.compile(
    rf"""
    (?<![\w.,])
    (?P<currency> £ | (?:GBP|UKP)\s?£? | (?:U\.?S\.?|A|C|AU|CA|NZ)?\s?\$ | € | (?:EUR|USD|CHF|AUD|CAD)\b )?
    \s{{0,3}}
    (?P<number> {NUMBER} )
    \s?
    (?P<scale> (?:k|K|m|M|bn|mn)(?!\w) | (?:thousand|million|billion|hundred)\b )?
    (?P<after> \s?(?:pounds?(?:\ sterling)?|GBP|sterling|£(?!\s?\d)|(?P<foreign>euros?|dollars?|€|USD|EUR))(?!\w) )?
    """,
    re.VERBOSE,
)
SCALES = {"k": 1e3, "thousand": 1e3, "hundred": 1e2, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}

WHOLE = {word: value for word, value in WORTH.items() if word.isalpha() and value % 1 == 0 and word != "hundred"}
SPELT_NUMBERS = WHOLE | {"a": 1.0}
NUMERAL = "|".join(sorted(SPELT_NUMBERS, key=len, reverse=True))
# "fifteen thousand pounds", "two hundred and fifty pounds": at most seven number words before "pounds".
SPELT = re.compile(
    rf"\b(?P<words>(?:{NUMERAL})(?:[ -](?:{NUMERAL}|and|hundred|thousand)){{0,6}})\s(?:pounds|GBP)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Money:
    """A sum and where it stands."""

    value: float
    start: int
    end: int
    sure: bool  # a pound sign or word stands with it
    foreign: bool = False  # it is not in pounds
    scaled: bool = False  # "30k", "2 million"


def find_money(text: str) -> list[Money]:
    """Every number that may be a sum, in order; the caller asks more of those that are not `sure`."""
    spelt = [_spelt_money(m) for m in SPELT.finditer(text)] if "pounds" in text or "GBP" in text else []
    taken = [(m.start, m.end) for m in spelt]
    figures = [_figure_money(m) for m in SUM.finditer(text) if not any(a <= m.start() < b for a, b in taken)]
    return sorted(spelt + figures, key=lambda money: money.start)


def _figure_money(match: re.Match[str]) -> Money:
    currency = (match["currency"] or "").strip()
    after = (match["after"] or "").strip()
    scale = (match["scale"] or "").lower()
    digits = re.sub(r"[,\s]|\.(?=\d{3}(?!\d))", "", match["number"])
    pounds = currency.startswith(("£", "GBP", "UKP")) or (bool(after) and not match["foreign"])
    end = match.end() if scale or after else match.end("number")
    start = match.start("currency") if currency else match.start("number")
    foreign = not pounds and bool(currency or match["foreign"])
    return Money(float(digits) * SCALES.get(scale, 1), start, end, pounds, foreign, bool(scale))


def _spelt_money(match: re.Match[str]) -> Money:
    total = group = 0.0
    for word in re.split(r"[ -]", match["words"].lower()):
        if word == "thousand":
            total, group = total + group * 1000, 0.0
        elif word == "hundred":
            group *= 100
        elif word != "and":
            group += SPELT_NUMBERS[word]
    return Money(total + group, match.start(), match.end(), sure=True)
