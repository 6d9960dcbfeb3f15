"""A site that no spider knows, on loopback: the bridge fund of an invented harbour town, its menu, news and offers.

Listing and pages have a make of their own: cards of no known kind, and facts as a definition list, as bold labels and
in tables, under names that differ from page to page. Invented by us.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler

from tests.crawls import Site, answer, site

LISTING = "/bridge/offers"
ROBOTS = "User-agent: *\nDisallow: /members/\n"
NEWS = [f"/news/{number}-a-word-from-the-chair" for number in (1, 2, 3)]
MENU = '<nav><a href="/">Home</a> <a href="/news/">News</a> <a href="/members/">Members</a></nav>'
FOOTER = '<footer><a href="/terms/">Terms of use</a> Harbour Bridge Fund, Port Elder</footer>'
# Title, in short, text, facts as the page has them.
DL = "<dl><dt>Host organisation</dt><dd>{}</dd><dt>Location</dt><dd>{}</dd><dt>Closing date</dt><dd>{}</dd></dl>"
BOLD = "<p><strong>Host:</strong> {}<br><strong>Location:</strong> {}<br><strong>Apply by:</strong> {}</p>"
TABLE = (
    "<table><tr><th>Hosted by</th><td>{}</td></tr><tr><th>Where</th><td>{}</td></tr>"
    "<tr><th>Deadline</th><td>{}</td></tr></table>"
)
OFFERS = {
    "county-hall-policy-secondment": (
        "County Hall policy secondment",
        "A university researcher is seconded to the policy team of Elder County Council for six months.",
        "You work there four days a week, bring evidence on flooding to the officers who plan for it, and learn"
        " from them how a decision is made. The council refunds your salary to your university.",
        DL,
        ("Elder County Council", "Norwich"),
    ),
    "harbour-hospital-shadowing": (
        "Harbour Hospital shadowing scheme",
        "Policy officials shadow nurses and managers at Harbour Hospital for two weeks.",
        "You go along with ward managers, therapists and the secretary of the board through their working days and see"
        " where policy meets practice. You stay on your department's payroll; we pay travel and lodging.",
        BOLD,
        ("Harbour Hospital NHS Trust", "Hull"),
    ),
    "estuary-evidence-fellowship": (
        "Estuary evidence fellowship",
        "Clinicians spend a year, two days a week, with the public health researchers of Estuary University.",
        "The fellowship is for nurses, midwives and allied health professionals. The fund pays backfill to your"
        " employer. Fellows are placed with a research team and work on a question of their own trust.",
        TABLE,
        ("Estuary University", "Norwich"),
    ),
    "lighthouse-exchange-placement": (
        "Lighthouse exchange placement",
        "A placement of three months at the Lighthouse Institute for staff of hospices and care homes.",
        "Care staff and researchers change places: you work in the institute's team on social care, and one of its"
        " researchers comes to you for a fortnight. Your salary is maintained by your employer.",
        DL,
        ("Lighthouse Institute", "Hull"),
    ),
}


def pages(today: date) -> Mapping[str, str]:
    """Path → page; closing dates lie some weeks after a day."""
    cards = "".join(
        f'<div class="offer-card"><h3><a href="{LISTING}/{key}">{title}</a></h3><p>{short}</p></div>'
        for key, (title, short, *_) in OFFERS.items()
    )
    news = "".join(f'<li><a href="{path}">A word from the chair</a></li>' for path in NEWS)
    told = {
        LISTING: whole("Offers", f"<h1>Offers of the bridge fund</h1>{cards}<ul>{news}</ul>"),
        "/terms/": whole("Terms of use", "<h1>Terms of use</h1><p>Programs may read our pages.</p>"),
        **{path: whole("News", "<h1>News</h1><p>The chair went sailing and came back.</p>") for path in NEWS},
    }
    for number, (key, (title, short, text, make, host)) in enumerate(OFFERS.items()):
        closes = today + timedelta(days=21 + number)
        facts = make.format(*host, f"{closes.day} {closes:%B %Y}")
        told[f"{LISTING}/{key}"] = whole(title, f"<h1>{title}</h1><p>{short}</p>{facts}<p>{text}</p>")
    return told


def whole(title: str, body: str) -> str:
    """A page with the site's menu and footer."""
    head = f'<title>{title} | Harbour Bridge Fund</title><meta property="og:site_name" content="Harbour Bridge Fund">'
    return f"<!doctype html><meta charset=utf-8>{head}<body>{MENU}<main>{body}</main>{FOOTER}</body>"


@contextmanager
def unknown_site(today: date) -> Iterator[Site]:
    """The site, for as long as the block lasts; it writes down what it is asked."""
    told = pages(today)

    def answering(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/robots.txt":
            answer(handler, 200, ROBOTS.encode(), Content_Type="text/plain")
            return
        body = told.get(handler.path, "<title>Not found</title><h1>Not found</h1>").encode()
        answer(handler, 200 if handler.path in told else 404, body, Content_Type="text/html; charset=utf-8")

    with site(answering) as opened:
        yield opened
