"""The patterns of dates in British adverts, built from the words of dates_words.yml."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import yaml

WORDS: dict[str, Any] = yaml.safe_load(
    files("catalogue.readers").joinpath("dates_words.yml").read_text(encoding="utf-8")
)
MONTHS: dict[str, int] = {name: number for number, names in WORDS["months"].items() for name in names}
WEEKDAYS: dict[str, int] = {name: number for number, names in WORDS["weekdays"].items() for name in names}


def either(words: dict[str, int]) -> str:
    """The words as one pattern, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


S = r"[^\S\n]"  # a space, also one that does not break, inside a line
MONTH = rf"(?:{either(MONTHS)})(?![a-z])"
WEEKDAY = rf"(?:{either(WEEKDAYS)})(?![a-z])[.,]?{S}{{0,2}}(?:the{S})?"
DAY = rf"(?:[12]\d|3[01]|0?[1-9])(?!\d)(?:{S}?(?:st|nd|rd|th)(?![a-z]))?"
YEAR = rf"(?:(?:19|20)\d\d)(?!\d|{S}?h(?:ou)?rs)"
SHORT_YEAR = r"['’‘]\d\d(?!\d)"  # '26
JOIN = rf"{S}{{0,2}}(?:,{S}?(?:and|or){S}|[-–—/&,+]|(?:and|or|to|until|till|through){S}){S}{{0,2}}"
WEEK_OF = rf"(?:w/?c|w\.c\.|week{S}(?:commencing|beginning|starting)){S}{{0,2}}:?{S}{{0,2}}(?:on{S})?"
TIME = rf"(?:\d\d?[:.]\d\d(?:{S}?[ap]\.?m\b\.?)?|\d\d?{S}?[ap]\.?m\b\.?|noon|midday|midnight)(?:{S}(?:GMT|BST|UTC)\b)?"
# A number that these follow counts something: "March 5 days a week", "March 5pm", "March 5.30".
COUNTED = (
    rf"(?!\d|[:.]\d|%|{S}?[ap]\.?m\b|{S}?(?:noon|hrs|hours|days?|weeks?|months?|years?|places|posts|people|sessions)\b)"
)
DATE = re.compile(
    rf"""
    (?<![\w£$€]) (?<!\d[.:/])          # not inside a number, a price, a time
    (?: {WEEK_OF} )?
    (?:
      # 2026-03-05, 2026/03/05, also before a clock: 2026-03-05T12:00
      (?: {WEEKDAY} )? (?P<iso_year>(?:19|20)\d\d) (?P<iso_mark>[-/.])
      (?P<iso_month>\d\d?) (?P=iso_mark) (?P<iso_day>\d\d?) (?!\d|[-/.]\d)
    | # 05/03/2026, 5.3.2026, 05-03-26
      (?: (?P<num_weekday>{WEEKDAY}) )?
      (?P<num_day>\d\d?) {S}? (?P<num_mark>[-/.]) {S}? (?P<num_month>\d\d?) {S}? (?P=num_mark) {S}?
      (?P<num_year>(?:19|20)\d\d | \d\d) (?! \d | [-/.:]\d | {S}?(?:months?|weeks?|years?)\b)
    | # 2026 March 5, 5th day of March 2026: left to the library
      (?P<odd> {YEAR} {S} {MONTH} \.? {S}? {DAY} | {DAY} {S} day {S} of {S} {MONTH} ,? {S} {YEAR} ) (?! {S}? {YEAR} )
    | # Thursday 5th (of) March(,) 2026; 4 – 8 January 2027; 12th, 13th or 14th January
      (?P<days> (?:{WEEKDAY})? {DAY} (?: {JOIN} (?:{WEEKDAY})? {DAY} ){{0,4}} )
      (?: {S}{{0,2}} (?:of{S}(?:the{S})?)? | [-/., ]{{1,2}} ) (?P<month>{MONTH}) \.?
      (?: (?:{S}|[-–/.,]){{0,2}} (?:of{S})? (?P<year>{YEAR}|{SHORT_YEAR})
        | [-/] (?P<dashed>\d\d) (?!\d)
        | {S} (?P<bare>[1-4]\d) (?! [\w:%] | \.\d | {S}(?!at{S}|by{S})[\w(] )
        | (?= ,?{S}(?:at{S})? {TIME} ,?{S} (?P<late_year>{YEAR}) )  # 5 March, 10:00 GMT 2026
      )?
    | # March 5, March 5th 2026, March 4–8, 2027
      (?: (?P<first_weekday>{WEEKDAY}) )?
      (?P<first_month>{MONTH}) \.? {S}{{0,2}} (?:the{S})?
      (?P<first_days> {DAY} {COUNTED} (?: {S}?[-–]{S}? {DAY} {COUNTED} )? ) (?! {S}{{0,2}}(?:of{S})?{MONTH} )
      (?: ,?{S}{{0,2}} (?:of{S})? (?P<first_year>{YEAR}|{SHORT_YEAR}) )?
    | # mid-September 2026, January / February 2026, October
      (?: (?P<part>early|mid|late|(?:the{S})?(?:start|beginning|middle|end){S}of) (?:{S}|-){{0,2}} )?
      (?P<months> {MONTH} \.? (?: {JOIN} {MONTH} \.? ){{0,3}} )
      (?: (?:{S}|[-–,]){{0,2}} (?:of{S})? (?P<months_year>{YEAR}|{SHORT_YEAR}) )?
    | # 09/2026, 2026-09; 2026-27 is an academic year
      (?: (?P<m_month>0?[1-9]|1[0-2]) / (?P<m_year>20\d\d) (?![\d/])
        | (?P<y_year>20\d\d) - (?P<y_month>0[1-9]|1[0-2]) (?![\d-]) )
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# One cheap pass finds where a date can stand; only there DATE looks closer. REACH covers the longest spelling: five
# weekdays with their days in a row before the month.
PLACE = re.compile(rf"(?<![a-z])(?:{either(MONTHS)})(?![a-z])|\d[-/.]\d|\d{S}?[/.]{S}\d", re.IGNORECASE)
REACH = 90
NUMBER = re.compile(r"\d+")
NAME = re.compile(r"[a-z]+", re.IGNORECASE)
ITEM = re.compile(rf"(?P<weekday>{WEEKDAY})?(?P<day>{DAY})", re.IGNORECASE)
ONE_MONTH = re.compile(MONTH, re.IGNORECASE)
LISTED = re.compile(r"(?:\b(?:and|or)\b|&)", re.IGNORECASE)
