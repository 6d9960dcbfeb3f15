"""Phrases about places and the nations they lie in; what an advert's words say of where the person will sit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.readers.place import consider_place, nation_in, read_place, region_of
from catalogue.readers.place_names import REGIONS, load_names
from catalogue.readers.place_postcode import postcode_place
from catalogue.records import Wording


def wording(text: str = "", title: str = "", **facts: str) -> Wording:
    return Wording(title, text, date(2025, 6, 1), {label.replace("_", " "): words for label, words in facts.items()})


PHRASES = [
    ("Leeds", "England"),
    ("based at our Norwich office", "England"),
    ("University of Exeter", "England"),
    ("Stoke-on-Trent", "England"),
    ("Newcastle upon Tyne", "England"),
    ("University of Reading", "England"),
    ("in Bath", "England"),
    ("South Yorkshire Mayoral Combined Authority", "England"),
    ("the North West region", "England"),
    ("Cheshire & Merseyside", "England"),
    ("from inside Whitehall's offices", "England"),
    ("Houses of Parliament", "England"),
    ("Bank of England", "England"),
    ("Truro, England", "England"),
    ("anywhere in England", "England"),
    ("Glasgow", "Scotland"),
    ("NHS Lothian", "Scotland"),
    ("Holyrood", "Scotland"),
    ("the Scottish Government", "Scotland"),
    ("University of St Andrews", "Scotland"),
    ("Perth and Kinross Council", "Scotland"),
    ("between Wales and Europe", "Wales"),
    ("the Senedd", "Wales"),
    ("Betsi Cadwaladr University Health Board", "Wales"),
    ("Aberystwyth, Ceredigion", "Wales"),
    ("Caerdydd", "Wales"),
    ("Stormont", "Northern Ireland"),
    ("Queen's University Belfast", "Northern Ireland"),
    ("Newry, Mourne and Down District Council", "Northern Ireland"),
    ("Health and Social Care in Northern Ireland", "Northern Ireland"),
    ("across the UK", "UK-wide"),
    ("UK-based charity", "UK-wide"),
    ("the United Kingdom", "UK-wide"),
    ("Great Britain", "UK-wide"),
    ("hosts in England, Scotland and Wales", "UK-wide"),
    ("Cardiff or Bristol", "UK-wide"),
    ("Canada", "Overseas"),
    ("relocate to Oslo", "Overseas"),
    ("overseas", "Overseas"),
    ("Dublin", "Overseas"),
    ("Cambridge, MA", "Overseas"),
    ("Perth, Australia", "Overseas"),
    ("Newcastle, NSW", "Overseas"),
    ("London, Ontario", "Overseas"),
    ("New England", "Overseas"),
    ("a host in another European country", "Overseas"),
    ("Malmö", "Overseas"),
    ("SW1A 0AA", "England"),
    ("SY23 3FL", "Wales"),
]


@pytest.mark.parametrize(("phrase", "nation"), PHRASES)
def test_nation(phrase: str, nation: str) -> None:
    assert nation_in(phrase) == nation


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "at the host organisation",
        "to be agreed",
        "remote",
        "in the UK or elsewhere in the world",
        "Dr Lincoln",
        "Professor Jane Preston",
        "Windsor House",
        "from May to March",
        "NHS England",
        "reading and discussion",
        "with London weighting",
    ],
)
def test_no_nation(phrase: str) -> None:
    assert nation_in(phrase) is None


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ("Sheffield", "Yorkshire and the Humber"),
        ("Sunderland", "North East"),
        ("Carlisle", "North West"),
        ("Leicester", "East Midlands"),
        ("Coventry", "West Midlands"),
        ("Norwich", "East of England"),
        ("Tower Hamlets", "London"),
        ("Brighton", "South East"),
        ("Plymouth", "South West"),
        ("Yorkshire & Humber", "Yorkshire and the Humber"),
        ("University of Exeter", "South West"),
        ("LS2 9JT", "Yorkshire and the Humber"),
        ("EX4", "South West"),
        ("Cardiff", None),
        ("England", None),
        ("Edinburgh", None),
        ("Nowhere Magna", None),
        ("EH1 1YZ", None),
    ],
)
def test_region(place: str, region: str | None) -> None:
    assert region_of(place) == region


@pytest.mark.parametrize(
    ("postcode", "place"),
    [
        ("SY1 2AB", ("England", "West Midlands")),
        ("SY23 3FL", ("Wales", None)),
        ("CH7 1AA", ("Wales", None)),
        ("CH44 5AA", ("England", "North West")),
        ("TD15 1AA", ("England", "North East")),
        ("TD1 1AA", ("Scotland", None)),
        ("DG1 1AA", ("Scotland", None)),
        ("S41 8AA", ("England", "East Midlands")),
        ("BT9 7AB", ("Northern Ireland", None)),
        ("M25", ("England", "North West")),
        ("QQ1 1AA", None),
        ("postcode", None),
    ],
)
def test_postcode(postcode: str, place: tuple[str, str | None] | None) -> None:
    assert postcode_place(postcode) == place


SAID = [
    ("The fellow will be based in Lancaster for the whole year.", "Lancaster", "England", "North West"),
    ("Interns spend three months in Cardiff Bay.", "Cardiff Bay", "Wales", None),
    ("You will be seconded to Leeds City Council, two days a week.", "Leeds", "England", "Yorkshire and the Humber"),
    ("Doctors from across the UK may apply. Placements are in Belfast.", "Belfast", "Northern Ireland", None),
    ("Fellows travel to the United States for ten months.", "United States", "Overseas", None),
    ("You may apply from anywhere in the UK.", "UK", "UK-wide", None),
    ("Each fellow joins a UK-based partner organisation.", "UK", "UK-wide", None),
    ("The scheme runs across the East Midlands.", "East Midlands", "England", "East Midlands"),
    ("Shadow a policy team at the Scottish Parliament for a week.", "Scottish Parliament", "Scotland", None),
    ("Both spend a week in Westminster.", "Westminster", "England", "London"),
    ("Hosts are in Bristol, Cardiff and Glasgow.", "Bristol", "UK-wide", None),
    ("We welcome doctors from India. You will work at Derby Hospital.", "Derby", "England", "East Midlands"),
]


@pytest.mark.parametrize(("text", "words", "nation", "region"), SAID)
def test_place_in_text(text: str, words: str, nation: str, region: str | None) -> None:
    found = read_place(wording(text))
    assert found is not None
    assert (found.value.nation, found.value.region) == (nation, region)
    assert (found.quote.words, found.quote.where) == (words, "text")


@pytest.mark.parametrize(
    "text",
    [
        "Applicants must be registered with a UK university.",
        "The scheme is run by NHS England.",
        "Overseas doctors can observe our clinics.",
        "International visitors from India and Ghana are welcome.",
        "Our research was published in Oxford.",
        "Fellow Jane Brown of Keele University told us about her year.",
        "Partners are the University of Essex, the University of Kent and the University of York.",
        "We are the largest centre of its kind in Europe.",
        "Interns are paid the London Living Wage.",
        "Dr Lincoln leads the programme.",
        "Applications close in March.",
        "Placements are offered in all our clinics.",
    ],
)
def test_place_not_said(text: str) -> None:
    found, rejected = consider_place(wording(text))
    assert found is None
    assert all(r.words in text and r.reason for r in rejected)


@pytest.mark.parametrize(
    ("title", "nation"),
    [
        ("Exchange Visits (Hull)", "England"),
        ("A Fortnight in Whitehall", "England"),
        ("Welsh Statistics Fellowship", "Wales"),
        ("Policy Internships in the South West", "England"),
        ("Policy Fellowship (UK)", "UK-wide"),
        ("Reading for policy: a fellowship", None),
    ],
)
def test_place_in_title(title: str, nation: str | None) -> None:
    found = read_place(wording(title=title))
    assert (found.value.nation if found else None) == nation


def test_fact_goes_before_text() -> None:
    found = read_place(
        wording("You will be based in Leeds.", "Fellowship in Kent", Location="Hybrid: Aberdeen or home")
    )
    assert found is not None
    assert (found.value.nation, found.quote.words, found.quote.where) == ("Scotland", "Aberdeen", "fact: Location")


def test_part_of_the_uk_goes_before_the_country() -> None:
    found = read_place(wording(Country="United Kingdom", City="Swansea"))
    assert found is not None
    assert found.value.nation == "Wales"


def test_host_fact_goes_before_a_mere_mention() -> None:
    found = read_place(wording("Staff of the University of York may apply.", Host="University of Glasgow"))
    assert found is not None
    assert found.value.nation == "Scotland"


def test_names_stand_under_known_keys() -> None:
    keys = {*REGIONS, "England", "Scotland", "Wales", "Northern Ireland", "UK-wide", "Overseas"}
    known = load_names()
    assert set(known["areas"]) <= keys
    assert set(known["seats"]) <= keys


PIECES = st.sampled_from(
    "London Bath in at the University of UK EU overseas Cambridge , MA NHS Kent . \n Dr based 's £ & EX4 4QJ".split(" ")
)


@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_quote_is_verbatim(text: str) -> None:
    found, rejected = consider_place(wording(text))
    assert found is None or (found.quote.words in text and found.value.nation)
    assert all(r.words in text for r in rejected)
    nation_in(text)
