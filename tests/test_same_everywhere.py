"""The same reading in any process, order, locale, time zone and hash seed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

READ = """
import hashlib, sys
from dataclasses import asdict
from datetime import date
from catalogue.normalise import read_snapshot
from catalogue.records import Advert, Snapshot
from crawler.practice.adverts import each_advert, load_adverts
adverts = [one for site in ("schemes", "govuk", "board") for one in each_advert(load_adverts(site, date(2026, 3, 5)))]
seen = "2026-03-05T23:30:00Z"  # half an hour before midnight in London, another day in half of the world
told = {}
for one in (reversed(adverts) if sys.argv[1] == "reversed" else adverts):
    advert = Advert(one.site, one.key, "https://example.org", one.title, str(one.html), dict(one.facts))
    told[one.site, one.key] = repr(asdict(read_snapshot(Snapshot(1, advert, seen, seen, seen), whole=True)))
print(len(told), hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest())
"""


def reading(order: str, **environment: str) -> str:
    """How many adverts were read in a fresh process, and a hash of all their readings."""
    done = subprocess.run(
        [sys.executable, "-c", READ, order],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def usual() -> str:
    return reading("usual", TZ="Europe/London", LC_ALL="C.UTF-8", PYTHONHASHSEED="0")


@pytest.mark.parametrize(
    ("order", "environment"),
    [
        ("reversed", {"PYTHONHASHSEED": "1"}),
        ("usual", {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2"}),
        ("usual", {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "3"}),
    ],
)
def test_readings_do_not_depend_on_where_and_in_which_order_they_are_made(
    usual: str, order: str, environment: dict[str, str]
) -> None:
    assert int(usual.split(maxsplit=1)[0]) > 40
    assert reading(order, **environment) == usual
