"""The practice sites by name, each a module that says what the site answers and where it shows an advert."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from crawler.practice import (
    academicjobs,
    board,
    charityjob,
    drupal,
    euraxess,
    funding,
    govuk,
    hireserve,
    hsc,
    intervieweb,
    itrent,
    nextjs,
    nhsjobs,
    nihr,
    oleeo,
    oracle,
    rss,
    schemes,
    scotland,
    sitemap,
    stonefish,
    trust,
    w4mp,
    wordpress,
)
from crawler.practice.adverts import PracticeAdvert
from crawler.practice.web import Answer, Request

AnswerSite = Callable[[Request, Sequence[PracticeAdvert], date], Answer]

# In the order of sources.yml, which is that of their ports.
MODULES = (
    funding, nhsjobs, academicjobs, govuk, board, scotland, trust, schemes,
    wordpress, drupal, hsc, oleeo, stonefish, oracle, itrent, hireserve,
    nextjs, w4mp, charityjob, euraxess, intervieweb, sitemap, rss, nihr,
)  # fmt: skip
SITES: dict[str, AnswerSite] = {module.__name__.rpartition(".")[2]: module.answer for module in MODULES}
# Where a site shows an advert.
PATHS: dict[str, Callable[[PracticeAdvert], str]] = {
    module.__name__.rpartition(".")[2]: module.path_of for module in MODULES
}
