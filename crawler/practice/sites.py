"""The practice sites by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from crawler.practice import academicjobs, board, funding, govuk, nhsjobs, schemes, scotland, trust
from crawler.practice.adverts import PracticeAdvert
from crawler.practice.web import Answer, Request

AnswerSite = Callable[[Request, Sequence[PracticeAdvert], date], Answer]

SITES: dict[str, AnswerSite] = {
    "funding": funding.answer,
    "nhsjobs": nhsjobs.answer,
    "academicjobs": academicjobs.answer,
    "govuk": govuk.answer,
    "board": board.answer,
    "scotland": scotland.answer,
    "trust": trust.answer,
    "schemes": schemes.answer,
}
# Where a site shows an advert.
PATHS: dict[str, Callable[[PracticeAdvert], str]] = {
    "funding": funding.path_of,
    "nhsjobs": nhsjobs.path_of,
    "academicjobs": academicjobs.path_of,
    "govuk": govuk.path_of,
    "board": board.path_of,
    "scotland": scotland.path_of,
    "trust": trust.path_of,
    "schemes": schemes.path_of,
}
