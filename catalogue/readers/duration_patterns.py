"""How adverts write a length of time: "three to six months", "a year-long", "2 x 6 month", "a fortnight"."""

from __future__ import annotations

import re

from catalogue.readers.numbers import DASH, NUMBER

# The cheap first pass: without one of these a text states no length.
UNIT_WORD = re.compile(
    r"days?\b|w(?:ee)?ks?\b|week-?long|fortnight|m(?:on)?ths?\b|\d\s?m\b|mos?\b|y(?:ea)?rs?\b|long\b", re.I
)
UNIT = rf"""(?P<unit> half{DASH}days? | half\sdays? | days? | weeks? | wks? | fortnights? | months? | mths? | mnths?
    | mos? | years? | yrs? | m(?=\W{{0,3}}(?:ftc|fixed|contract|secondment|placement|internship|post|$)) )"""
MANNER = rf"""(?: (?P<manner> (?:week|working|business) )(?:\s|{DASH})
    | (?:full|whole|set|solid|clear|consecutive|continuous|calendar|academic|taster|shadowing|placement
        |observation|training|fellowship|internship|elective)(?:\s|{DASH}) )"""
JOIN = rf"""(?: {DASH}(?:to|or){DASH} | \s?{DASH}{{1,2}}\s? | {DASH}?,?\s(?:to|or|and|&|{DASH})\s | \s?/\s?
    | ,?\s(?:and|or|to)\s(?:a\s)?(?:up\sto|max(?:imum)?(?:\sof)?|no\smore\sthan)\s )"""
TIMES = rf"""(?: \s?[x×]\s? | \s(?:lots|blocks|periods|stints|spells|terms)\sof\s
    | \s(?={NUMBER}(?:\s|{DASH})(?:week|month)s?\s(?:rotation|block|attachment)s) )"""
COUNTED = re.compile(
    rf"""(?:(?<![\w£$€.,])|(?<=\bc\.)|(?<=\bca\.))
    (?: (?P<times>{NUMBER}){TIMES} )?
    (?P<list>(?: {NUMBER}(?:{DASH}?,|/)\s? ){{0,3}})       # "3, " of "3, 6 or 9 month"
    (?P<low>{NUMBER}) (?P<more>\s?\+)?
    (?: \s?\*\s? | \s?\(\s?{NUMBER}\s?\) )?         # "9* months", "six (6) months"
    (?: {JOIN} (?P<high>{NUMBER}) (?P<more_high>\s?\+)? (?:\s?\(\s?\d{{1,3}}\s?\))? )?
    (?: \s{{0,2}}{DASH}?\s? ) {MANNER}? {UNIT} (?:\(s\))? (?P<plus>\s?\+)? (?!\w)(?!{DASH}old)
    """,
    re.VERBOSE | re.IGNORECASE,
)
SUM = re.compile(
    rf"""(?<![\w£$€.,]) (?P<parts> \d{{1,2}} (?:\s?\+\s?\d{{1,2}}){{1,4}} ) (?:\s|{DASH})? {UNIT} (?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
UNCOUNTED = re.compile(
    rf"""\b(?:
      (?: (?:an?|the)\s )? half (?:{DASH}|\s)(?:an?\s)? (?P<half>day|week|month|year)(?!\w)
    | (?:an?\s(?:(?:full|whole|single|minimum|maximum|calendar|academic|complete|solid|further|additional
          |(?:fully[-\s])?funded)\s){{0,2}}
        |another\s)
        (?P<one>day|week|fortnight|month|year)(?!\w|{DASH}(?:old|round|end|on)) (?P<and_half>\sand\sa\shalf\b)?
        (?P<or_two>\sor\s(?:so\sor\s)?two\b)?
    | (?:(?:an?|one)\s)?(?:full|whole)(?:{DASH}|\s)(?P<full>day)(?!\w)
    | (?P<long>day|week|fortnight|month|year){DASH}?\s?long\b
    | (?:(?:an?|the|your)\s)?
        (?<!\d\d\s)(?:fellowship|placement|secondment|internship|sabbatical|sandwich|gap|exchange)\s(?P<of>year)\b
    | an?\s['‘"“]\w{{3,20}}['’"”]\s(?P<named>year|month|week|day)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# "Duration (months): 4", "Length in weeks: 6 - 8": the unit stands in the label.
UNIT_FIRST = re.compile(
    rf"""\b(?:duration|length|term|period|tenure)\s(?:\(|in\s|\(in\s)(?P<unit>days|weeks|months|years)\)?\s?[:=]?\s?{DASH}?\s?
    (?P<low>{NUMBER})(?:\s?(?:{DASH}|to)\s?(?P<high>{NUMBER}))?(?![\w/])""",
    re.VERBOSE | re.IGNORECASE,
)
# "2 x 12 month secondments" are two posts of a year each, "2 x 6 month blocks" one stay of a year.
POSTS_AFTER = re.compile(
    r"\s(?:[\w-]+\s){0,3}?(?:secondment|post|position|role|contract|fellow|placement|intern|vacanc|opportunit|ftc|fixed|job)",
    re.IGNORECASE,
)
# "Week in Holyrood": a name that begins with the length. "Learning at Work Week in May" is none.
TITLED = re.compile(
    r"(?<![A-Za-z]\s)(?:\b[Aa]\s)?(?P<titled>Week|Day)\s(?:in|at|with)\s(?=[A-Z])"
    r"(?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Review|Numbers|Pictures|Focus|Brief)"
)
