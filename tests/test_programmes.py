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

from catalogue.programmes import KnownProgramme, ProgrammesError, load_programmes
from catalogue.programmes_merged import merge_programmes
from catalogue.programmes_of import Round
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
    "usual_opening_month": 11,
    "usual_closing_month": 1,
    "source": "fenland",
    "link": "https://example.org/fellowship",
    "evidence": "Made up",
    "confirmed": 2025,
}
FENLAND = KnownProgramme(
    "fenland",
    "Fenland Evidence Fellowship",
    "Made up",
    run_by="Fenland Council",
    source="fenland",
    usual_opening_month=11,
    usual_closing_month=1,
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
        if each.confirmed:
            assert int(each.confirmed[:4]) <= max(years, default=0), each.id


def test_every_source_is_in_the_registry() -> None:
    sources = load_sources(SOURCES, loopback=False)
    assert [each.id for each in load_programmes() if each.source and each.source not in sources] == []


def test_header_explains_every_key() -> None:
    header = FILE.read_text(encoding="utf-8").split("\n\n")[0]
    assert [key for key in ENTRY if f"# {key} " not in header] == []


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
    assert load_programmes(written(tmp_path, confirmed=date(2025, 3, 1)))[0].confirmed == "2025-03-01"


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
        ({"usual_opening_month": 13}, ["usual_opening_month", "1 to 12"]),
        ({"usual_opening_month": True}, ["usual_opening_month", "1 to 12"]),
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
    assert (programme.usual_opening_month, programme.usual_closing_month) == (9, 1)


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
    assert (moor["publisher"], moor["rounds"], moor.get("confirmed")) == ("Moor College", ["a:2025", "a:2026"], None)


@given(st.permutations([Round(f"{s}:{n}", t, p, funder=f) for n, (s, t, p, f, _) in enumerate(JOINED)]))
def test_the_order_of_rounds_does_not_matter_and_none_is_in_two_programmes(items: list[Round]) -> None:
    merged = merge_programmes(KNOWN, items)
    assert merged == merge_programmes(KNOWN, sorted(items, key=lambda one: one.id))
    rounds = [one for each in merged for one in each.programme.rounds]
    assert len(set(rounds)) == len(rounds)
    assert len({each.programme.id for each in merged}) == len(merged)
