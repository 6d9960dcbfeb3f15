"""From an archive full of what is nobody's business to everything that the site serves: nothing of it comes through."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
from datasette.utils import tilde_encode
from hostile_site import Site
from test_safe import everything, parts_of

from catalogue.archive import Archive
from catalogue.archive.served import Served, note_served
from catalogue.build import build
from catalogue.records import Advert

FIRST = datetime(2026, 3, 2, 4, tzinfo=UTC)
TODAY = date(2026, 3, 9)
ADDRESS = "/catalogue/opportunities"
FILLER = "The unit works on rivers, roads and schools, and its guests sit with the analysts of each team in turn. " * 9
# Where something private stands → the words. Names are invented, numbers are those that Ofcom keeps for drama.
SECRETS = {
    "the page around the advert": "pagecanary",
    "structured facts of the page": "ldcanary",
    "what came along with the page": "etagcanary",
    "far down in the text": "textcanary",
    "a mail address in a sentence that is quoted": "anna.quill@river.example.org",
    "a mail address under a label": "boris.quill@river.example.org",
    "a mail address in the title": "clara.quill@river.example.org",
    "a mail address that is a link alone": "dora.quill@river.example.org",
    "a mail address that is written out": "erik.quill [at] river [dot] example.org",
    "a telephone number in a sentence that is quoted": "01632 960 123",
    "a telephone number under a label": "+44 7700 900 456",
    "a telephone number in pay": "07700 900789",
    "a named contact": "Wilhelmina Quillfeather",
    "a named contact under a label": "Leopold Brackwater",
}
HTML = f"""
<h1>Policy secondment to the river unit</h1>
<p>This secondment lets a policy analyst from a ministry spend six months at the river unit to exchange knowledge.
Send the form to anna.quill@river.example.org by 30 June 2026, or ring 01632 960 123 before 12 noon.</p>
<p>The secondee is released by the home employer, who goes on paying £31,000 to £35,000 a year (ask 07700 900789).</p>
<p>For an informal discussion please contact Dr Wilhelmina Quillfeather, Head of Rivers.</p>
<p>{FILLER} textcanary {FILLER}</p>
<p><a href="mailto:dora.quill@river.example.org?subject=Secondment">Write to us</a>, or to
erik.quill [at] river [dot] example.org.</p>
"""
FACTS = {"Closing date": "30 June 2026", "Contact": "Leopold Brackwater, boris.quill@river.example.org",
         "Telephone": "+44 7700 900 456", "Location": "Leeds", "Salary": "£31,000 to £35,000"}  # fmt: skip
TITLE = "Policy secondment to the river unit (clara.quill@river.example.org)"
JSON_LD = {"@type": "JobPosting", "title": TITLE, "applicationContact": {"name": "ldcanary"}, "keywords": "ldcanary"}
AGAIN = "<p>It now lasts nine months. Ask 01632 960 123 or anna.quill@river.example.org.</p>"
MAIL = re.compile(rb"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
# Not within the hexadecimal figures of a checksum.
TELEPHONE = re.compile(rb"(?<![\da-f.:/-])(?:\+44|0)[\s()]*\d(?:[\s()-]?\d){8,9}(?![\da-f-])")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("private")
    with Archive(folder / "snapshots.db") as archive:
        for day, more in ((0, ""), (2, AGAIN)):
            now = FIRST + timedelta(days=day)
            run = archive.begin_run("ukri", now)
            advert = Advert("ukri", "river", "https://www.example.org/river", TITLE, HTML + more, FACTS, JSON_LD)
            archive.keep(advert, run, now, f"<html><!-- pagecanary -->{HTML}</html>".encode())
            note_served(archive, Served("ukri", advert.url, {"ETag": "etagcanary"}, "", ("river",)), run, now)
            told = {"pages": 2, "adverts": 1, "new": 1, "changed": 0, "dropped": {}, "fill": {}}
            archive.end_run(run, now, "healthy", "", **told)
    build([folder / "snapshots.db"], folder / "catalogue.db", today=TODAY)
    return Site(folder / "catalogue.db")


@pytest.fixture(scope="module")
def served(site: Site) -> dict[str, bytes]:
    """Everything that is served: address → content, of packed files each part."""
    with closing(sqlite3.connect(site.path)) as db:
        ids = [row[0] for row in db.execute("select id from opportunities")]
    assert len(ids) == 1, "the advert is an opportunity"
    record = f"{ADDRESS}/{tilde_encode(ids[0])}"
    asked = [*everything(site.path), record, f"{record}.json", f"{ADDRESS}?_all=on", "/catalogue/sources/ukri"]
    asked += [f"{ADDRESS}?_all=on&_search={quote(words)}" for words in SECRETS.values()]
    asked += [f"{ADDRESS}.json?_search=textcanary&_shape=objects", f"{ADDRESS}.csv?_search=textcanary&_raw=on"]
    found = {}
    for address in asked:
        for number, part in enumerate(parts_of(address, site.ask(address).content)):
            found[f"{address} {number}"] = part
    return found


def test_the_advert_is_there_and_found_by_a_word_that_is_not_shown(site: Site, served: dict[str, bytes]) -> None:
    assert b"30 June 2026" in served[f"{ADDRESS}.csv 0"]
    page = site.page(f"{ADDRESS}?_all=on&_search=textcanary")
    assert re.search(r'role="status"[^>]*>\s*1 ', page)


@pytest.mark.parametrize("where", SECRETS)
def test_it_is_in_nothing_that_is_served(served: dict[str, bytes], where: str) -> None:
    secret = SECRETS[where].encode()
    forms = {secret, secret.replace(b" ", b""), quote(secret).encode(), secret.replace(b"@", b"&#64;")}
    asked = f"_search={quote(SECRETS[where])}"  # a page may say again what its address asks for
    looked_at = {address: part for address, part in served.items() if asked not in address}
    assert [address for address, part in looked_at.items() for form in forms if form.lower() in part.lower()] == []


def test_no_mail_address_and_no_telephone_number_is_in_anything_served(served: dict[str, bytes]) -> None:
    looked_at = {address: part for address, part in served.items() if "_search=" not in address}
    mails = {each for part in looked_at.values() for each in MAIL.findall(part)}
    assert {each for each in mails if not each.endswith(b"@wkep-catalogue")} == set()  # names of events in a calendar
    assert {each for part in looked_at.values() for each in TELEPHONE.findall(part)} == set()


def test_what_was_looked_for_is_what_the_advert_held(site: Site) -> None:
    """The test above can fail: each of these words stands in the archive."""
    with Archive(site.path.with_name("snapshots.db"), read_only=True) as archive:
        [snapshot] = archive.latest()
        kept = repr([snapshot.advert, archive.page(snapshot.id), archive.db.execute("select * from served").fetchall()])
    assert [words for words in SECRETS.values() if words not in kept] == []
