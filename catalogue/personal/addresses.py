"""E-mail addresses in text, also written round about: "name (at) nhs.net", "name AT org DOT uk"."""

from __future__ import annotations

import re
from pathlib import Path

from catalogue.yaml_files import load_yaml

ROLES = frozenset(load_yaml(Path(__file__).with_name("words.yml"))["roles"])
LOCAL_LENGTH = 64  # characters before the sign, by RFC 5321

# The sign, plain or disguised. A bare "at" counts only by what stands around it (see `_is_sentence`).
SIGN = re.compile(r"@ ?| (?:@|at|AT) | ?[(\[{<] ?(?:at|AT|At|@) ?[)\]}>] ?")
LOCAL = re.compile(r"[A-Za-z0-9](?:[\w.%+'’-]{0,63})$")
# Labels joined by dots or by "dot", the last of letters only and in one case: "nhs.netTelephone" ends at "net".
DOT = r"(?:\.| ?[(\[{<]? ?\b(?:dot|DOT)\b ?[)\]}>]? ?)"
DOMAIN = re.compile(
    rf"[A-Za-z0-9-]{{1,63}}(?:{DOT}[A-Za-z0-9-]{{1,63}}?){{0,5}}{DOT}(?:[a-z]{{2,24}}|[A-Z]{{2,24}})(?![a-z])"
)
DISGUISED_DOT = re.compile(r"\b(?:dot|DOT)\b")
# Labels that run into the address where a page lost its line breaks: "Email addressjo@…".
GLUED = re.compile(r"^(?:e-?mail(?: ?address)?|address|mailto|contact|email)(?=[a-z])", re.IGNORECASE)
WORDS = re.compile(r"[a-z]+")


def find_addresses(text: str) -> list[tuple[int, int]]:
    """Where e-mail addresses stand, those of offices included."""
    found = []
    for sign in SIGN.finditer(text):
        local = LOCAL.search(text[max(sign.start() - LOCAL_LENGTH, 0) : sign.start()])
        domain = DOMAIN.match(text, sign.end())
        if local is None or domain is None or _is_sentence(sign.group(), local.group(), domain.group()):
            continue
        glued = GLUED.match(local.group()) if "@" in sign.group() else None
        start = sign.start() - len(local.group()) + (glued.end() if glued else 0)
        found.append((start, domain.end()))
    return found


def is_office(address: str) -> bool:
    """Whether the part before the sign is made of words for offices and tasks alone: fellowships@, hr.admin@."""
    words = WORDS.findall(SIGN.split(address.lower(), maxsplit=1)[0])
    return bool(words) and all(word in ROLES for word in words)


def _is_sentence(sign: str, local: str, domain: str) -> bool:
    """Whether a bare "at" is the preposition: "see at nhs.uk", not "jo.bloggs at nhs.net" or "jo AT org DOT uk"."""
    if sign.strip() not in ("at", "AT"):
        return False
    shouted = sign.isupper() and not local.isupper()  # "LOOK AT NHS.UK" is a sentence
    return not (shouted or DISGUISED_DOT.search(domain) or re.search(r"[A-Za-z][._][A-Za-z]", local))
