"""Whole short adverts, all made up here, and everything that they say: length, dates, share of time, pay, place."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.read_columns import read_columns
from catalogue.records import Wording

SEEN_ON = date(2026, 3, 2)
COLUMNS = (
    *("duration_min_days", "duration_max_days", "closes_on", "starts_on", "fte_min", "fte_max"),
    *("pay_min", "pay_max", "nation"),
)

# Title, text, and what the columns hold; a column that is not named is null.
ADVERTS = [
    (
        "Visiting fellowships",
        "How long does a visit last? Between two weeks and two months. "
        "The lighthouse board will meet travel and subsistence costs to a maximum of £300 per week.",
        {"duration_min_days": 14, "duration_max_days": 61, "pay_max": 300},
    ),
    (
        "Fellows' handbook",
        "Length & expenses\n10 weeks, starting in June 2026.\nThe centre was set up with £920k awarded for five years.",
        {"duration_min_days": 70, "duration_max_days": 70, "starts_on": "2026-06"},
    ),
    (
        "Travelling fellows",
        "Grant duration: 2 months to 8 months.\nFor visits of up to 3 months: one air fare. "
        "Fellows visit a workshop abroad, for a season or longer. Visits of up to 3 months need no visa.",
        {"duration_min_days": 61, "duration_max_days": 244, "nation": "Overseas"},
    ),
    (
        "Internships for doctoral students",
        "Interns are given a funded three-month extension to their PhD. Students are with us full time. "
        "All are based in Dundee.",
        {"duration_min_days": 91, "duration_max_days": 91, "nation": "Scotland"},
    ),
    (
        "Curators on loan",
        "Dundee. Students spend five months, full time, at the mill. Duration: until 30 September 2026, five months.",
        {"duration_min_days": 152, "duration_max_days": 152, "fte_min": 1, "fte_max": 1, "nation": "Scotland"},
    ),
    (
        "Evidence officer",
        "Wakefield Council. Secondment for 15 months. Grade 8, £37,280 to £41,771. 37 hours. "
        "Closing date 27/03/2026 at 23:59.",
        {
            **{"duration_min_days": 457, "duration_max_days": 457, "closes_on": "2026-03-27", "nation": "England"},
            **{"fte_min": 1, "fte_max": 1, "pay_min": 37280, "pay_max": 41771},
        },
    ),
    (
        "A day elsewhere",
        "At a convenient time between May 2026 and July 2026, both spend up to a day in each other's workshop. "
        "The call for 2026 is now open and closes at noon on Friday 17 April.",
        {"duration_max_days": 1, "closes_on": "2026-04-17", "starts_on": "2026-05"},
    ),
    (
        "Apprentice archivists",
        "Pay is set by the wage board. With effect from 1 April 2026, this is £12.70 per hour. "
        "Forms must be in by noon on Friday 10 April 2026. Parliament Buildings, Stormont.",
        {"closes_on": "2026-04-10", "pay_min": 12.7, "pay_max": 12.7, "nation": "Northern Ireland"},
    ),
    (
        "Bridging scheme",
        "Fellows will be granted up to £4,100 to cover expenses such as travel, a room and meals. "
        "You are seconded to the harbour authority and to its small research team on the quay for six to nine months.",
        {"duration_min_days": 183, "duration_max_days": 274, "pay_max": 4100},
    ),
    (
        "A fellowship for overseas engineers",
        "The engineer is hosted by a dockyard in Barrow-in-Furness for three weeks. "
        "A travel grant for conferences is up to £400.",
        {"duration_min_days": 21, "duration_max_days": 21, "nation": "England"},
    ),
    (
        "Improvement year",
        "For wardens who are employed in Barnsley. Salary: Inner London: £41,200 - £44,900.",
        {"pay_min": 41200, "pay_max": 44900, "nation": "England"},
    ),
    (
        "Secondments to the observatory",
        "Fellowships fund up to 20% of a lecturer's time for up to 10 months. "
        "Fellows can claim up to £950 for travel and subsistence. Our trustees serve for 3 years.",
        {"duration_max_days": 304, "fte_max": 0.2, "pay_max": 950},
    ),
    (
        "Fellowships in the map room",
        "Fellowships are taken up in the 2026-27 fellowship year. A visit must be a minimum of six weeks. "
        "The working hours are 30 per week. Reserve list: 12 months.",
        {"duration_min_days": 42, "fte_min": 0.8, "fte_max": 0.8},
    ),
    (
        "Flood officer on secondment",
        "Temporary for up to 20 months. Leave rises by 4 days after 5 years of service.",
        {"duration_max_days": 609},
    ),
    (
        "The harbour watch",
        "Minimum duration five weeks; maximum four months.",
        {"duration_min_days": 35, "duration_max_days": 122},
    ),
    (
        "Stays at the mill",
        "Our residencies vary from three to nine months.",
        {"duration_min_days": 91, "duration_max_days": 274},
    ),
    ("A loan", "You will be with us for six months.", {"duration_min_days": 183, "duration_max_days": 183}),
    ("An exchange", "Term: 14 months", {"duration_min_days": 426, "duration_max_days": 426}),
    (
        "Clinical fellows",
        "Posts last 12 months. They are offered as less than full time opportunities, so clinics go on.",
        {"duration_min_days": 365, "duration_max_days": 365},
    ),
    (
        "Placements in the print room",
        "Length: 4 months full time, or 8 months at 50%. The stipend goes on, plus £800 towards relocation. "
        "Start: as soon as possible after 1 June 2026.",
        {
            **{"duration_min_days": 122, "duration_max_days": 244, "starts_on": "2026-06-01"},
            **{"fte_min": 0.5, "fte_max": 1, "pay_min": 800, "pay_max": 800},
        },
    ),
    (
        "Registrars at the harbour board",
        "The role is supported by a bespoke 8-month leadership programme. Posts must be for a minimum of 12 months. "
        "Registrars have protected time (minimum 40%) for the board's work.",
        {"duration_min_days": 365, "fte_min": 0.4},
    ),
    (
        "Sabbaticals for senior keepers",
        "A sabbatical is intended to be held full-time for four to nine months. "
        "We will consider part-time sabbaticals, at a minimum of 0.4 FTE, over a maximum of 18 months. "
        "The funds cover back-fill pay up to £60,000 in total.",
        {"duration_min_days": 122, "duration_max_days": 548, "fte_min": 0.4, "fte_max": 1, "pay_max": 60000},
    ),
    (
        "A fellowship at the observatory",
        "The fellowship runs from September to August. Fellowships are full-time positions; "
        "one day a week is spent on training. Our first fellow spent two months in Chile.",
        {"duration_min_days": 365, "duration_max_days": 365, "fte_min": 1, "fte_max": 1},
    ),
    (
        "Doctors in the lighthouse practice",
        "The full-time programme runs for 12 months. At least 40% (likely 4 sessions a week) is traditional general "
        "practice, up to 40% of time goes into a project of your own and 20% is for learning.",
        {"duration_min_days": 365, "duration_max_days": 365, "fte_min": 1, "fte_max": 1},
    ),
    (
        "Associates in small firms",
        "Projects last between 12 and 36 months. The Associate works full time at the company. The supervisor spends "
        "half a day per week there. You contribute to the salary of the Associate: small enterprises contribute around "
        "£31,000 per year, large ones around £52,000 per year.",
        {"duration_min_days": 365, "duration_max_days": 1096, "fte_min": 1, "fte_max": 1},
    ),
    (
        "Fellows in a ministry",
        "Notify the Faculty of your intention to apply by: 24 April 2026. Deadline: 5 June 2026. "
        "Fellows have protected time from September 2026 to March 2027.",
        {"duration_min_days": 212, "duration_max_days": 212, "closes_on": "2026-06-05", "starts_on": "2026-09"},
    ),
    (
        "Interns for a charity",
        "Internships last 12 weeks in Leeds. Interns receive a London weighting allowance of £2,750 where it applies. "
        "This equates to a total payment of about £4,310.",
        {
            **{"duration_min_days": 84, "duration_max_days": 84},
            **{"pay_min": 4310, "pay_max": 4310, "nation": "England"},
        },
    ),
    (
        "Visits by scholars",
        "Scholars may spend up to five months at any UK museum or archive of their choice. "
        "Applicants must be based outside of the UK.",
        {"duration_max_days": 152, "nation": "UK-wide"},
    ),
    (
        "Doctors on the far coast",
        "Fellows work overseas in a rural community for twelve months, as part of a five year training programme.",
        {"duration_min_days": 365, "duration_max_days": 365, "nation": "Overseas"},
    ),
    (
        "Fellows of the observatory",
        "Hours: Full Time. Fellows may be permitted to teach for up to five hours a week. "
        "The Fellowship is an award of £9,000 for a period of ten months.",
        {
            **{"duration_min_days": 304, "duration_max_days": 304, "fte_min": 1, "fte_max": 1},
            **{"pay_min": 9000, "pay_max": 9000},
        },
    ),
    (
        "Trainees on a reserve",
        "A full-time, three month traineeship. Trainees will work 35 hours per week. "
        "Our sifting process will commence in the week commencing 8 June 2026.",
        {"duration_min_days": 91, "duration_max_days": 91, "fte_min": 1, "fte_max": 1},
    ),
    (
        "Visits to the far coast",
        "For a six-month overseas placement we provide a living allowance of £900 a month and one return flight.",
        {
            **{"duration_min_days": 183, "duration_max_days": 183, "nation": "Overseas"},
            **{"pay_min": 900, "pay_max": 900},
        },
    ),
]

# Sentences that name lengths and sums, none of them the exchange's.
SILENT = [
    "Each module lasts ten weeks and the course runs over 12 months.",
    "A programme of work: a five-year programme of investment in the docks.",
    "How long will it take to hear back? Six weeks.",
    "Course length: nine months.",
    "Please allow ten working days for a reply.",
    "The manager is based in Hull.",
    "Applicants hold a licence by 1 August 2026.",
    "Applicants should be members employed for more than one year in a recognised training post.",
]


@pytest.mark.parametrize(("title", "text", "said"), ADVERTS, ids=[title for title, _, _ in ADVERTS])
def test_an_advert(title: str, text: str, said: dict[str, object]) -> None:
    columns = read_columns(Wording(title, text, SEEN_ON)).columns
    assert {name: columns[name] for name in COLUMNS if columns[name] is not None} == said


@pytest.mark.parametrize("text", SILENT)
def test_what_is_not_the_exchanges_is_not_taken(text: str) -> None:
    columns = read_columns(Wording("A chance to work elsewhere", text, SEEN_ON)).columns
    assert {name: columns[name] for name in COLUMNS if columns[name] is not None} == {}
