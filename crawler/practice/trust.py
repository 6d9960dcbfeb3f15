"""An employer's own vacancies: sitemaps, a list, JobPosting data in all its accidents, odd encodings."""

from __future__ import annotations

import codecs
import gzip
import html
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.job_posting import job_posting
from crawler.practice.search import slug
from crawler.practice.web import Answer, Request, dated, html_answer, not_found, text_answer, xml_answer
from crawler.practice.wording import page


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says. Pages of closed adverts stay, as they do on such sites."""
    if request.path == "/robots.txt":
        rules = f"User-agent: *\nDisallow: /apply/\n\nSitemap: {request.base}/sitemap.xml\n"
        return text_answer(rules)
    if request.path == "/sitemap.xml":
        return xml_answer(page("trust/sitemap_index.xml", today, base=request.base))
    if request.path == "/sitemap-pages.xml":
        paths = ["/", "/vacancies/", "/about/"]
        return xml_answer(page("trust/sitemap.xml", today, base=request.base, paths=paths))
    if request.path == "/sitemap-vacancies.xml.gz":
        text = page("trust/sitemap.xml", today, base=request.base, paths=[path_of(advert) for advert in adverts])
        return Answer(200, {"Content-Type": "application/gzip"}, gzip.compress(text.encode(), mtime=0))
    if request.path == "/vacancies/":
        return html_answer(page("trust/list.html", today, adverts=[(path_of(advert), advert) for advert in adverts]))
    for advert in adverts:
        if request.path == path_of(advert):
            return advert_page(request, advert, today)
    if request.path in ("/", "/terms/", "/about/"):
        return html_answer(page("trust/home.html", today))
    return not_found()


def advert_page(request: Request, advert: PracticeAdvert, today: date) -> Answer:
    """An advert, in the encoding and with the JSON-LD that its quirks ask for."""
    text = page("trust/advert.html", today, advert=advert, json_ld=json_ld(advert, request.base + path_of(advert)))
    if "cp1252" in advert.quirks:
        headers = {"Content-Type": "text/html; charset=ISO-8859-1", **dated(advert.day("posted"))}
        return Answer(200, headers, text.replace("utf-8", "ISO-8859-1", 1).encode("cp1252", "xmlcharrefreplace"))
    answer = html_answer(text, modified=advert.day("posted"))
    if "bom" in advert.quirks:
        headers = {**answer.headers, "Content-Type": "text/html"}
        return replace(answer, headers=headers, body=codecs.BOM_UTF8 + answer.body)
    return answer


def json_ld(advert: PracticeAdvert, url: str) -> str:
    """The JSON-LD of an advert as text, which may be broken; empty where the page has none."""
    if "no_json_ld" in advert.quirks:
        return ""
    posting = job_posting(advert, url)
    if "escaped_twice" in advert.quirks:
        posting["description"] = html.escape(posting["description"])
    content: object = posting
    if "graph" in advert.quirks:
        del posting["@context"]
        site = {"@type": "WebSite", "name": advert.employer.name}
        content = {"@context": "https://schema.org", "@graph": [site, posting, {"@type": "BreadcrumbList"}]}
    text = json.dumps(content, ensure_ascii=False, indent=1).replace("</", "<\\/")
    if "broken_json" in advert.quirks:
        return text.replace("\\n", "\n").rstrip("}\n ") + ",\n}}"
    return text


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/vacancies/{advert.key}-{slug(advert.title)}"
