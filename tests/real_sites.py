"""The captured pages served over loopback, each site on a port of its own, as its platform would serve them."""

from __future__ import annotations

import gzip
import html
import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from parsel import Selector

from crawler.page_facts import words

HTML = "text/html"
XML = "text/xml"
LISTED = 50  # adverts a page of the listing that is made around the JobPostings
Pages = Mapping[str, tuple[str, bytes]]  # path with query → kind, bytes


@dataclass(frozen=True)
class Site:
    """What a site serves and how the registry would describe it, without its address."""

    pages: Pages
    start: str
    entry: Mapping[str, Any]


def sites(folder: Path) -> dict[str, Site]:
    """Source id → site, for every captured site."""
    return {
        "real-careers": careers(folder / "careers_group"),
        "real-civil-service": civil_service(folder / "civil_service_jobs"),
        "real-euraxess": euraxess(folder / "euraxess"),
        "real-nhs": nhs(nhs_postings(folder)),
        "real-nhs-xml": nhs_xml(folder / "nhs_jobs_xml"),
        "real-ukri": ukri(folder / "ukri"),
    }


def nhs_postings(folder: Path) -> list[dict[str, Any]]:
    """The JobPostings of the captured board."""
    with gzip.open(folder / "nhs_jobs" / "adverts.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def nhs(postings: list[dict[str, Any]]) -> Site:
    """Each JobPosting in a page with nothing else, behind a listing of many pages."""
    pages = {}
    for first in range(0, len(postings), LISTED):
        number = first // LISTED
        links = "".join(f'<li><a href="{path_of(each)}">Post</a></li>' for each in postings[first : first + LISTED])
        following = f'<a rel="next" href="/list?page={number + 1}">on</a>' if first + LISTED < len(postings) else ""
        pages[f"/list?page={number}"] = (HTML, f"<main><ul>{links}</ul>{following}</main>".encode())
    for posting in postings:
        block = json.dumps(posting, ensure_ascii=False).replace("</", "<\\/")
        text = f'<script type="application/ld+json">{block}</script><main><h1>Post</h1><p>See the data.</p></main>'
        pages[path_of(posting)] = (HTML, f"<html><head><meta charset=utf-8></head><body>{text}</body></html>".encode())
    return Site(pages, "/list?page=0", {"platform": "json_ld", "advert_url": r"/xi/vacancy/\d+"})


def path_of(posting: Mapping[str, Any]) -> str:
    """Where a JobPosting stood on its board."""
    return "/" + str(posting["url"]).split("/", 3)[3]


def civil_service(folder: Path) -> Site:
    """One list of cards in bytes that call themselves something else; its adverts are not at hand."""
    pages = {"/csr/index.cgi": ("text/html; charset=ISO-8859-1", (folder / "result_page1.html").read_bytes())}
    return Site(pages, "/csr/index.cgi", {"platform": "watched_page", "calls": "li.search-results-job-box"})


def careers(folder: Path) -> Site:
    """A list page, a second one made for the vacancy of another year, and the vacancy pages."""
    root = "/careersgroup/student/"
    pages = {f"{root}Vacancies.aspx": (HTML, (folder / "list_page1.html").read_bytes())}
    for path in sorted(folder.glob("vacancy_*.html")):
        page = path.read_bytes()
        vacancy = Selector(body=page, encoding="utf-8")
        address = vacancy.css("form::attr(action)").get("").removeprefix("./")
        pages[f"{root}{address}"] = (HTML, page)
        if "2017" in path.name:
            link = f'<a href="{address}">{html.escape(words(vacancy.css(".v2_title")))}</a>'
            pages[f"{root}Vacancies.aspx?st=&page=2"] = (HTML, f"<body>{link}</body>".encode())
    return Site(pages, f"{root}Vacancies.aspx", {"platform": "json_ld", "advert_url": r"DisplayVacancy\.aspx\?id="})


def euraxess(folder: Path) -> Site:
    """A search page, of whose adverts one is at hand."""
    pages = {
        "/jobs/search": (HTML, (folder / "search_results_page.html").read_bytes()),
        "/jobs/415163": (HTML, (folder / "job_detail_sample.html").read_bytes()),
    }
    return Site(pages, "/jobs/search", {"platform": "json_ld", "advert_url": r"/jobs/\d+$"})


def nhs_xml(folder: Path) -> Site:
    """Three answers of the search API, with a page made around each vacancy."""
    api = "/api/v1/search_xml"
    asked = "&sort=publicationDateDesc&limit=100&page="
    answers = {
        f"{api}?keyword=trainee{asked}1": "search_page1.xml",
        f"{api}?keyword=trainee{asked}2": "search_page2.xml",
        f"{api}?keyword=nothing{asked}1": "search_empty.xml",
    }
    pages = {address: (XML, (folder / name).read_bytes()) for address, name in answers.items()}
    for vacancy in Selector(text=(folder / "search_page1.xml").read_text(), type="xml").xpath("//vacancyDetails"):
        told = {child.root.tag: html.escape(words(child)) for child in vacancy.xpath("*")}
        body = (
            f'<h1 id="heading">{told["title"]}</h1><p id="employer_name">{told["employer"]}</p>'
            f'<div id="job_overview"><p>{told["description"]}</p></div>'
        )
        pages["/" + told["url"].split("/", 3)[3]] = (HTML, f"<main>{body}</main>".encode())
    return Site(pages, api, {"platform": "nhs_jobs", "searches": [{"keyword": "trainee"}, {"keyword": "nothing"}]})


def ukri(folder: Path) -> Site:
    """A list of two calls, a page for each, and a list without calls at its end."""
    listing = (folder / "ukri_list.html").read_bytes().replace(b"https://www.ukri.org/", b"/")
    start = "/opportunity/?filter_status%5B%5D=open&filter_submitted=true"
    pages = {
        start: (HTML, listing),
        "/opportunity/page/2/?filter_status%5B0%5D=open": (HTML, b"<main><p>No more calls.</p></main>"),
        "/opportunity/ukri-wide-call/": (HTML, (folder / "ukri_detail.html").read_bytes()),
        "/opportunity/innovate-only/": (HTML, (folder / "innovate_uk_detail.html").read_bytes()),
    }
    return Site(pages, "/opportunity/", {"platform": "ukri", "statuses": ["open"]})


class LoopbackServer(ThreadingHTTPServer):
    """Says nothing of askers that hang up at the end of a crawl."""

    daemon_threads = True
    request_queue_size = 128  # askers that wait; with the usual five, one too many comes back a second later

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Other faults are printed as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The address of a site, served on a free port until the block ends."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else small answers wait for the asker's delayed acknowledgement

        def do_GET(self) -> None:
            kind, body = site.pages.get(self.path, (HTML, b""))
            self.send_response(200 if self.path in site.pages else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = LoopbackServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def registry_entry(site: Site, base: str) -> dict[str, Any]:
    """The registry entry of a site at its address."""
    return {
        **dict.fromkeys(("title", "publisher", "why", "licence", "evidence"), "Captured pages"),
        **{"sector": "other", "kind": "job_board", "reuse": "facts", "every": "daily", "status": "active", "delay": 0},
        "terms": {"url": base, "read_on": date(2026, 1, 5), "verdict": "allow"},
        "expect": {"min": 1, "max": 1000},
        "start": base + site.start,
        **site.entry,
    }
