"""How adverts write a share of working time, as patterns."""

from __future__ import annotations

import re

from catalogue.readers.numbers import DASH, NUMBER

RANGE = rf"(?P<low>{NUMBER})(?:(?:\s?{DASH}\s?|\s(?:to|or|and)\s|\s?/\s?)(?:up\sto\s)?(?P<high>{NUMBER}))?"
# "per week", "/week", "(7 hours) of protected time each month", "weekly"
PERIOD = rf"""(?:\s\([^()]{{1,25}}\))?
    (?: (?: \s?/\s? | {DASH}(?:a|per){DASH}
          | \s(?:(?:spent|of|for|in|on|with|at|to)\s(?:[\w/-]+\s){{1,5}}?)?
            (?:a|per|each|every|in\sa|in\seach|in\severy|in\sany\sgiven)\s(?:working\s|calendar\s)? )
        (?P<period>week|wk|fortnight|month|year|annum)\b
      | \s(?P<weekly>weekly|monthly|p\.?w)\b)"""
EQUIVALENT = r"(?:f\.?t\.?e\b\.?|w\.?t\.?e\b\.?|(?:full|whole)[-\s]time(?:[-\s]equivalents?)?\b)"
GUARD = r"(?<![\w£$€.,])"

# The cheap first pass: without one of these a text states no share of working time.
AMOUNT_WORD = re.compile(
    r"%|\bdays?\b|\bhours\b|\bp\.?w\b|per\s?cent|f\.?t\.?e\b|w\.?t\.?e\b|time\b|week|wk\b|month|fortnight|sessions?\b|\bPAs?\b|programmed",
    re.IGNORECASE,
)

SHARE = re.compile(
    rf"""{GUARD}(?P<low>[01]?\.\d{{1,3}}|1)(?:\s?(?:{DASH}|to|or|and|/)\s?(?P<high>[01]?\.\d{{1,3}}|1))?(?:\s?x)?\s?(?:of\s(?:a\s)?)?{EQUIVALENT}
    | \b{EQUIVALENT}(?:\s(?:of|is|between))?
      [{DASH[1:-1]}\s:=(]{{1,3}}(?P<low2>0?\.\d{{1,3}}|1\.0{{1,2}})(?:\s?(?:{DASH}|to|or|and)\s?(?P<high2>[01]?\.\d{{1,3}}))?(?![\d%])""",
    re.VERBOSE | re.IGNORECASE,
)
PERCENT = re.compile(
    rf"""{GUARD}(?P<low>\d{{1,3}}(?:\.\d)?)(?:\s?%?\s?(?:{DASH}|to|or|and)\s?(?P<high>\d{{1,3}}))?\s?(?:%|per\s?cent)
    (?: \s{EQUIVALENT} | \s?\(?part[-\s]?time | \sof\s(?:(?:their|your|his|her|the|a|overall|total|working|full
        |contracted|normal|research|clinical|job|fellow[’']s|fellows[’']|secondee[’']s)\s){{0,3}}?(?:time|hours|week|contract)\b
      | \s(?:\w+\s){{0,2}}?time\b
      | \sof\s(?:the\s)?(?:\w+\s){{0,2}}?(?:project|fellowship|award|placement|secondment)
        (?:\s(?:length|duration|period))?\b )
    | (?:part[-\s]?time|{EQUIVALENT})[\s:,(]{{1,3}}(?:at\s|of\s|only\s)?(?P<low2>\d{{1,3}})\s?(?:%|per\s?cent)""",
    re.VERBOSE | re.IGNORECASE,
)
HALF_TIME = re.compile(
    r"\bhalf[-\s]time\b|\bhalf\sof\s(?:their|your|the|his|her)\s(?:working\s)?(?:time|week)\b", re.IGNORECASE
)
DAYS_A = re.compile(
    rf"{GUARD}(?:(?:{RANGE})|(?<!half\s)(?P<one>an?|one)){DASH}?\s?(?:(?:full|working|whole)\s)?(?P<half>half{DASH}?\s?)?days?(?:\(s\))?(?:{PERIOD})",
    re.VERBOSE | re.IGNORECASE,
)
HALF_DAY_A = re.compile(rf"\b(?P<low>half)(?P<half>\s)an?\sday(?:{PERIOD})", re.VERBOSE | re.IGNORECASE)
DAY_WEEK = re.compile(
    rf"\b(?P<low>one|two|three|four|[1-4](?:\.5)?)(?:{DASH}|\s)day(?:\sworking)?\sweek\b", re.IGNORECASE
)
HOURS_A = re.compile(
    rf"""{GUARD}(?:{RANGE})(?:\s?hours?|\s?hrs?)(?:,?\s(?:and\s)?(?P<minutes>\d\d)\s?min(?:ute)?s?)?(?:\sof\swork)?(?:{PERIOD})
    | \b(?:hours|hrs)(?:\s(?:per|a|each)\sweek|/\s?week|\sweekly)?\s?
      [{DASH[1:-1]}:=(]\s?(?P<low2>\d{{1,2}}(?:\.\d{{1,2}})?)
      (?!\s?(?:%|[fw]\.?t\.?e)|[\d:]|\.\d)
    | \bweekly\shours\s?(?:of|:)?\s(?P<low3>\d{{1,2}}(?:\.\d{{1,2}})?)(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
SESSIONS_A = re.compile(
    rf"{GUARD}(?:{RANGE}|(?P<one>an?))(?:\s[\w-]+){{0,2}}?\ssessions?(?:\(s\))?(?:{PERIOD})", re.VERBOSE | re.IGNORECASE
)
SESSIONS_WEEKLY = re.compile(
    rf"{GUARD}(?:{RANGE})\sweekly\s(?:[\w-]+\s)?sessions?\b|^\s?(?P<low2>{NUMBER})\s(?:\w+\s)?sessions?\b",
    re.VERBOSE | re.IGNORECASE,
)
ACTIVITIES = re.compile(
    rf"{GUARD}(?:{RANGE})\s?(?:(?:x\s)?PAs?\b|programmed\sactivit(?:y|ies))", re.VERBOSE | re.IGNORECASE
)
CONTACT = re.compile(
    rf"""{GUARD}(?P<low>{NUMBER})\s(?:\w+\s)?days?(?:\sin\stotal|\stotal)?,?\s(?:spread\s|spent\s|taken\s|split\s)?(?:over|across)\s(?:a\s)?(?:period\sof\s)?
    (?:(?P<span>{NUMBER}){DASH}?\s?(?P<unit>week|month|year)s?|a\s(?P<unit2>year))\b""",
    re.VERBOSE | re.IGNORECASE,
)
EITHER = re.compile(
    r"""\bfull[-\s]?(?:time)?\s?(?:,|/|\(|\bor\b|\band\b|\bor\son\sa\b|\band/or\b)\s?(?:on\s)?(?:a\s)?part[-\s]?time\b
    | \bpart[-\s]?(?:time)?\s?(?:,|/|\bor\b|\band\b|\band/or\b)\s?(?:on\s)?(?:a\s)?full[-\s]?time\b
    | \b(?:p/?t\sor\sf/?t|f/?t\sor\sp/?t)\b
    | \bfull[-\s]time\b[^.]{0,60}?(?:\bor\b|;|,|\()[^.]{0,60}?\bpart[-\s]time\b
    | \bpart[-\s]time\b[^.]{0,60}?(?:\bor\b|;|,|\()[^.]{0,60}?\bfull[-\s]time\b""",
    re.VERBOSE | re.IGNORECASE,
)
FULL = re.compile(r"\bfull[-\s]time\b(?![-\s]equivalent)|\bwhole[-\s]time\b(?![-\s]equivalent)", re.IGNORECASE)
PART = re.compile(r"\bpart[-\s]time\b|\bless than full[-\s]time\b", re.IGNORECASE)
