"""Short adverts in many styles: how long, how much of the week, how the call closes, among distractors."""

from __future__ import annotations

import time
from datetime import date

import pytest

from catalogue.readers.commitment import read_commitment
from catalogue.readers.dates import read_closing
from catalogue.readers.duration import read_duration
from catalogue.records import Wording

SEEN_ON = date(2026, 3, 2)
Pair = tuple[float | None, float | None]
NONE: Pair = (None, None)

# Text, days, share of full time.
TIMES: list[tuple[str, Pair, Pair]] = [
    (
        "A lecturer joins the borough's planning team. For two years you will be embedded with the "
        "planners three days a week. "
        "You need at least five years of teaching experience.",
        (730, 730),
        (0.6, 0.6),
    ),
    (
        "Nurses can work with our statisticians for one day a week over nine months. Applicants must "
        "have been registered for two years.",
        (274, 274),
        (0.2, 0.2),
    ),
    (
        "The residency lasts between six and 12 months, two days a week. Your university must agree to release you.",
        (183, 365),
        (0.4, 0.4),
    ),
    ("Analysts are seconded to the ministry for 18 months, full time, and we meet the salary.", (548, 548), (1, 1)),
    (
        "The secondment is full time for twelve months. Three days a week are spent in the office in "
        "Cardiff, the others at home.",
        (365, 365),
        (1, 1),
    ),
    (
        "The placement may be taken full time for three months or half time for six. Placements start in May.",
        (91, 183),
        (0.5, 1),
    ),
    (
        "Midwives and council officers change places for eight days, one a month over eight months. The "
        "eight days are paid.",
        (244, 244),
        NONE,
    ),
    (
        "Fellows spend six months with the regulator and six months with a hospital. Interviews are "
        "held over two days.",
        (365, 365),
        NONE,
    ),
    (
        "The fellowship has an inception phase of 2 months, a placement of 12 months and a closing phase of 4 months. "
        "Fellows work with us for 18 months in all. You are embedded for 18 months.",
        (548, 548),
        NONE,
    ),
    ("Our programme runs from April 2025 to March 2029. Visits last from one to four weeks.", (7, 28), NONE),
    ("Doctoral students take a three-month placement. The stipend is extended by three months.", (91, 91), NONE),
    ("A secondment for two days a week. The project board meets for one hour a month.", NONE, (0.4, 0.4)),
    ("Shadow a ward sister for a day. Each visit lasts from 8am to 4pm.", (1, 1), NONE),
    (
        "Secondees come to us for six months at 0.5 FTE. The office is open five days a week and the "
        "helpline 24 hours a day.",
        (183, 183),
        (0.5, 0.5),
    ),
    ("Time is split: 50% research time and 50% clinical time. The post is for one year.", (365, 365), NONE),
    (
        "You will be on loan to the agency until the end of March 2027. The loan is offered on a full-time basis.",
        NONE,
        (1, 1),
    ),
    (
        "Interns work for ten weeks over the summer, 35 hours per week. Applications are answered within three weeks.",
        (70, 70),
        (0.93, 0.93),
    ),
    ("The exchange takes 20 days in total, spread over a year. Travel is paid.", (365, 365), NONE),
    ("A two-week attachment in the control room. The service was set up twelve years ago.", (14, 14), NONE),
    ("Attachments are for a minimum of four weeks and a maximum of six months.", (28, 183), NONE),
    ("Your manager must release you for half a day a week for six months.", (183, 183), (0.1, 0.1)),
    ("Officials visit for up to five days. A three-year research programme pays for the visits.", (None, 5), NONE),
    ("The council lends an officer to the charity for a year, four days a week.", (365, 365), (0.8, 0.8)),
    ("The course lasts three days. The helpline answers within two weeks.", NONE, NONE),
]


@pytest.mark.parametrize(("text", "days", "share"), TIMES)
def test_length_and_share(text: str, days: Pair, share: Pair) -> None:
    wording = Wording("A chance to work elsewhere", text, SEEN_ON)
    length, commitment = read_duration(wording), read_commitment(wording)
    assert ((length.value.min_days, length.value.max_days) if length else NONE) == days
    assert ((commitment.value.fte_min, commitment.value.fte_max) if commitment else NONE) == share


CLOSINGS: list[tuple[str, str | None, str | None]] = [
    ("The programme is rolling: we take two fellows every quarter.", "rolling", None),
    ("Visits can be booked all year round.", "rolling", None),
    ("The scheme runs throughout the year.", "rolling", None),
    ("You may apply at any time.", "rolling", None),
    ("Placements are arranged throughout the year.", "rolling", None),
    ("There is no closing date; applications are read as they come.", "rolling", None),
    ("The offer stands until all 12 places are filled.", "until_filled", None),
    ("We will close the advert as soon as the right person is found.", "until_filled", None),
    ("The post stays open until filled.", "until_filled", None),
    ("Send an expression of interest of one page by Friday 27 March 2026.", "fixed", "2026-03-27"),
    ("The form, with the consent of your employer, must reach us by noon on 27 March.", "fixed", "2026-03-27"),
    ("Apply by 27 March 2026. We may close early if we receive many applications.", "fixed", "2026-03-27"),
    ("The last call closed on 27 January 2026, and the next opens in May.", "fixed", "2026-01-27"),
    ("The library is closed on Fridays throughout the winter.", None, None),
    ("Fellows meet four times during the year.", None, None),
    ("Wait until you have the consent of your manager.", None, None),
    ("References are taken up once a candidate is found suitable.", None, None),
]


@pytest.mark.parametrize(("text", "kind", "on"), CLOSINGS)
def test_how_a_call_closes(text: str, kind: str | None, on: str | None) -> None:
    closing = read_closing(Wording("A chance to work elsewhere", text, SEEN_ON))
    assert (closing.value.kind if closing else None) == kind
    assert (closing.value.on if closing else None) == on


# Rows that a pattern with nested or open repeats would stall on.
ROWS = [
    "3/",
    "6 months in ",
    "a day a week over ",
    "01/09/2026 to ",
    "half time or ",
    "programme until once ",
    "up to two days ",
]


@pytest.mark.parametrize("piece", ROWS)
def test_long_rows_of_the_same_words_do_not_stall(piece: str) -> None:
    wording = Wording("A secondment", piece * 600, SEEN_ON)
    begin = time.perf_counter()
    read_duration(wording)
    read_commitment(wording)
    read_closing(wording)
    assert time.perf_counter() - begin < 10  # seconds, on a busy machine; a stall takes minutes
