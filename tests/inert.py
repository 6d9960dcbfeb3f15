"""What a page would do to who opens it, as a real parser sees it: elements, attributes, addresses, scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from urllib.parse import urljoin, urlsplit

from lxml import html  # type: ignore[import-untyped]

Kind = tuple[str, tuple[str, ...]]  # tag and names of attributes
ADDRESSES = {
    *"""href src srcset action formaction data poster background cite ping manifest xlink:href codebase longdesc
profile archive classid icon usemap""".split()
}
OUTWARD = {"noopener", "nofollow", "ugc"}  # how links to adverts are marked
HERE = "http://localhost/"


def kinds(page: str) -> set[Kind]:
    """The kinds of elements of a page."""
    return {kind_of(each) for each in html.document_fromstring(page).iter() if isinstance(each.tag, str)}


def kind_of(element: html.HtmlElement) -> Kind:
    """Tag and names of attributes."""
    return element.tag, tuple(sorted(element.attrib))


def faults(page: str, known: Collection[Kind], hosts: Collection[str]) -> Iterator[str]:
    """What is wrong with a page; nothing where all its elements are of known kinds and lead to known hosts."""
    document = html.document_fromstring(page)
    for element in document.iter():
        if not isinstance(element.tag, str):
            yield f"a comment or an instruction: {html.tostring(element)[:200]!r}"
            continue
        if kind_of(element) not in known:
            yield f"an element of another kind: {html.tostring(element)[:200]!r}"
        if element.tag == "script":
            yield from wrong_data_block(element)
        for name in ADDRESSES & set(element.attrib):
            address = element.attrib[name]
            if not is_known(address, hosts) and not (element.tag == "a" and name == "href" and is_marked(element)):
                yield f"an address of another kind: {name}={address!r}"


def wrong_data_block(element: html.HtmlElement) -> Iterator[str]:
    """What is wrong with a script: it must be data that can be read, and nothing that ends it early."""
    if dict(element.attrib) != {"type": "application/ld+json"}:
        yield f"a script: {dict(element.attrib)}"
        return
    try:
        json.loads(element.text or "")
    except ValueError:
        yield f"a data block that cannot be read: {element.text!r}"


def is_marked(link: html.HtmlElement) -> bool:
    """Whether a link leads to the web, and says that we do not vouch for where."""
    return resolved(link.attrib["href"])[0] in ("http", "https") and {*link.attrib.get("rel", "").split()} >= OUTWARD


def is_known(address: str, hosts: Collection[str]) -> bool:
    """Whether an address leads to one of these hosts, read as browsers do."""
    scheme, host = resolved(address)
    return scheme in ("http", "https") and host in hosts


def resolved(address: str) -> tuple[str, str]:
    """(scheme, host) of an address on a page of ours, read as browsers do (WHATWG URL: controls, tabs, backslashes)."""
    sent = re.sub(r"[\t\r\n]", "", address.strip("".join(map(chr, range(0x21)))))
    if not re.match(r"[a-z][a-z0-9+.-]*:", sent, re.IGNORECASE) or re.match(r"https?:", sent, re.IGNORECASE):
        path, mark, rest = sent.partition("?")
        sent = path.replace("\\", "/") + mark + rest
    parts = urlsplit(urljoin(HERE, sent))
    return parts.scheme, parts.netloc


def hosts_of(page: str) -> set[str]:
    """Hosts that the addresses of a page lead to."""
    found = (element.attrib[name] for element in html.document_fromstring(page).iter()
             if isinstance(element.tag, str) for name in ADDRESSES & set(element.attrib))  # fmt: skip
    return {host for scheme, host in map(resolved, found) if scheme in ("http", "https")}


def shown(page: str) -> str:
    """The text of a page, squeezed."""
    return squeezed(html.document_fromstring(page).text_content())


def squeezed(text: str) -> str:
    """Text without blanks and signs that are not seen, which parsers may change."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())
