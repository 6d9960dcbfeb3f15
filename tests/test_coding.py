"""The dimensions beyond form and scheme, on small adverts that are all invented, and what must hold for any text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.classify import classify
from catalogue.codebook import load_codebook
from catalogue.records import Wording

CODEBOOK = load_codebook()
SEEN = date(2031, 5, 1)
DIMENSIONS = (
    *("knowledge_types", "direction", "sectors_from", "sectors_to", "career_stages", "modality", "funding"),
    "health_or_care",
)


def coded(dimension, text, title="An offer"):
    return classify(Wording(title, text, SEEN), CODEBOOK).codes[dimension]


KNOWLEDGE = [
    ("You will carry out an analysis of bus tickets and write briefing papers.", ["scientific_factual"]),
    ("Two weeks of hands-on training in welding techniques.", ["technical"]),
    ("Shadow a harbour master and gain insight into her day.", ["practical_wisdom"]),
    ("Fellows undertake research, build skills in coding and find a mentor.", None),
    ("You see how a town is run.", ["practical_wisdom"]),
    ("You will learn drafting and interviewing at the bench.", ["technical"]),
    ("They weigh evidence for ministers.", ["scientific_factual"]),
    ("Essential criteria: research experience and data skills.", []),
    ("Send the form to the office by noon.", []),
    ("Proof of identity and evidence of right to work are needed.", []),
    ("Our values are kindness and courage.", []),
    ("You hear what the bargemen say and sit beside the lock keeper.", ["practical_wisdom"]),
    ("They link records of two ports.", ["scientific_factual"]),
    ("Guests try the new instruments and take our coding course.", ["technical"]),
    ("Please explain what the scheme would change for you.", []),
]


@pytest.mark.parametrize(("text", "codes"), KNOWLEDGE)
def test_knowledge_types(text, codes):
    every = ["scientific_factual", "technical", "practical_wisdom"]
    assert coded("knowledge_types", text) == (every if codes is None else codes)


DIRECTION = [
    ("Bakers and millers are paired and learn about each other's work.", "bidirectional"),
    ("A reciprocal visit to the other team follows in May.", "bidirectional"),
    ("Two officers swap desks for a week.", "bidirectional"),
    ("You bring your expertise in tides and gain insight into ministers at work.", "bidirectional"),
    ("The hosts learn too.", "bidirectional"),
    ("Two planners change desks for a month.", "bidirectional"),
    ("You will show our staff how to read a tide table. You will learn how a harbour is run.", "bidirectional"),
    ("Fellows learn how a mint works. The department gains methods that it lacks.", "bidirectional"),
    ("You weigh claims for the board. In return you will learn how a board decides.", "bidirectional"),
    ("You bring an ear for music. The keeper shows you the bells.", "bidirectional"),
    ("The mill and the school exchange staff.", "bidirectional"),
    ("You follow a pilot for a week. Later the pilots come to us.", "bidirectional"),
    ("You take a new method home. We learn whether ours is sound.", "bidirectional"),
    ("You turn figures into advice and explain to ministers what a flood is like.", "unidirectional"),
    ("You bring a question from your own yard and try it under supervision.", "unidirectional"),
    ("For clerks who want to see a mint at work.", "unidirectional"),
    ("You learn much. You gain skills, contacts and confidence. Fellows get insight into tides.", "unidirectional"),
    ("We teach you to chart. You join a team and learn its ways.", "unidirectional"),
    ("Interns gain experience of a newsroom.", "unidirectional"),
    ("Visitors observe the clinic and may not treat anyone.", "unidirectional"),
    ("The fellow will fill a gap in the expertise of the unit.", "unidirectional"),
    ("Each visitor is paired with a supervisor and will learn a trade.", "unidirectional"),
    ("The office is open on Mondays. Closing date 3 June.", "unclear"),
    ("Essential criteria: you learn fast and share knowledge with both sides.", "unclear"),
    ("Visit our page to learn more about the scheme.", "unclear"),
]


@pytest.mark.parametrize(("text", "code"), DIRECTION)
def test_direction(text, code):
    assert coded("direction", text) == code


SECTORS = [  # text, from, to
    ("Open to nurses in the region. Fellows are placed in a government department.", ["provider"], ["policy"]),
    ("Civil servants may apply to spend a month in a university.", ["policy"], ["academia"]),
    ("PhD students can apply for an internship at a charity.", ["academia"], ["other"]),
    ("Charity staff can apply to spend a week in a hospital.", ["other"], ["provider"]),
    ("Are you a midwife? Work for a year with the regulator, hosted by NHS England.", ["provider"], ["policy"]),
    ("Researchers are seconded to the county council for six months.", ["academia"], ["policy"]),
    ("Council officers are seconded to the research institute for six months.", ["policy"], ["academia"]),
    ("Healthcare scientists can apply to work in a laboratory of a university.", ["provider"], ["academia"]),
    ("We would like to borrow a planner from a university.", ["academia"], []),
    ("Interns are placed with a ministry, an assembly or a national charity.", [], ["policy", "other"]),
    ("The doors open at nine and lunch is served at noon.", [], []),
    ("We seek somebody from a county council or a university.", ["academia", "policy"], []),
    ("You work beside civil servants for a term.", [], ["policy"]),
    ("Your own university goes on paying you. You are placed in a hospital.", [], ["provider"]),
    ("It is open to researchers of a university, who spend a month in a ministry.", ["academia"], ["policy"]),
]


@pytest.mark.parametrize(("text", "home", "host"), SECTORS)
def test_sectors_by_their_role(text, home, host):
    assert coded("sectors_from", text) == home
    assert coded("sectors_to", text) == host


STAGES = [
    ("Current doctoral students of any subject may apply.", ["student"]),
    ("For newly qualified pharmacists.", ["early"]),
    ("Foundation doctors may take five days.", ["early"]),
    ("Early-career and mid-career researchers can apply.", ["early", "mid"]),
    ("It is open to consultants and to directors of nursing.", ["senior"]),
    ("Staff at any stage of their career are welcome.", ["any"]),
    ("A consultant will supervise you.", []),
    ("The scheme is not open to research students.", []),
    ("Fellows teach medical students for a day a week.", []),
    ("Interns are paid at band 5 of the salary scale.", []),
    ("Five years of postdoctoral experience is needed.", []),
]


@pytest.mark.parametrize(("text", "codes"), STAGES)
def test_career_stages(text, codes):
    assert coded("career_stages", text) == codes


MODALITY = [
    ("You will shadow a signalman for two days.", "in_person"),
    ("You will be based at our offices in Hull.", "in_person"),
    ("The role has a hybrid pattern.", "hybrid"),
    ("Two days a week in the office and three days from home.", "hybrid"),
    ("This is a fully remote internship.", "remote"),
    ("The host is the Ministry of Tides.", "unclear"),
    ("An online information session is held on 4 May.", "unclear"),
    ("Interviews will be in person.", "unclear"),
    ("Visit our website.", "unclear"),
    ("The shadow minister spoke.", "unclear"),
]


@pytest.mark.parametrize(("text", "code"), MODALITY)
def test_modality(text, code):
    assert coded("modality", text) == code


FUNDING = [
    ("A paid internship of ten weeks.", "salary_paid"),
    ("The award covers your salary costs and a small sum for books.", "salary_paid"),
    ("Your home organisation continues to pay your salary.", "salary_maintained_by_employer"),
    ("The days are taken from your study leave allowance.", "salary_maintained_by_employer"),
    ("Your salary is refunded to your employer, £40,000 pro rata.", "salary_paid"),
    ("The clerk stays on loan and the present salary is recharged to the host.", "salary_paid"),
    ("Your own trust goes on paying you. We provide a room.", "salary_maintained_by_employer"),
    ("The six days are paid working time.", "salary_maintained_by_employer"),
    ("Your ward gets money for cover.", "backfill"),
    ("Your stipend is paid throughout.", "stipend"),
    ("The award does not pay salaries. It pays for lodging and fares are refunded.", "expenses_only"),
    ("Funding is available for backfill of your post.", "backfill"),
    ("We reimburse your employer for one day a week.", "backfill"),
    ("Interns get a monthly stipend.", "stipend"),
    ("Travel costs are reimbursed.", "expenses_only"),
    ("The attachment is unpaid.", "unfunded"),
    ("Observers come at their own expense.", "unfunded"),
    ("There is no stipend for visitors.", "unfunded"),
    ("The scheme is funded by two foundations.", "unclear"),
    ("Your council goes on paying you and is refunded by the fund.", "salary_paid"),
    ("The board recovers your pay from us.", "salary_paid"),
    ("Your board is paid for the days, which lets it hire cover.", "backfill"),
    (
        "Your employer maintains your salary. We pay for travel; rooms are paid for.",
        "salary_maintained_by_employer",
    ),
    ("Your ward counts the days as work.", "salary_maintained_by_employer"),
    ("Your funder goes on paying your stipend. We pay for travel and lodging.", "stipend"),
    ("There is no fee and no payment.", "unfunded"),
    ("Travel and a room are paid by the university.", "expenses_only"),
    ("We are an accredited living wage employer.", None),
    ("You may also ask for unpaid leave.", None),
    ("The club meets on Fridays.", None),
]


@pytest.mark.parametrize(("text", "code"), FUNDING)
def test_funding(text, code):
    assert coded("funding", text) == code


FIELD = [
    ("Spend a week with the nurses of a hospice.", "yes"),
    ("A year in public health.", "yes"),
    ("Catalogue the archive of a museum. Legal questions go to the courts team.", "no"),
    ("We offer occupational health and a bicycle scheme.", "unclear"),
    ("Spend a week with a committee.", "unclear"),
]


@pytest.mark.parametrize(("text", "code"), FIELD)
def test_health_or_care(text, code):
    assert coded("health_or_care", text) == code


def test_a_side_remark_on_a_long_page_adds_no_sector():
    page = "Doctors may apply. Are you a doctor? It is for clinicians of every trust. Journalists came to the launch."
    assert coded("sectors_from", page, title="Doctors in leadership") == ["provider"]


SAYINGS = (
    "academics nurses researchers hosted by a university council not open to unpaid stipend salary remote visits in "
    "person shadow learn each other share expertise consultants may apply hospital charity band 7 £ 10,000 . ? \n"
)
WORDS = st.sampled_from(SAYINGS.split(" "))


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_answers_are_codes_and_quotes_are_verbatim(text):
    coding = classify(Wording("An offer", text, SEEN), CODEBOOK)
    for name in DIMENSIONS:
        dimension, said = CODEBOOK.dimensions[name], coding.codes[name]
        known = [code.code for code in dimension.codes]
        if dimension.answers == "many":
            assert said == [code for code in known if code in said]
        else:
            assert said in (*known, None)
    assert all(one.words in (text, "An offer") or one.words in text for one in coding.classifications)


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_every_answer_but_silence_is_earned(text):
    coding = classify(Wording("An offer", text, SEEN), CODEBOOK)
    earned = {(one.dimension, one.code) for one in coding.classifications}
    for name in DIMENSIONS:
        said = coding.codes[name]
        for code in said if isinstance(said, list) else [said]:
            assert code in (None, "unclear") or (name, code) in earned
