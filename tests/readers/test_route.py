"""How people get in, and which permissions are asked for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.phrases import read_phrase
from catalogue.readers.route import APPROVALS, ROUTES, read_application_route, read_approvals
from catalogue.records import Facts, Wording


def wording(text: str = "", title: str = "Nordale Exchange", facts: Facts | None = None) -> Wording:
    return Wording(title, text, date(2026, 1, 5), facts or {})


ROUTE_ROWS = [
    ("Fill in the application form by 3 March.", "open_call"),
    ("Applications close at noon on Friday.", "open_call"),
    ("The deadline for applications is 9 June 2026.", "open_call"),
    ("Applications are invited from nurses.", "open_call"),
    ("You can apply until 4 May.", "open_call"),
    ("Please submit an expression of interest to the exchange office.", "expression_of_interest"),
    ("Register your interest and we will be in touch.", "expression_of_interest"),
    ("Send a short EOI, then a full form.", "expression_of_interest"),
    ("Each department may nominate one official.", "nomination_or_employer"),
    ("Nominations are open to chief nurses.", "nomination_or_employer"),
    ("Places are offered by invitation only.", "nomination_or_employer"),
    ("Apply through your training lead before Easter.", "nomination_or_employer"),
    ("Apply for this post through NHS Jobs.", "job_application"),
    ("See the person specification and send your CV and covering letter.", "job_application"),
    ("You arrange your own host and agree dates.", "self_arranged"),
    ("Contact the ward directly to arrange a visit.", "self_arranged"),
    ("You are responsible for finding a host.", "self_arranged"),
    ("Fill in a study leave form for each taster.", "training_programme"),
    ("Agree the dates through your training programme director.", "training_programme"),
    ("Trusts can bid to host a fellow.", "host_applies"),
    ("To apply, please email the exchange team.", "email"),
    ("If you are interested, get in touch.", "rolling_enquiry"),
    ("Visits are arranged throughout the year.", "rolling_enquiry"),
    ("A fellow spends six months with the board.", None),
    ("You will nominate a referee.", None),
    ("The ward has a new application of ultrasound.", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "code"), ROUTE_ROWS)
def test_routes(text: str, code: str | None) -> None:
    found = read_application_route(wording(text))
    assert (found.value if found else None) == code
    if found:
        assert found.quote.words in text


def test_the_narrower_route_goes_first() -> None:
    found = read_application_route(wording("Write to us. Send an expression of interest before the application form."))
    assert found is not None
    assert found.value == "expression_of_interest"


def test_the_title_goes_before_the_text() -> None:
    found = read_application_route(wording("You can register your interest too.", title="Hosting a Fellow"))
    assert found is not None
    assert (found.value, found.quote.where) == ("host_applies", "title")


def test_a_fact_is_quoted_without_its_label() -> None:
    found = read_application_route(wording(facts={"How to apply": "Expression of interest, by post"}))
    assert found is not None
    assert (found.value, found.quote.words) == ("expression_of_interest", "Expression of interest, by post")
    assert found.quote.where == "fact: How to apply"


APPROVAL_ROWS = [
    ("You need the permission of your line manager.", ["line_manager"]),
    ("Your employer must agree to release you.", ["line_manager"]),
    ("A letter of support from your head of department is needed.", ["line_manager"]),
    ("Send a business case to HR.", ["hr_or_finance"]),
    (
        "The postgraduate dean's agreement is needed; ask for the agreement of your training programme director.",
        ["training_programme"],
    ),
    ("Out of programme approval takes six months.", ["training_programme"]),
    ("Have the agreement of the host before you write.", ["host_agreement"]),
    ("Home and host sign a secondment agreement.", ["secondment_agreement"]),
    ("An honorary contract will be issued.", ["honorary_contract"]),
    ("You need a letter of access or a research passport.", ["honorary_contract"]),
    ("An enhanced DBS check is needed.", ["dbs"]),
    ("Members of the PVG scheme only.", ["dbs"]),
    ("Occupational health clearance is asked for.", ["occupational_health"]),
    ("Offers depend on security clearance to SC level.", ["security_clearance"]),
    ("Fellows are given a parliamentary pass.", ["security_clearance"]),
    ("Proof of the right to work in the UK is asked for.", ["right_to_work"]),
    ("The nationality rules of the civil service apply.", ["nationality"]),
    ("You must be registered with the NMC.", ["professional_registration"]),
    ("Give the names of two referees.", ["references"]),
    ("An IELTS certificate is asked for.", ["references"]),
    ("Sign the confidentiality undertaking.", ["confidentiality"]),
    ("Make sure that your shifts are covered.", ["cover_for_duties"]),
    ("Corporate induction comes first.", ["induction"]),
    ("A DBS check is not required.", []),
    ("You do not need a visa sponsorship.", []),
    ("Salary support from your employer is welcome.", []),
    ("Send a cover letter.", []),
    ("The committee's terms of reference are online.", []),
    ("Staff have access to occupational health and a gym.", []),
    ("A fellow spends six months with the board.", []),
]


@pytest.mark.parametrize(("text", "codes"), APPROVAL_ROWS)
def test_approvals(text: str, codes: list[str]) -> None:
    found = read_approvals(wording(text))
    assert [one.value for one in found] == codes
    assert all(one.quote.words in text and len(one.quote.words) <= 200 for one in found)


def test_approvals_come_in_the_order_of_the_list() -> None:
    text = "Two references, an honorary contract, a DBS check and your line manager's approval."
    assert [one.value for one in read_approvals(wording(text))] == [
        "line_manager",
        "honorary_contract",
        "dbs",
        "references",
    ]


@pytest.mark.parametrize("words", [ROUTES, APPROVALS], ids=["routes", "approvals"])
def test_word_lists_are_complete(words: object) -> None:
    for code, entry in words.codes.items():  # type: ignore[attr-defined]
        assert {"label", "definition", "cues"} <= set(entry), code
        for phrase in [*entry["cues"], *entry.get("unless", ())]:
            read_phrase(phrase)


@given(st.text(max_size=400), st.text(max_size=80))
def test_any_text_is_read_and_quoted_verbatim(text: str, title: str) -> None:
    one = wording(text, title)
    quotes = [found.quote for found in (read_application_route(one), *read_approvals(one)) if found]
    assert all(quote.words in {"title": title, "text": text}[quote.where] for quote in quotes)
