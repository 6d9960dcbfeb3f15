"""An advert that belongs to no recurring programme does not show its own title as one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from row_pages import Site

from catalogue.archive import Archive
from catalogue.build import build
from catalogue.records import Advert

RECORDS = "/catalogue/opportunities"
FIRST = datetime(2031, 3, 5, 4, tzinfo=UTC)
WORDS = (
    "<p>This secondment lets a policy analyst from a ministry spend six months at a university research centre to"
    " exchange knowledge about {subject}. The secondee is released by the home employer, who pays the salary.</p>"
)
# Key → title, facts, subject, and the programme that the catalogue gives it.
ADVERTS: dict[str, tuple[str, dict[str, str], str, str | None]] = {
    "lone": ("Moorland Evidence Secondment", {}, "peat and floods in the hills", None),
    "told": ("Heath Evidence Secondment: round 3", {}, "ticks on dry heaths", "Heath Evidence Secondment"),
    "dated": ("Bracken Evidence Secondment 2031", {}, "ferns beside motorways", "Bracken Evidence Secondment"),
    "fact": (
        "Analyst on secondment",
        {"Programme": "Heather Exchange Programme"},
        "bees",
        "Heather Exchange Programme",
    ),
    "first": ("Gorse Policy Secondment 2030", {"Closing date": "3 May 2030"}, "old fires", "Gorse Policy Secondment"),
    # Its own title tells of no round, but the other one is known.
    "again": ("Gorse Policy Secondment", {"Closing date": "4 May 2031"}, "new fires", "Gorse Policy Secondment"),
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one-off")
    with Archive(folder / "snapshots.db") as archive:
        run = archive.begin_run("demo", FIRST)
        for key, (title, facts, subject, _) in ADVERTS.items():
            html = WORDS.format(subject=subject)
            archive.keep(Advert("demo", key, f"https://example.org/{key}", title, html, facts), run, FIRST)
        told: Mapping[str, object] = {"pages": 9, "adverts": 6, "new": 6, "changed": 0, "dropped": {}, "fill": {}}
        archive.end_run(run, FIRST, "healthy", "6 adverts", **told)  # type: ignore[arg-type]
    build([folder / "snapshots.db"], folder / "catalogue.db", today=FIRST.date())
    return folder / "catalogue.db"


@pytest.mark.parametrize("key", ADVERTS)
def test_a_programme_is_named_only_where_something_shows_that_it_recurs(catalogue: Path, key: str) -> None:
    with closing(sqlite3.connect(catalogue)) as db:
        [[programme]] = db.execute("select programme from opportunities where id = ?", (f"demo:{key}",))
        quotes = db.execute(
            """select quote from quotes where opportunity = ? and "column" = 'programme'""", (f"demo:{key}",)
        ).fetchall()
    assert programme == ADVERTS[key][3]
    assert bool(quotes) == bool(programme)


def test_only_what_recurs_is_a_row_of_programmes(catalogue: Path) -> None:
    with closing(sqlite3.connect(catalogue)) as db:
        found = db.execute("select name, json_array_length(rounds) from programmes where evidence is null").fetchall()
    assert found == [("Gorse Policy Secondment", 2)]


def test_the_record_of_a_one_off_does_not_repeat_its_title_as_a_programme(catalogue: Path) -> None:
    site = Site(catalogue)
    assert "<dt>Programme</dt><dd>None that comes back, as far as we know</dd>" in site.page(f"{RECORDS}/demo~3Alone")
    again = site.page(f"{RECORDS}/demo~3Aagain")
    assert '<dt>Programme</dt><dd><a href="/catalogue/programmes/' in again
    assert "Gorse Policy Secondment 2030" in again
