"""What the tests with a browser look at: one address of each kind of page, and how a page is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

LIST = "/catalogue/opportunities"
LONG_TITLE = "Secondment to the department that looks after " + "rivers, harbours and " * 12 + "Quay" * 25
# Kind of page → one address of it.
PAGES = {
    "front": "/",
    "list": LIST,
    "list, filtered": f"{LIST}?status=open&exchange_form=secondment",
    "list, searched": f"{LIST}?_search=harbour&_all=on",
    "list, misspelt": f"{LIST}?_search=hosptial",
    "list, empty": f"{LIST}?_search=nosuchword",
    "list, closed too": f"{LIST}?_all=on",
    "list, past its end": f"{LIST}?_page=99",
    "record, open": f"{LIST}/harbour~3A14",
    "record, stated in full": f"{LIST}/moor~3A13",
    "record, full of markup": f"{LIST}/moor~3A1",
    "record, withdrawn": f"{LIST}/harbour~3A6",
    "record, closed": f"{LIST}/harbour~3A8",
    "record, long title": f"{LIST}/harbour~3A10",
    "programmes": "/programmes",
    "programme": "/catalogue/programmes/flood-policy",
    "programme, known of": "/catalogue/programmes/tide-fellows",
    "programme, markup": "/catalogue/programmes/nasty",
    "sources": "/sources",
    "source, active": "/catalogue/sources/harbour",
    "source, changed": "/catalogue/sources/dusk",
    "source, blocked": "/catalogue/sources/castle",
    "source, unverified": "/catalogue/sources/reed",
    "health": "/health",
    "codebook": "/codebook",
    "map": "/map",
    "trends": "/trends",
    "glossary": "/glossary",
    **{name: f"/{name}" for name in ("about", "method", "privacy", "accessibility", "cite", "api")},
    "tables and reports": "/catalogue",
    "table": "/catalogue/excluded",
    "table, of links": "/catalogue/adverts",
    "row": "/catalogue/runs/12",
    "report": "/catalogue/not_stated",
    "report, asked": "/catalogue/closing_within_days?days=30",
    "error 400": "/catalogue/adverts?_sort=nosuch",
    "error 403": "/-/databases",
    "error 404": "/no-such-page",
}


@contextmanager
def page_of(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page with the given options, by default that of a desk; closed at the end."""
    context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **options})
    yield context.new_page()
    context.close()
