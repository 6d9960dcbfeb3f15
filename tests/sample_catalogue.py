"""A small catalogue of invented opportunities, written through the same door as the real one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from catalogue import tables
from catalogue.columns import COLUMNS
from catalogue.records import Classification, Issue, Opportunity, Quote, Run
from catalogue.source import Source, Terms
from catalogue.tables.codes import derived_rows

TODAY = date(2031, 3, 3)  # a Monday
BUILT_AT = "2031-03-03T05:00:00Z"
NASTY = "<script>alert('x')</script>"  # must come out as text wherever it is shown
CODES = {
    "exchange_form": "job_shadowing work_placement project_collaboration secondment",
    "scheme": "fellowship secondment internship observership shadowing exchange placement other",
    "knowledge_types": "scientific_factual technical practical_wisdom",
    "direction": "unidirectional bidirectional unclear",
    "sectors_from": "academia policy provider other",
    "sectors_to": "academia policy provider other",
    "health_or_care": "yes no unclear",
    "funding": "salary_paid salary_maintained_by_employer backfill stipend expenses_only unfunded unclear",
    "modality": "in_person hybrid remote unclear",
    "career_stages": "student early mid senior any",
    "exclusion_reason": "news blog ordinary_job course studentship research_grant guidance event non_uk other",
}
PLACES = [
    ("Leeds", "England"),
    ("Dundee", "Scotland"),
    ("Bangor", "Wales"),
    ("Derry", "Northern Ireland"),
    (None, None),
]
FORMS = CODES["exchange_form"].split()
SECTORS = CODES["sectors_to"].split()
SUBJECTS = ["flood policy", "hospital food", "rural buses", "school meals", "care homes", "clean air"]
KINDS = ["Fellowship", "Secondment", "Placement", "Shadowing week"]


def sample_opportunity(number: int) -> Opportunity:
    """The opportunity of that number; 0 is stated in full, 1 is full of markup, the others differ in most columns."""
    place, nation = PLACES[number % len(PLACES)]
    form, subject, kind = FORMS[number % 4], SUBJECTS[number % 6], KINDS[number % 4]
    closes = TODAY + timedelta(days=number * 5 - 30) if number % 3 else None
    status = "unknown" if closes is None else "open" if closes >= TODAY else "closed"
    columns: dict[str, Any] = {
        "title": f"{kind} on {subject} {number}",
        "source": ("harbour", "moor")[number % 2],
        "url": f"https://example.org/adverts/{number}",
        "publisher": "Harbour Board",
        "host": f"Ministry of {subject.title()}" if number % 4 else None,
        "programme": f"{subject.title()} programme",
        "summary": f"{kind} to policy bodies; closes soon.",
        "extract": f"Spend time with people who work on {subject}.",
        "exchange_form": form,
        "scheme": "fellowship" if number % 2 else "secondment",
        "knowledge_types": CODES["knowledge_types"].split()[: number % 4],
        "direction": "bidirectional" if number % 2 else "unclear",
        "sectors_from": [SECTORS[number % 4]],
        "sectors_to": SECTORS[: number % 3],
        "health_or_care": "yes" if number % 2 else "no",
        "duration_min_days": 91 if number % 2 else None,
        "duration_max_days": 183 if number % 2 else None,
        "duration_band": "1–6 months" if number % 2 else None,
        "duration_text": "three to six months" if number % 2 else None,
        "closes_on": closes.isoformat() if closes else None,
        "closes_at": f"{closes}T12:00:00+00:00" if closes and number % 2 else None,
        "closes_kind": "fixed" if closes else "not_stated",
        "closes_text": f"Send your form by {closes:%d %B %Y}" if closes else None,
        "funding": "backfill" if number % 5 == 0 else None,
        "pay_min": 31000.5 + number if number % 2 else None,
        "pay_period": "year" if number % 2 else None,
        "place_text": place,
        "nation": nation,
        "modality": ("in_person", "hybrid", None)[number % 3],
        "career_stages": ["early", "mid"] if number % 2 else [],
        "professions": ["nurses", "midwives"] if number % 4 == 1 else ["civil servants"],
        "approvals": ["line_manager"] if number % 2 else [],
        "status": status,
        "first_seen": f"{TODAY - timedelta(days=number)}T04:10:00Z",
        "last_seen": f"{TODAY}T04:10:00Z",
        "completeness": round(0.3 + (number % 7) / 10, 2),
        "checked": "person" if number == 3 else "machine",
        "codebook_version": "sample",
    }
    quotes = {
        "duration": Quote("It lasts three to six months.", "text"),
        "exchange_form": Quote(f"You join the team for {subject}.", "fact: About"),
    }
    if closes:
        quotes["closes_on"] = Quote(f"Send your form by {closes:%d %B %Y}", "text")
    if number == 1:
        columns |= {"title": f"Fellowship {NASTY}", "host": f'"><img src=x onerror=alert(1)> {NASTY}', "extract": NASTY}
        columns |= {"url": "javascript:alert(1)", "place_text": NASTY, "summary": f"Fellowship {NASTY}."}
        quotes |= {name: Quote(NASTY, NASTY) for name in ("host", "place", "exchange_form", "duration")}
    return Opportunity(
        f"{columns['source']}:{number}",
        columns,
        quotes,
        (
            Classification("exchange_form", form, "join the team", f"You join the team for {subject}.", "text"),
            Classification("sectors_from", SECTORS[number % 4], "open to", "It is open to staff.", "text"),
        ),
        (Issue("closes_on", "the weekday does not fit the date", "Friday 4 March"),) if number % 10 == 4 else (),
    )


def sample_source(id: str) -> Source:
    """An invented entry of the registry."""
    return Source(
        id=id, title=f"{id.title()} jobs", publisher=f"{id.title()} Board", sector="policy", kind="employer",
        why="Posts at the water's edge", platform="watched_page", start=(f"https://{id}.example.org/",),
        terms=Terms(f"https://{id}.example.org/terms", date(2031, 1, 1), "allow"), licence="not stated", reuse="facts",
        every="weekly", expect_min=1, expect_max=40, status="active", evidence="invented",
    )  # fmt: skip


def sample_codebook() -> Iterator[dict[str, Any]]:
    """Rows of a codebook with the codes of the columns."""
    for dimension, codes in CODES.items():
        for position, code in enumerate(codes.split(), 1):
            label = code.replace("_", " ").capitalize()
            row = {"dimension": dimension, "code": code, "label": label, "position": position}
            yield row | {"definition": f"Where the advert says so ({code}).", "question": f"Which {dimension}?"}
    yield from derived_rows()


def write_sample(path: Path, size: int = 30, words: int = 40) -> dict[str, int]:
    """Write `size` invented opportunities of about `words` searchable words each; counts by table."""
    db = tables.new_catalogue(path)
    tables.add_sources(db, [sample_source("harbour"), sample_source("moor")])
    tables.add_rows(db, "codebook", sample_codebook())
    moment = "2031-03-03T04:10:00Z"
    tables.add_runs(
        db,
        [
            Run(1, "harbour", moment, moment, "healthy", "", 20, 15, 2, 1, {"no title": 1}, {"closes_on": 0.7}),
            Run(2, "moor", moment, None, "blocked", "robots.txt could not be read", 1, 0, 0, 0, {}, {}),
        ],
    )
    tables.add_opportunities(db, (sample_opportunity(number) for number in range(size)))
    made = [sample_opportunity(number) for number in range(min(size, 30))]
    tables.add_rows(
        db, "adverts", (advert_row(each, note) for each in made for note in ("", "b")[: 1 + (each is made[0])])
    )
    tables.add_rows(
        db,
        "programmes",
        [
            {
                "id": "flood-policy",
                "name": "Flood Policy programme",
                "rounds": ["harbour:0", "harbour:6"],
                "typical_days": 120,
            }
        ],
    )
    tables.add_rows(
        db,
        "excluded",
        [
            {"id": "moor:x1", "source": "moor", "url": "https://example.org/x1", "title": "Ten people went to sea",
             "exclusion_reason": "news", "quote": "They went to sea last year."},
        ],
    )  # fmt: skip
    tables.add_rows(
        db,
        "versions",
        [{"opportunity": "harbour:0", "advert": "harbour:0", "changed_at": moment, "column": "closes_on",
          "before": None, "after": "2031-03-20"}],
    )  # fmt: skip
    tables.add_rows(
        db,
        "search_log",
        [{"run": 1, "source": "harbour", "query": "secondment", "searched_on": moment, "pages": 2, "adverts": 15}],
    )
    tables.add_search(db, sample_texts(size, words))
    counts = tables.finish(db, BUILT_AT, "sample")
    db.conn.close()
    return counts


def advert_row(opportunity: Opportunity, note: str) -> dict[str, Any]:
    """The advert that an opportunity was made from, or a second one of it."""
    columns = opportunity.columns
    return {
        "id": opportunity.id + note, "opportunity": opportunity.id, "source": columns["source"],
        "key": opportunity.id.split(":")[1] + note, "url": columns["url"], "title": columns["title"],
        "first_seen": columns["first_seen"], "last_seen": columns["last_seen"],
        "why_joined": "same reference" if note else None,
    }  # fmt: skip


def sample_texts(size: int, words: int) -> Iterator[tuple[str, str, str | None, str]]:
    """What can be searched of each opportunity; every tenth mentions lanterns, every text differs."""
    pool = "harbour ministry analysts visit wards learn policy evidence colleagues weeks manager agreed".split()
    for number in range(size):
        columns = sample_opportunity(number).columns
        turn = count(number)
        text = " ".join(f"{pool[next(turn) * 7 % len(pool)]}{'' if n % 5 else n % 97}" for n in range(words))
        lantern = " and lanterns at the café" if number % 10 == 0 else ""
        yield f"{columns['source']}:{number}", columns["title"], columns["host"], text + lantern


assert {*CODES} <= {column.codes for table in COLUMNS.values() for column in table}
