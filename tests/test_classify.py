"""Screening, form and scheme of whole adverts, all of them invented, and what must hold for any text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.classify import answer, classify, side_alone, sums_by_code
from catalogue.codebook import load_codebook
from catalogue.codebook_file import read_dimension
from catalogue.cues import QUOTE_LIMIT
from catalogue.firing import Fired
from catalogue.records import Wording
from catalogue.screening import screen

CODEBOOK = load_codebook()
SEEN = date(2031, 5, 1)


def code(title, text, facts=None):
    return classify(Wording(title, text, SEEN, facts or {}), CODEBOOK)


OFFERS = [  # title, text, exchange_form, scheme
    (
        "Secondment to the Harbour Analysis Unit",
        "A nine month secondment for lecturers. You remain employed by your own university. Apply by 3 June 2031.",
        "secondment",
        "secondment",
    ),
    (
        "Policy fellowships at the Ministry of Tides",
        "Academics are embedded two days a week in a host department, which reimburses the home institution.",
        "secondment",
        "fellowship",
    ),
    (
        "Shadow a hospital manager",
        "Trainee doctors shadow a manager for two half days and sit in on meetings. To take part, fill in the form.",
        "job_shadowing",
        "shadowing",
    ),
    (
        "Taster days in pathology",
        "A taster of up to three days lets foundation doctors observe the work of another specialty.",
        "job_shadowing",
        "other",
    ),
    (
        "Town and Lab pairing scheme",
        "Each year ten councillors are paired with scientists. Reciprocal visits follow in spring.",
        "job_shadowing",
        "exchange",
    ),
    (
        "International observership programme",
        "Observers stay for four weeks with a named consultant. No hands-on activity is allowed.",
        "job_shadowing",
        "observership",
    ),
    (
        "Knowledge Transfer Partnerships",
        "A KTP joins a company, a university and a graduate, who is based at the partner organisation for two years.",
        "project_collaboration",
        "other",
    ),
    (
        "Paired learning for nurses and planners",
        "Pairs meet monthly, see each other's work and run a joint improvement project.",
        "project_collaboration",
        "exchange",
    ),
    (
        "Doctoral internships at the Assembly library",
        "PhD students spend three months in the research team. Applications close on 4 July 2031.",
        "work_placement",
        "internship",
    ),
    (
        "Clinical leadership fellow scheme",
        "Doctors step out of training for a year, out of programme, and work with leaders of a host organisation.",
        "work_placement",
        "fellowship",
    ),
    (
        "Rescue Adviser on loan",
        "We borrow two lifeboat nurses a year. You stay on the payroll of your trust, which recovers your pay from us.",
        "secondment",
        "secondment",
    ),
    (
        "Physiotherapist Observation Weeks",
        "Come to our gait hall and observe a team at work for two weeks. Your board goes on paying you.",
        "job_shadowing",
        "observership",
    ),
    (
        "Coast and Clinic Fellow",
        "You divide your week between the harbour board and the clinic. Your university is reimbursed for your time.",
        "project_collaboration",
        "fellowship",
    ),
    (
        "Short Placement Award",
        "Early career researchers spend time in another centre. The placement lasts up to six weeks.",
        "work_placement",
        "placement",
    ),
]


@pytest.mark.parametrize(("title", "text", "form", "scheme"), OFFERS, ids=[row[0] for row in OFFERS])
def test_offers(title, text, form, scheme):
    coding = code(title, text)
    assert coding.opportunity, coding.scores
    assert coding.exclusion_reason is None
    assert coding.screening_quote is not None
    assert coding.codes["exchange_form"] == form, coding.scores["exchange_form"]
    assert coding.codes["scheme"] == scheme, coding.scores["scheme"]


EXCLUDED = [  # title, text, reason
    (
        "Geologist wins policy fellowship",
        "Dr Example has been awarded a fellowship at the ministry. She will examine slate. The minister said so.",
        "news",
    ),
    (
        "Ten academics to join Department of Tides",
        "Ten researchers have been appointed to fellowships. The new fellows start in May.",
        "news",
    ),
    (
        "My year at the council",
        "I was seconded to the council for a year. I found it odd at first. My placement was long. I left in May.",
        "blog",
    ),
    ("Reflections on shadowing a matron", "My name is Robin. I shadowed a matron and I felt lost.", "blog"),
    (
        "Staff nurse, Band 5",
        "We are looking for an enthusiastic nurse to join the ward. The post holder will report to the matron. "
        "Contract: Permanent. Salary: £30,000. See the job description. Secondments will be considered.",
        "ordinary_job",
    ),
    (
        "Planning officer",
        "Fixed term or secondment. Main purpose of the job: to plan. Informal enquiries are welcome.",
        "ordinary_job",
    ),
    ("Senior clinical fellow in hand surgery", "The post is on the rota. Informal visits are welcome.", "ordinary_job"),
    (
        "Compassionate leadership masterclasses",
        "Four online modules and two webinars run alongside your role. Tutors mark each module.",
        "course",
    ),
    (
        "PhD studentship in soil physics",
        "A fully funded PhD with tuition fees and a stipend. Your supervisory team is in Exampleton.",
        "studentship",
    ),
    (
        "Seed fund for policy engagement",
        "Grants of up to £4,000 fund projects with officials. All money must be spent by 31 July.",
        "research_grant",
    ),
    (
        "Secondment policy",
        "This policy covers all staff. A secondment is a move for a time. It is agreed in writing.",
        "guidance",
    ),
    ("How to find a clinical attachment", "A clinical attachment lasts some weeks. Here are our top tips.", "guidance"),
    (
        "Autumn symposium on care and data",
        "We are pleased to host a day of talks. Book your place. The keynote is at ten.",
        "event",
    ),
    (
        "Canadian policy fellowship",
        "Fellows spend a year in a federal office in Canada. You must be a Canadian citizen. Apply by 3 May.",
        "non_uk",
    ),
    (
        "Head of placements",
        "Lead a team of four. The office arranges secondments. Contract: Permanent.",
        "ordinary_job",
    ),
    (
        "Estates management trainee",
        "A two-year scheme with placements in three departments. Apply in May.",
        "ordinary_job",
    ),
    (
        "Ward clerk",
        "An internal vacancy: a six month secondment. It is open only to staff of this trust. Closing date 3 May.",
        "ordinary_job",
    ),
    ("Student school nurse", "A course with placements; seconded staff may apply. Closing date 3 May.", None),
    (
        "Directory of exchange schemes",
        "A list of schemes that let planners spend time in a museum. Fellowships, internships and secondments. We do "
        "not run these schemes.",
        "guidance",
    ),
    (
        "Arranging a secondment",
        "Guidance for managers. It says who pays while a member of staff is seconded to a charity.",
        "guidance",
    ),
    ("Taking an intern: a guide for teams", "The team hosts an intern. Find a desk and a mentor.", "guidance"),
    ("The future of placements: call for evidence", "The call for evidence closes on 3 May.", "guidance"),
    (
        "Hubs to run job swaps",
        "Universities can bid for funding to run secondments and shadowing. Individuals cannot apply.",
        "research_grant",
    ),
    ("Writing retreats", "We offer funding for retreats that build links. Applications are open.", "research_grant"),
    (
        "£3 million to help planners change places",
        "Ministers have announced a fund for secondments and work shadowing. No applications are being taken yet.",
        "news",
    ),
    (
        "Conference: on loan",
        "A day of talks on secondments and shadowing. Tickets £40. Booking closes in May.",
        "event",
    ),
    (
        "Membership of the guild by examination",
        "The written paper is in June. A member may use the letters once the fellowship has been conferred.",
        "course",
    ),
    (
        "Travel awards",
        "Members may apply for £300 to present a poster at a congress. Applications are read in May. Apply online.",
        "research_grant",
    ),
    (
        "A week for pupils: work experience for schools",
        "Pupils spend a week with the harbour board. Schools apply on behalf of a pupil. The closing date is in May.",
        "other",
    ),
    (
        "Our secondees: where are they now?",
        "Past secondees talk about their year. When Jo finished her placement she opened a mill.",
        None,
    ),
    (
        "Secondment question (forum)",
        "Can they keep me from a secondment? Replies: ask your union. Another user says no. A commenter agrees.",
        "other",
    ),
    (
        "Making the most of your internship",
        "So here's our guide to a week in a newsroom. Tailor your CV to the paper. Find out who edits it.",
        "guidance",
    ),
    (
        "Bakers complete their placements",
        "A total of 20 bakers took part. They have now completed a week with a miller. This year's cohort had fun.",
        "news",
    ),
    (
        "Join the advisory board of the tide fellowships",
        "We invite an angler to become a member of the board. The board meets three times a year. Apply by 3 May.",
        "other",
    ),
    (
        "Fellowships: new to practice",
        "Opticians attend twelve peer group sessions and a CPD session a month in their own practice.",
        "course",
    ),
    ("Privacy notice", "The data controller is the trust. See also our cookie policy.", None),
    ("Bus times", "The number nine leaves at noon.", "other"),
]


@pytest.mark.parametrize(("title", "text", "reason"), EXCLUDED, ids=[row[0] for row in EXCLUDED])
def test_what_is_no_offer(title, text, reason):
    coding = code(title, text)
    assert not coding.opportunity, coding.scores
    assert reason in (None, coding.exclusion_reason), coding.scores


def test_a_contract_of_secondment_is_an_offer_and_one_that_may_be_is_not():
    text = "Job overview: the post holder leads the school. Job reference 77."
    assert code("Head of school", text, {"Contract": "Secondment: 12 months"}).opportunity
    assert not code("Head of school", text, {"Contract": "Fixed term or secondment"}).opportunity


@pytest.mark.parametrize(
    ("label", "text", "offer"),
    [
        ("Contract type", "Loan", True),
        ("Job type", "Shadowing", True),
        ("Type of post", "Loan", False),  # no label that is known
        ("Contract type", "Loan or fixed term", False),
        ("Contract type", "Permanent", False),
    ],
)
def test_the_label_of_the_contract_says_what_is_offered(label, text, offer):
    words = "You answer letters and keep the diary of the board. The closing date is 3 May."
    assert code("Board secretary", words, {label: text}).opportunity == offer


@pytest.mark.parametrize(
    ("contract", "offer"),
    [
        ("It is a nine month secondment to our planning team.", True),
        ("The post is offered on a secondment basis. It is a nine month secondment with the board.", True),
        ("It is a nine month secondment or fixed term post in our planning team.", False),
        ("If you are considering applying for this post on a secondment basis, ask your line manager.", False),
        ("Applications for a secondment to this post must be agreed with line managers.", False),
        ("There are opportunities for secondment to courses.", False),
    ],
)
def test_words_of_the_contract_decide_whether_a_post_is_an_exchange(contract, offer):
    text = f"We seek a motivated clerk. {contract} The post holder will file. Applications close on 3 May."
    assert code("Stores clerk", text).opportunity == offer


def test_a_stray_secondment_deep_in_a_vacancy_makes_no_offer():
    duty = "You keep the ledger of the ward and answer for its stores. "
    text = duty * 200 + "Internal applicants may apply on secondment with the agreement of their line manager."
    assert not code("Ward clerk", text).opportunity


def test_a_notice_that_says_how_to_apply_is_the_call():
    announced = "The academy announced a fellowship scheme. Fellows will work in a host department for a year. "
    called = announced + "Who can apply? Midwives. Applications must arrive by the closing date, 3 May."
    before = code("Academy launches midwife fellowships", announced)
    after = code("Academy launches midwife fellowships", called)
    assert after.scores["exclusion_reason"]["news"] < before.scores["exclusion_reason"]["news"]
    assert after.opportunity


def test_everything_that_fired_is_shown_also_what_was_switched_off():
    coding = code("Clerk", "Fixed term or secondment. You may be seconded to the mint.")
    off = [one for one in coding.fired if one.off]
    assert any("not in this dimension with" in one.off for one in off)
    assert all(
        one.cue not in {earned.cue for earned in coding.classifications if earned.dimension == one.dimension}
        for one in off
    )


def test_a_cue_counts_once_and_less_late_in_a_long_text():
    early = code("A page", "We offer job shadowing. We offer job shadowing.")
    late = code("A page", "Nothing is said here. " * 400 + "We offer job shadowing.")
    [weight] = {one.weight for one in early.fired if one.cue == "(job|work) shadow*" and one.dimension == "opportunity"}
    [less] = {one.weight for one in late.fired if one.cue == "(job|work) shadow*" and one.dimension == "opportunity"}
    assert less == weight * CODEBOOK.dimensions["opportunity"].late_factor


def test_a_cue_of_several_times_counts_from_that_sentence_on():
    book = CODEBOOK.dimensions["exclusion_reason"]
    [cue] = [cue for code in book.codes for cue in code.cues if cue.phrase.words == "i" and cue.times == 3]
    told = {
        count: [one for one in code("A page", "I sewed. " * count).fired if one.cue == cue.phrase.words]
        for count in (2, 3)
    }
    assert not told[2]
    assert [one.weight for one in told[3]] == [cue.weight]


def test_words_of_any_call_make_no_exchange():
    call = "You can apply until May. Applications close at noon. The closing date is 3 May. You must be eligible. "
    assert not code("Call for applications", call).opportunity
    assert code("Call for applications", call + "You spend a week with a ministry.").opportunity


def test_where_people_go_both_ways_a_sector_stays_on_both_sides():
    one_way = code("A week", "Nurses spend a week in a ministry. Nurses and civil servants meet.")
    both = code(
        "A week", "Nurses and civil servants are paired. Each spends a week with the other, in a ward, in a ministry."
    )
    assert set(both.codes["sectors_from"]) & set(both.codes["sectors_to"])
    assert not set(one_way.codes["sectors_from"]) & set(one_way.codes["sectors_to"])


def test_a_sector_much_lighter_than_the_heaviest_is_a_remark_in_passing():
    dimension = CODEBOOK.dimensions["sectors_to"]
    assert answer(dimension, {"policy": 1.5}) == ["policy"]
    assert answer(dimension, {"policy": 1.5, "provider": 6}) == ["provider"]
    assert answer(dimension, {"policy": 2, "provider": 9}) == ["policy", "provider"]
    assert answer(dimension, {}) == []


@pytest.mark.parametrize(
    ("here", "there", "left"),
    [
        ({"academia": 3, "policy": 4}, ["academia"], ["policy"]),
        ({"academia": 5, "policy": 4}, ["academia"], ["academia", "policy"]),
        ({"academia": 4, "policy": 4}, ["academia"], ["policy"]),
        ({"academia": 1}, ["academia"], ["academia"]),
        ({"academia": 2, "policy": 4}, ["policy", "academia"], ["academia", "policy"]),
        ({}, ["academia"], []),
    ],
)
def test_a_sector_of_both_sides_stays_where_it_weighs_more_than_those_of_one_side(here, there, left):
    codes = {"sectors_from": list(here), "sectors_to": there}
    scores = {"sectors_from": here, "sectors_to": {}}
    assert side_alone(codes, scores, "sectors_from", "sectors_to") == left


def test_of_cues_that_say_one_thing_only_the_heaviest_counts():
    sums = sums_by_code(
        CODEBOOK,
        [
            Fired("direction", "bidirectional", cue, weight, "words", "text", group=group)
            for cue, weight, group in (("a", 0.8, "gives"), ("b", 1.6, "gives"), ("c", 1.6, "gives"), ("d", 0.4, None))
        ],
    )
    assert sums["direction"] == {"bidirectional": 2.0}


def test_an_empty_advert_has_no_answers():
    coding = code("", "")
    assert (coding.opportunity, coding.exclusion_reason, coding.screening_quote) == (False, "other", None)
    assert coding.codes["exchange_form"] is None
    assert not coding.fired


@pytest.mark.parametrize(
    ("exchange", "reasons", "opportunity", "reason"),
    [
        ({"yes": 3}, {}, True, None),
        ({"yes": 2}, {}, False, "other"),
        ({}, {}, False, "other"),
        ({"yes": 6}, {"news": 6}, False, "news"),
        ({"yes": 7}, {"news": 6, "blog": 2}, True, None),
        ({"yes": 1}, {"news": -2, "blog": 1}, False, "blog"),
        ({"yes": 1}, {"news": -2}, False, "other"),
    ],
)
def test_screening_weighs_evidence_against_the_strongest_reason(exchange, reasons, opportunity, reason):
    verdict = screen(exchange, reasons, enough=3)
    assert (verdict.opportunity, verdict.exclusion_reason) == (opportunity, reason)


MOODS = """
version: 1
dimension: mood
label: Mood
question: Which mood?
answers: {answers}
choice: {choice}
otherwise: {otherwise}
threshold: 2
codes:
  - {{code: glad, label: Glad, definition: Is glad.}}
  - {{code: calm, label: Calm, definition: Is calm.}}
  - {{code: unclear, label: Unclear, definition: Nothing is said.}}
"""


@pytest.mark.parametrize(
    ("answers", "choice", "otherwise", "sums", "expected"),
    [
        ("one", "strongest", "null", {"glad": 2, "calm": 3}, "calm"),
        ("one", "strongest", "null", {"calm": 3, "glad": 3}, "glad"),
        ("one", "first", "null", {"glad": 2, "calm": 3}, "glad"),
        ("one", "first", "unclear", {"glad": 1}, "unclear"),
        ("one", "strongest", "null", {"glad": 1}, None),
        ("many", "strongest", "null", {"calm": 2, "glad": 9}, ["glad", "calm"]),
        ("many", "strongest", "null", {"calm": 1}, []),
        ("many", "strongest", "unclear", {}, ["unclear"]),
    ],
)
def test_answers(answers, choice, otherwise, sums, expected):
    written = MOODS.format(answers=answers, choice=choice, otherwise=otherwise)
    assert answer(read_dimension("mood.yml", written.encode()), sums) == expected


WORDS = st.sampled_from(
    "secondment fellowship I was apply by 3 May £400 Contract: Permanent. shadow the minister said\n host department "
    "NHS Fellows will spend time in council; ’ — ﬁ İ \x1c \u2028".split(" ")
)


@given(st.lists(WORDS, max_size=60), st.lists(WORDS, max_size=8), st.dictionaries(WORDS, WORDS, max_size=2))
def test_any_text_is_coded_with_verbatim_quotes(text, title, facts):
    wording = Wording(" ".join(title), " ".join(text), SEEN, facts)
    coding = classify(wording, CODEBOOK)
    assert coding == classify(wording, CODEBOOK)
    assert coding.opportunity is (coding.exclusion_reason is None)
    places = {"title": wording.title, "text": wording.text} | {f"fact: {label}": said for label, said in facts.items()}
    for one in coding.fired:
        assert one.words in places[one.where]
        assert len(one.words) <= QUOTE_LIMIT
