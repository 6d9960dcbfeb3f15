"""Programmes that are known before any crawl: every entry is usable, and rounds that are found join the right one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalogue.programmes import KEYS, KnownProgramme, ProgrammesError, load_programmes
from catalogue.programmes.evidence import KnownRound, latest_year
from catalogue.programmes.merged import merge_programmes
from catalogue.programmes.months import SPAN, usual_months
from catalogue.programmes.of import Round
from catalogue.rows import programme_row
from catalogue.sources import load_sources

FILE = Path("catalogue/programmes.yml")
SOURCES = Path("catalogue/sources")
ENTRY: dict[str, Any] = {
    "name": "Fenland Evidence Fellowship",
    "also": ["Fens Fellowship"],
    "unmistakable": True,
    "run_by": "Fenland Council",
    "form": "secondment",
    "scheme": "fellowship",
    "sectors_from": ["academia"],
    "sectors_to": ["policy"],
    "usual_min_days": 91,
    "usual_max_days": 183,
    "usual_opening_months": [11],
    "usual_closing_months": [1],
    "rolling": True,
    "known_rounds": [
        {"opened": date(2022, 11, 7), "closed": "2023-01", "link": "https://example.org/2023"},
        {"opened": date(2023, 11, 6), "link": "https://example.net/news"},
    ],
    "ended": 2025,
    "paused": 2024,
    "source": "fenland",
    "link": "https://example.org/fellowship",
    "evidence": "Made up",
    "pages": [
        {"year": 2024, "says": ["form", "usual_max_days"], "link": "https://example.org/length"},
        {"says": ["run_by"], "link": "https://example.net/who"},
    ],
    "confirmed": 2025,
}
FENLAND = KnownProgramme(
    "fenland",
    "Fenland Evidence Fellowship",
    "Made up",
    run_by="Fenland Council",
    source="fenland",
    usual_opening_months=(11,),
    usual_closing_months=(1,),
    confirmed="2025",
)
DIRECTOR = KnownProgramme(
    "director", "Marsh Director's Care Scheme", "Made up", unmistakable=True, run_by="Marsh Director of the Coast"
)
PAIRING = KnownProgramme(
    "pairing", "Nordale Society Pairing Scheme", "Made up", run_by="Nordale Society", source="nordale"
)
KNOWN = [FENLAND, DIRECTOR, PAIRING]


def written(tmp_path: Path, **changes: Any) -> Path:
    entry = {key: value for key, value in {**ENTRY, **changes}.items() if value is not ...}
    path = tmp_path / "programmes.yml"
    path.write_text(yaml.safe_dump({"example": entry}), encoding="utf-8")
    return path


# --- the file that comes with the package


def test_there_are_a_hundred_programmes_in_order_and_each_says_how_it_is_known() -> None:
    programmes = load_programmes()
    ids = [each.id for each in programmes]
    assert len(ids) >= 100
    assert ids == sorted(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", each) for each in ids)
    names = [each.name.lower() for each in programmes]
    assert len(set(names)) == len(names)
    for each in programmes:
        assert len(each.evidence) > 15, each.id
        assert each.confirmed or "not recorded" in each.evidence or "no page" in each.evidence, each.id


def test_no_evidence_is_older_than_what_it_confirms() -> None:
    for each in load_programmes():
        years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", each.evidence)]
        years.append(latest_year(each.known_rounds, each.pages) or 0)
        if each.confirmed:
            assert int(each.confirmed[:4]) <= max(years, default=0), each.id


def test_every_source_is_in_the_registry() -> None:
    sources = load_sources(SOURCES, loopback=False)
    assert [each.id for each in load_programmes() if each.source and each.source not in sources] == []


def test_months_have_evidence_with_an_address() -> None:
    """Each programme that has months has a dated round, or a page that names them."""
    for each in merge_programmes(load_programmes(), []):
        assert each.known is not None
        named = {key for page in each.known.pages for key in page.says}
        dated = each.known.known_rounds
        if each.programme.usual_opening_months:
            assert "usual_opening_months" in named or any(one.opened for one in dated), each.programme.id
        if each.programme.usual_closing_months:
            assert "usual_closing_months" in named or any(one.closed for one in dated), each.programme.id
        for key in ("usual_opening_months", "usual_closing_months"):
            assert not getattr(each.known, key) or key in named, (each.programme.id, key)
        assert not each.known.paused or "paused" in named, each.programme.id
        assert not each.known.ended or "ended" in named, each.programme.id


def test_many_programmes_say_when() -> None:
    """A floor, which only goes up: programmes of which the opening or closing month is known."""
    programmes = [each.programme for each in merge_programmes(load_programmes(), [])]
    assert sum(bool(each.usual_opening_months or each.usual_closing_months) for each in programmes) >= 40


def test_header_explains_every_key() -> None:
    header = FILE.read_text(encoding="utf-8").split("\n\n")[0]
    assert [key for key in KEYS if f"# {key} " not in header] == []
    assert set(ENTRY) == KEYS


def test_a_round_of_an_unmistakable_programme_joins_it_whoever_advertises_it_and_no_other_does() -> None:
    known = load_programmes()
    for each in known:
        round_ = Round("board:1", f"{each.name} 2031", "Nordale Trust", programme=each.name)
        joined = [one.programme.id for one in merge_programmes(known, [round_]) if one.programme.rounds]
        assert joined == ([each.id] if each.unmistakable else []), each.id


# --- loading


def test_a_good_entry_is_read(tmp_path: Path) -> None:
    [programme] = load_programmes(written(tmp_path))
    assert (programme.id, programme.also, programme.confirmed) == ("example", ("Fens Fellowship",), "2025")
    assert [str(each) for each in programme.known_rounds] == [
        "2022-11-07/2023-01 https://example.org/2023",
        "2023-11-06/.. https://example.net/news",
    ]
    assert [str(each) for each in programme.pages] == [
        "2024 form, usual_max_days https://example.org/length",
        ".. run_by https://example.net/who",
    ]


@pytest.mark.parametrize(
    ("said", "confirmed"),
    [
        (2025, "2025"),
        (date(2025, 3, 1), "2025-03-01"),
        (2024, "2024"),
        (2020, "2024"),
        (date(2023, 3, 1), "2024"),
        (..., "2024"),
    ],
)
def test_the_latest_evidence_confirms(tmp_path: Path, said: Any, confirmed: str) -> None:
    assert load_programmes(written(tmp_path, confirmed=said))[0].confirmed == confirmed


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"colour": "red"}, ["colour", "allowed are"]),
        ({"name": ...}, ["name", "missing"]),
        ({"evidence": ...}, ["evidence", "missing"]),
        ({"evidence": " "}, ["evidence", "write words"]),
        ({"form": "walk"}, ["form", "walk", "job_shadowing"]),
        ({"scheme": "walk"}, ["scheme", "walk", "fellowship"]),
        ({"sectors_to": ["moon"]}, ["sectors_to", "moon", "academia"]),
        ({"sectors_to": "policy"}, ["sectors_to", "[one, two]"]),
        ({"also": []}, ["also", "leave the key out"]),
        ({"usual_opening_months": [13]}, ["usual_opening_months", "1 to 12"]),
        ({"usual_opening_months": 11}, ["usual_opening_months", "1 to 12"]),
        ({"usual_closing_months": [True]}, ["usual_closing_months", "1 to 12"]),
        ({"rolling": 1}, ["rolling", "leave the key out"]),
        ({"ended": "lately"}, ["ended", "2026"]),
        ({"paused": 1066}, ["paused", "2026"]),
        ({"known_rounds": {}}, ["known_rounds", "one a line"]),
        ({"known_rounds": ["2025"]}, ["known_rounds", "no mapping"]),
        ({"known_rounds": [{"link": "https://example.org"}]}, ["known_rounds", "neither"]),
        ({"known_rounds": [{"opened": "2025-09"}]}, ["known_rounds", "where it was read"]),
        ({"known_rounds": [{"opened": "2025-09", "link": "https://example.org/a b"}]}, ["known_rounds", "no http"]),
        ({"known_rounds": [{"opened": 2025, "link": "https://example.org"}]}, ["known_rounds", "2031-09"]),
        ({"known_rounds": [{"opened": "2025-13", "link": "https://example.org"}]}, ["known_rounds", "2031-09"]),
        ({"known_rounds": [{"opened": "2025-09", "closed": "2025-08", "link": "https://example.org"}]}, ["swap"]),
        ({"known_rounds": [{"opens": "2025-09", "link": "https://example.org"}]}, ["known_rounds", "opens", "allowed"]),
        ({"pages": [{"link": "https://example.org"}]}, ["pages", "says"]),
        ({"pages": [{"says": ["colour"], "link": "https://example.org"}]}, ["pages", "colour"]),
        ({"pages": [{"says": ["form"], "link": "example.org"}]}, ["pages", "no http"]),
        ({"pages": [{"says": ["form"], "year": "2025", "link": "https://example.org"}]}, ["pages", "2031"]),
        ({"usual_min_days": 0}, ["usual_min_days", "whole number"]),
        ({"usual_min_days": 200}, ["usual_min_days", "swap"]),
        ({"confirmed": "lately"}, ["confirmed", "2026-09-30"]),
        ({"link": "example.org"}, ["link", "http"]),
        ({"unmistakable": False}, ["unmistakable", "leave the key out"]),
    ],
)
def test_a_bad_entry_is_named_with_its_mend(tmp_path: Path, changes: dict[str, Any], told: list[str]) -> None:
    path = written(tmp_path, **changes)
    with pytest.raises(ProgrammesError) as error:
        load_programmes(path)
    for part in [str(path), "example", *told]:
        assert part in str(error.value)


def test_bad_yaml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "programmes.yml"
    path.write_text("a: 3", encoding="utf-8")
    with pytest.raises(ProgrammesError, match="mapping of keys"):
        load_programmes(path)
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(ProgrammesError, match="line"):
        load_programmes(path)


# --- joining

JOINED = [
    # (source, title, publisher, funder, the programme that it is a round of)
    ("board", "Fenland Evidence Fellowship 2026", "Fenland Council", None, "fenland"),
    ("board", "Applications open for the Evidence Fellowship: Round 2", "Fenland Council", None, "fenland"),
    ("board", "Evidence Fellowship 2026", "Moor College", "Fenland Council", "fenland"),
    ("fenland", "Evidence Fellowships 2027", "Somebody Else", None, "fenland"),  # the source that is watched for it
    ("fenland", "Fenland Evidence Fellowships 2027", "Somebody Else", None, "fenland"),
    ("board", "Evidence Fellowship 2026", "Moor College", None, None),
    ("board", "Marsh Director's Care Scheme 2027", "Somebody Else", None, "director"),
    ("nordale", "Nordale Society Pairing Scheme 2026", "The Editors", None, "pairing"),
    ("board", "Pairing Scheme 2026", "Westmoor Trust", None, None),
    ("board", "Nordale Society Pairing Scheme 2026", "Nordale Society", None, "pairing"),
    ("board", "Care Scheme 2027", "College of the Moor", None, None),  # what is left of a name without its owner
    ("board", "Band 6 Nurse", "Fenland Council", None, None),
    ("board", "Fellowship", "Fenland Council", None, None),
]


@pytest.mark.parametrize(("source", "title", "publisher", "funder", "joins"), JOINED)
def test_a_single_round_joins_the_programme_whose_name_and_owner_it_has(
    source: str, title: str, publisher: str, funder: str | None, joins: str | None
) -> None:
    merged = merge_programmes(KNOWN, [Round(f"{source}:1", title, publisher, funder=funder)])
    assert [each.programme.id for each in merged] == ["director", "fenland", "pairing"]
    assert [each.programme.id for each in merged if each.programme.rounds] == ([joins] if joins else [])


def test_what_rounds_show_goes_before_what_was_known() -> None:
    rounds = [
        Round("a:1", "Fenland Evidence Fellowship 2025", "Fenland Council", opens_on="2024-09-02", days=120),
        Round("a:2", "Fenland Evidence Fellowship 2026", "Fenland Council", opens_on="2025-09-01", days=120),
    ]
    [fenland] = merge_programmes([FENLAND], rounds)
    programme = fenland.programme
    assert (programme.id, programme.rounds, programme.typical_days) == ("fenland", ("a:1", "a:2"), 120)
    assert (programme.usual_opening_months, programme.usual_closing_months) == ((9,), (1,))


MONTHS = [
    # (named by a page, dates of known rounds, dates of rounds that crawls found, the months that hold)
    ([], [], [], ()),
    ([], ["2030-09-03"], [], (9,)),
    ([], ["2029-09-03", "2030-10"], [], (9, 10)),
    ([], ["2030-12-01", "2032-01-07"], [], (12, 1)),  # neighbours over the turn of the year
    ([], ["2030-11-01", "2031-12-01", "2033-01-07"], [], (11, 12, 1)),
    ([], ["2029-04-20", "2030-09-10"], [], ()),  # do not agree: none, never a guess
    ([], ["2029-04-20", "2030-09-10"], ["2031-09-01"], (9,)),  # then what crawls found holds
    ([], ["2020-04-20", "2030-09-10"], [], (9,)),  # the one of ten years before tells nothing of the next
    ([], ["2025-08-20", "2030-09-10"], [], (8, 9)),
    ([], ["2030-09-03"], ["2031-10-01"], (9, 10)),
    ([4, 9], [], [], (4, 9)),
    ([4, 9], ["2030-02-01"], [], (4, 9)),  # what a page names goes before what one round was
    ([4, 9], [], ["2031-09-01"], (4, 9)),
    ([4, 9], [], ["2031-06-01"], (6,)),
]


@pytest.mark.parametrize(("named", "known", "found", "months"), MONTHS)
def test_months(named: list[int], known: list[str], found: list[str], months: tuple[int, ...]) -> None:
    programme = KnownProgramme(
        "fens",
        "Fens Fellowship",
        "Made up",
        run_by="Fens",
        usual_opening_months=tuple(named),
        known_rounds=tuple(KnownRound("https://example.org", opened=each) for each in known),
    )
    rounds = [
        Round(f"a:{each}", "Fens Fellowship", "Fens", programme="Fens Fellowship", opens_on=each) for each in found
    ]
    [merged] = merge_programmes([programme], rounds)
    assert merged.programme.usual_opening_months == months


def test_a_closing_day_of_long_before_the_latest_opening_tells_nothing() -> None:
    rounds = (KnownRound("https://example.org/1", "2018-04", "2018-09"), KnownRound("https://example.org/2", "2025-09"))
    [merged] = merge_programmes([KnownProgramme("fens", "Fens", "Made up", known_rounds=rounds)], [])
    assert (merged.programme.usual_opening_months, merged.programme.usual_closing_months) == ((9,), ())


@given(st.lists(st.dates().map(str), max_size=6))
def test_months_are_those_of_rounds_and_lie_together(dates: list[str]) -> None:
    months = usual_months(dates)
    assert set(months) in (set(), {int(each[5:7]) for each in dates})
    assert list(months) == sorted(months, key=lambda month: (month - months[0]) % 12)
    assert not months or (months[-1] - months[0]) % 12 < SPAN


def test_a_found_programme_that_nobody_knew_stands_beside_them() -> None:
    rounds = [Round(f"a:{year}", f"Moor Heather Fellowship {year}", "Moor College") for year in (2025, 2026)]
    merged = merge_programmes([FENLAND], rounds)
    assert [(each.programme.name, each.known) for each in merged] == [
        ("Fenland Evidence Fellowship", FENLAND),
        ("Moor Heather Fellowship", None),
    ]


def test_rows_of_known_and_found_programmes() -> None:
    rounds = {
        f"a:{year}": Round(f"a:{year}", f"Moor Heather Fellowship {year}", "Moor College") for year in (2025, 2026)
    }
    fenland, moor = (programme_row(each, rounds) for each in merge_programmes([FENLAND], [*rounds.values()]))
    assert (fenland["publisher"], fenland["rounds"], fenland["confirmed"]) == ("Fenland Council", [], "2025")
    assert (fenland["usual_opening_months"], fenland["known_rounds"], fenland["ended"]) == ([11], [], None)
    assert (moor["publisher"], moor["rounds"], moor.get("confirmed")) == ("Moor College", ["a:2025", "a:2026"], None)


@given(st.permutations([Round(f"{s}:{n}", t, p, funder=f) for n, (s, t, p, f, _) in enumerate(JOINED)]))
def test_the_order_of_rounds_does_not_matter_and_none_is_in_two_programmes(items: list[Round]) -> None:
    merged = merge_programmes(KNOWN, items)
    assert merged == merge_programmes(KNOWN, sorted(items, key=lambda one: one.id))
    rounds = [one for each in merged for one in each.programme.rounds]
    assert len(set(rounds)) == len(rounds)
    assert len({each.programme.id for each in merged}) == len(merged)
