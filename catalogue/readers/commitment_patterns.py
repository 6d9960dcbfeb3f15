"""How adverts write a share of working time, as patterns."""

from __future__ import annotations

import re

from catalogue.readers.numbers import DASH, NUMBER

RANGE = rf"(?P<low>{NUMBER})(?:(?:\s?{DASH}\s?|\s(?:to|or|and)\s|\s?/\s?)(?:up\sto\s)?(?P<high>{NUMBER}))?"
# Days at a desk or at home say where the work is done, not how much there is of it.
WHERE_WORKED = re.compile(
    r"""[\s,)]{0,2}(?:\s?(?:are|is|to\sbe|will\sbe|spent|working|worked|physically|based|being)\b){0,3}\s?
    (?:in|at|from|on)\s?-?\s?(?:(?:the|our|its|an|your|a)\s)?(?:\w+\s)?(?:office|offices|home|site|person|campus|desk)\b
    | \s(?:remotely|attendance|in-person|on-site|onsite|hybrid|working\sfrom)\b""",
    re.VERBOSE | re.IGNORECASE,
)
WHERE_BEFORE = re.compile(
    r"""(?:attend(?:ing|ance)?|(?:in|at|to|from)\s(?:the|our|your)\s(?:\w+\s)?offices?|from\shome|at\shome|on\s?-?site|hybrid|in\sperson)
    [\s,:(]{1,3}(?:(?:for|of|on|at|least|a|minimum|the|office|with|up|to|is|about|around)\s){0,6}$""",
    re.VERBOSE | re.IGNORECASE,
)
# "per week", "/week", "(7 hours) of protected time each month", "weekly"
PERIOD = rf"""(?:\s\([^()]{{1,25}}\))?
    (?: (?: \s?/\s? | {DASH}(?:a|per){DASH}
          | \s(?:(?:spent|of|for|in|on|with|at|to)\s(?:[\w/-]+\s){{1,5}}?)?
            (?:a|per|each|every|in\sa|in\seach|in\severy|in\sany\sgiven|of\syour|of\stheir)\s(?:working\s|calendar\s)? )
        (?P<period>week|wk|fortnight|month|year|annum)\b
      | \s(?P<weekly>weekly|monthly|p[./]?w|every\s(?:two|2)\sweeks)\b)"""
EQUIVALENT = r"(?:f\.?t\.?e\b\.?|w\.?t\.?e\b\.?|(?:full|whole)[-\s]time(?:[-\s]equivalents?)?\b)"
GUARD = r"(?<![\w£$€.,])"

# The cheap first pass: without one of these a text states no share of working time.
AMOUNT_WORD = re.compile(
    r"%|\bdays?\b|\b(?:hours|hrs)\b|\bp[./]?w\b|\bF/?T\b|per\s?cent|f\.?t\.?e\b|w\.?t\.?e\b|time\b|week|wk\b|month|fortnight|sessions?\b|\bPAs?\b|programmed",
    re.IGNORECASE,
)

SHARE = re.compile(
    rf"""{GUARD}(?P<low>[01]?\.\d{{1,3}}|1)(?:\s?(?:{EQUIVALENT})?\s?(?:{DASH}|to|or|and|/)\s?(?P<high>[01]?\.\d{{1,3}}|1))?(?:\s?x)?\s?(?:of\s(?:a\s)?)?{EQUIVALENT}
    | \b{EQUIVALENT}(?:\s(?:of|is|between))?
      [{DASH[1:-1]}\s:=(]{{1,3}}(?P<low2>0?\.\d{{1,3}}|1\.0{{1,2}})(?:\s?(?:{DASH}|to|or|and)\s?(?P<high2>[01]?\.\d{{1,3}}))?(?![\d%])""",
    re.VERBOSE | re.IGNORECASE,
)
PERCENT = re.compile(
    rf"""{GUARD}(?P<low>\d{{1,3}}(?:\.\d)?)(?:\s?%?\s?(?:{DASH}|to|or|and)\s?(?P<high>\d{{1,3}}))?\s?(?:%|per\s?cent)
    (?: \s(?:of\s(?:a\s)?)?{EQUIVALENT}
      | \s(?:secondment|fellowship|placement|post|position|contract|role)\b(?!\s(?:cost|fund|fee))
      | \s?\(?part[-\s]?time | \sof\s(?:(?:their|your|his|her|the|a|overall|total|working|full
        |contracted|normal|research|clinical|job|an
        |\w+[’']s|\w+s[’'])\s){{0,3}}?(?:time|hours|week|contract)\b
      | \s(?:\w+\s){{0,2}}?time\b
      | \sof\s(?:the\s)?(?:\w+\s){{0,2}}?(?:project|fellowship|award|placement|secondment)
        (?:\s(?:length|duration|period))?\b )
    | (?:part[-\s]?time|{EQUIVALENT}|protected\s(?:\w+\s)?time)[\s:,(]{{1,3}}
      (?:at\s|of\s|only\s)?(?P<floor>min(?:imum|\.)?\s(?:of\s)?|at\sleast\s)?(?P<low2>\d{{1,3}})\s?(?:%|per\s?cent)
    | (?<=months\sat\s)(?P<low3>[1-9]\d)\s?(?:%|per\s?cent)(?!\s(?:of\s)?(?:full\secon|fec|the\scost|cost|salary))""",
    re.VERBOSE | re.IGNORECASE,
)
HALF_TIME = re.compile(
    r"\bhalf[-\s]time\b|\bhalf\sof\s(?:their|your|the|his|her)\s(?:working\s)?(?:time|week)\b", re.IGNORECASE
)
# "A fifth of your time": what a day, or two, of five come to.
FRACTION = re.compile(
    r"""\b(?P<low>a|one|two|three|four)\s(?P<part>fifth|quarter|third|tenth)s?\sof\s(?:their|your|the|his|her|a\sfellow[’']s)\s
    (?:working\s)?(?:time|week)\b""",
    re.VERBOSE | re.IGNORECASE,
)
DAYS_A = re.compile(
    rf"{GUARD}(?:(?:{RANGE})|(?<!half\s)(?P<one>an?|one)){DASH}?\s?(?:(?:full|working|whole)\s)?(?P<half>half{DASH}?\s?)?days?(?:\(s\))?(?:{PERIOD})",
    re.VERBOSE | re.IGNORECASE,
)
DAY_AND_HALF = re.compile(rf"\b(?P<one>an?|one)\sday\sand\sa\shalf(?:{PERIOD})", re.VERBOSE | re.IGNORECASE)
HALF_DAY_A = re.compile(rf"\b(?P<low>half)(?P<half>[-\s])(?:an?\s)?day(?:{PERIOD})", re.VERBOSE | re.IGNORECASE)
DAY_WEEK = re.compile(
    rf"\b(?P<low>one|two|three|four|[1-4](?:\.5)?)(?:{DASH}|\s)day(?:\sworking)?\sweek\b", re.IGNORECASE
)
HOURS_A = re.compile(
    rf"""{GUARD}(?:{RANGE})(?:\s?hours?|\s?hrs?)(?:,?\s(?:and\s)?(?P<minutes>\d\d)\s?min(?:ute)?s?)?(?:\sof\swork)?(?:{PERIOD})
    | \b(?:hours|hrs)(?:\s(?:per|a|each)\sweek|/\s?week|\sweekly|\sof\swork)?\s?
      [{DASH[1:-1]}:=(]\s?(?:(?:part|full)[-\s]time,?\s(?:at\s)?)?(?P<low2>\d{{1,2}}(?:\.\d{{1,2}})?)
      (?!\s?(?:%|[fw]\.?t\.?e)|[\d:]|\.\d)
    | \bhours\b[^.;:\d]{{0,30}}\b(?:are|is|will\sbe)\s(?P<low5>\d{{1,2}}(?:\.\d{{1,2}})?)
      \s(?:hours\s)?(?:per|a|each)\sweek\b
    | \bweekly\shours\s?(?:of|:)?\s(?P<low3>\d{{1,2}}(?:\.\d{{1,2}})?)(?!\d)
    | ^\s*(?:F/?T\b|full[-\s]time|P/?T\b|part[-\s]time)?
      [{DASH[1:-1]}\s,:(]{{0,3}}(?P<low4>\d{{1,2}}(?:\.\d{{1,2}})?)\s?(?:hours|hrs)\)?\.?\s*$""",
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
    r"""\bfull[-\s]?(?:time)?\s?(?:,|/|\(|\s[–—-]\s?|\bor\b|\band\b|\bor\son\sa\b|\band/or\b)\s?(?:on\s)?(?:a\s)?part[-\s]?time\b
    | \bwhole[-\s]?(?:time)?\s?(?:,|/|\bor\b)\s?part[-\s]?time\b
    | \bpart[-\s]?(?:time)?\s?(?:,|/|\s[–—-]\s?|\bor\b|\band\b|\band/or\b)\s?(?:on\s)?(?:a\s)?full[-\s]?time\b
    | \b(?:p/?t\s?(?:or|/|,)\s?f/?t|f/?t\s?(?:or|/|,)\s?p/?t)\b
    | \bfull[-\s]time\b[^.]{0,20}\bor\b[^.]{0,50}\bspread\b
    | \bfull[-\s]time\b[^.]{0,60}?(?:\bor\b|;|,|\()[^.]{0,60}?\bpart[-\s]time\b
    | \bpart[-\s]time\b[^.]{0,60}?(?:\bor\b|;|,|\()[^.]{0,60}?\bfull[-\s]time\b""",
    re.VERBOSE | re.IGNORECASE,
)
FULL = re.compile(
    r"(?<!less\sthan\s)(?<!less-than-)\bfull[-\s]time\b(?![-\s]equivalent)|\bwhole[-\s]time\b(?![-\s]equivalent)|^\s*F/?T\s*$",
    re.IGNORECASE,
)
# "If you cannot commit to it full-time": less than full time is open to them.
NOT_FULL = re.compile(
    r"""\b(?: cannot | can[’']t | unable | not\sable | not\spossible | unwilling | do\snot\swish | not\snecessarily
      | need\snot | (?:do|does)\snot\s(?:have|need)\sto ) \b[^.;:]{0,60}?\bfull[-\s]time\b""",
    re.VERBOSE | re.IGNORECASE,
)
# "75% clinical and 25% academic": the share that is not clinical is the fellowship's.
CLINICAL_SHARE = re.compile(r"\b(?P<share>\d{1,2})\s?%\s(?:is\s|are\s)?(?:\w+\s)?clinical\b", re.IGNORECASE)
OTHER_SHARE = re.compile(
    r"\b(?P<share>\d{1,2})\s?%\s(?:is\s|are\s)?(?:\w+\s)?(?:academic|research|education(?:al)?|leadership|teaching)\b",
    re.IGNORECASE,
)
PART = re.compile(r"\bpart[-\s]time\b|\bless than full[-\s]time\b", re.IGNORECASE)
