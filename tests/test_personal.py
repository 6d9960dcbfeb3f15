"""Personal data: what is found, what may stay, and that nothing personal is left."""

from __future__ import annotations

import gzip
import html
import json
import random
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.personal import find_personal, without_personal
from catalogue.text import plain_text

# Every person, address and number here is invented; the numbers are from ranges kept free for drama.

ADDRESSES = [
    ("Write to jo.bloggs@nhs.net for details.", "jo.bloggs@nhs.net"),
    ("mailto:j.okonkwo@nordale.ac.uk", "j.okonkwo@nordale.ac.uk"),
    ("Send your CV to s.penhaligon2@example.gov.uk.", "s.penhaligon2@example.gov.uk"),
    ("jo.bloggs (at) nhs.net", "jo.bloggs (at) nhs.net"),
    ("jo.bloggs [at] nordale.ac.uk", "jo.bloggs [at] nordale.ac.uk"),
    ("jbloggs(at)nordale.ac.uk", "jbloggs(at)nordale.ac.uk"),
    ("bloggs AT nordale DOT ac DOT uk", "bloggs AT nordale DOT ac DOT uk"),
    ("bloggs at nordale dot org dot uk", "bloggs at nordale dot org dot uk"),
    ("jo.bloggs at nhs.net will answer", "jo.bloggs at nhs.net"),
    ("bloggsj [at] nordale [dot] ac [dot] uk", "bloggsj [at] nordale [dot] ac [dot] uk"),
    ("Email addressjo.bloggs@nhs.netTelephone number", "jo.bloggs@nhs.net"),
    ("jo.bloggs @ nhs.net", "jo.bloggs @ nhs.net"),
    ("JO.BLOGGS@NHS.NET", "JO.BLOGGS@NHS.NET"),
    ("(jo_bloggs-smythe@nordale-trust.nhs.uk)", "jo_bloggs-smythe@nordale-trust.nhs.uk"),
    ("jo.bloggs@nordale.nhs.uk01632 960001", "jo.bloggs@nordale.nhs.uk"),
    ("o'malley.k@wales.nhs.uk", "o'malley.k@wales.nhs.uk"),
]


@pytest.mark.parametrize(("text", "words"), ADDRESSES)
def test_addresses_are_found(text: str, words: str) -> None:
    assert [one.words for one in find_personal(text) if one.kind == "email"] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Write to info@nordale.nhs.uk",
        "fellowships@example.ac.uk",
        "policy.fellowships@example.ac.uk",
        "hr-recruitment@nordale.nhs.uk",
        "research.office2@example.ac.uk",
        "Look for us at nhs.uk",
        "LOOK AT NHS.UK",
        "details are at www.example.gov.uk/apply",
        "the stall @ the fair",
        "follow @nordaletrust",
        "Two places at Nordale. Ask us.",
    ],
)
def test_offices_and_sentences_stay(text: str) -> None:
    assert without_personal(text) == text


PHONES = [
    ("Call 0113 496 0000 today", "0113 496 0000"),
    ("+44 (0)20 7946 0000", "+44 (0)20 7946 0000"),
    ("+44 20 7946 0123", "+44 20 7946 0123"),
    ("07700 900 123", "07700 900 123"),
    ("07700900123", "07700900123"),
    ("(01632) 960 123", "(01632) 960 123"),
    ("0300 303 0123", "0300 303 0123"),
    ("0161-496-0123", "0161-496-0123"),
    ("0161.496.0123", "0161.496.0123"),
    ("0044 1632 960 123", "0044 1632 960 123"),
    ("Telephone number01632 960123", "01632 960123"),
    ("01632 960123 ext. 4567", "01632 960123 ext. 4567"),
    ("01632 960123 extension 45", "01632 960123 extension 45"),
    ("Tel: 496 0123", "496 0123"),
    ("ext 4523", "4523"),
    ("bleep 4523", "4523"),
    ("+353 1 496 0123", "+353 1 496 0123"),
    ("028 9649 6123", "028 9649 6123"),
]


@pytest.mark.parametrize(("text", "words"), PHONES)
def test_numbers_are_found(text: str, words: str) -> None:
    assert [one.words for one in find_personal(text) if one.kind == "phone"] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Job reference 0123456789",
        "Ref: 990-MID-19158-E",
        "Vacancy ID 0712345678",
        "£32,306 to £39,027 a year",
        "£101,000 - £202,000",
        "closes 03/04/2026 at 17:00",
        "from 01.02.2026 to 01.03.2027",
        "02-03-2026 10 11",
        "2026-27 and 2027-28",
        "LS1 4AP",
        "37.5 hours, 0.2 to 0.4 WTE",
        "Registered charity 0123456789",
        "ISBN 0-19-853453-1",
        "call 111 or 999",
        "between 2026 and 2027, 12 months",
        "grant MR/X012345/1",
    ],
)
def test_figures_that_are_no_telephone_stay(text: str) -> None:
    assert without_personal(text) == text


NAMES = [
    ("For an informal discussion please contact Jane Bloggs.", "Jane Bloggs"),
    ("Please contact Zebedee Quarmby in the first instance", "Zebedee Quarmby"),
    ("Dr A. Bloggs on 01632 960123", "Dr A. Bloggs"),
    ("Dr Quarmby leads the team", "Dr Quarmby"),
    ("Professor Ngozi Quarmby-Hythe", "Professor Ngozi Quarmby-Hythe"),
    ("Prof. J. Bloggs", "Prof. J. Bloggs"),
    ("line manager: Jane Bloggs", "Jane Bloggs"),
    ("NameJane BloggsJob titleMatronEmail addressj.bloggs@nhs.net", "Jane Bloggs"),
    ("Name: Zebedee Quarmby", "Zebedee Quarmby"),
    ("Lead Nurse Jane Bloggs, 01632 960123", "Jane Bloggs"),
    ("Jane Bloggs, Head of Policy, 01632 960123", "Jane Bloggs"),
    ("Zebedee Quarmby – Programme Manager – 01632 960123", "Zebedee Quarmby"),
    ("Jane O'Malley (jomalley@nhs.net)", "Jane O'Malley"),
    ("Speak to Siân Penhaligon about dates", "Siân Penhaligon"),
    ("contact:\nJane Bloggs, Consultant", "Jane Bloggs"),
    ("Supervisor 2: Priya Penhaligon", "Priya Penhaligon"),
    ("Yours sincerely, Jane Bloggs", "Jane Bloggs"),
    ("Mrs P van den Hythe", "Mrs P van den Hythe"),
]


@pytest.mark.parametrize(("text", "words"), NAMES)
def test_named_contacts_are_found(text: str, words: str) -> None:
    assert words in [one.words for one in find_personal(text) if one.kind == "name"]


def test_a_name_found_once_is_removed_everywhere() -> None:
    text = "Contact Zebedee Quarmby.\n" + "We have many wards. " * 30 + "\nZebedee Quarmby will call you."
    assert "Quarmby" not in without_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please contact the Knowledge Exchange Unit.",
        "Contact Human Resources",
        "contact Medical Staffing on the ward",
        "Speak to the Recruitment Team",
        "the Sir Jon Bloggs Centre for Ageing",
        "the Jane Bloggs Fellowship is open",
        "Join Sue Ryder as a fellow",
        "a placement at Marie Curie",
        "the Professor of Nursing",
        "Great Nordale Street, Leeds",
        "contact NHS England",
        "King's College London",
        "Email the Department of Health",
        "Lord Chancellor",
        "report to the Associate Director of Nursing",
    ],
)
def test_bodies_and_posts_stay(text: str) -> None:
    assert without_personal(text) == text


def test_replacement_says_what_was_there() -> None:
    text = "Contact Jane Bloggs on 01632 960123 or jane.bloggs@nhs.net; or fellowships@nhs.net."
    assert without_personal(text) == (
        "Contact [name removed] on [telephone removed] or [e-mail removed]; or fellowships@nhs.net."
    )


PIECES = st.sampled_from(
    [
        "Contact ",
        "Jane Bloggs",
        "jane.bloggs@nhs.net",
        "01632 960123",
        " or ",
        ", ",
        "\n",
        "Dr ",
        "Quarmby",
        "info@nhs.net",
        "Matron",
        "(",
        ")",
        "the Trust ",
        "ext 12",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_pieces_are_verbatim_and_apart(text: str) -> None:
    found = find_personal(text)
    assert all(text[one.start : one.end] == one.words for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_no_address_is_left(text: str) -> None:
    assert "jane.bloggs@nhs.net" not in without_personal(text)


@given(st.text(max_size=300))
@settings(max_examples=60)
def test_any_text_is_read(text: str) -> None:
    without_personal(text)


@pytest.mark.parametrize(
    "hard",
    ["a" * 40_000, "A " * 20_000, "0 1 " * 10_000, "a@" * 20_000, "Contact " * 5_000, "Aa" * 20_000, "a.b" * 12_000],
)
def test_hard_texts_take_linear_time(hard: str) -> None:
    start = time.perf_counter()
    find_personal(hard)
    assert time.perf_counter() - start < 2  # seconds: quadratic work on these would take minutes


REDACTED = Path(__file__).parents[2] / "shared" / "pages" / "nhs_jobs" / "adverts.jsonl.gz"
PLACEHOLDER = re.compile(r"contact@example\.invalid|01632 960000|A\. N\. Other")
STAND_INS = {
    "contact@example.invalid": ["j.bloggs@nhs.net", "zquarmby2@nordale.nhs.uk", "penhaligon_s@example.gov.uk"],
    "01632 960000": ["0113 496 0000", "(01632) 960123", "+44 (0)20 7946 0958", "07700900123", "0300 303 4567"],
    "A. N. Other": [
        "Jane Penhaligon",
        "Ngozi Okafor",
        "Zebedee Walker",
        "Siân O'Brien",
        "Priya Quarmby-Hythe",
        "Tom Marsh",
    ],
}
FLOORS = {"contact@example.invalid": 0.98, "01632 960000": 0.98, "A. N. Other": 0.93}  # they only go up


@pytest.mark.real
@pytest.mark.skipif(not REDACTED.exists(), reason="the captured pages are not here")
def test_recall_on_redacted_pages() -> None:
    """Stand-ins are put where something personal was taken out of real adverts, and must be found."""
    chance = random.Random(26)
    put: dict[str, int] = dict.fromkeys(FLOORS, 0)
    found: dict[str, int] = dict.fromkeys(FLOORS, 0)
    for line in gzip.decompress(REDACTED.read_bytes()).splitlines():
        pieces = re.split(f"({PLACEHOLDER.pattern})", plain_text(html.unescape(json.loads(line)["description"])))
        text = ""
        places = []
        for piece in pieces:
            words = chance.choice(STAND_INS[piece]) if piece in STAND_INS else piece
            if piece in STAND_INS:
                places.append((piece, len(text), len(text) + len(words)))
            text += words
        personal = find_personal(text)
        for placeholder, start, end in places:
            put[placeholder] += 1
            found[placeholder] += any(one.start <= start and one.end >= end for one in personal)
    assert all(found[placeholder] / put[placeholder] >= floor for placeholder, floor in FLOORS.items()), (found, put)
