"""What looks like the name of a person: runs of capitalised words without posts, forms and bodies (words.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from catalogue.yaml_files import load_yaml

Span = tuple[int, int]

WORDS = load_yaml(Path(__file__).with_name("words.yml"))
GIVEN = frozenset(WORDS["given"])
FAMILY = frozenset(WORDS["family"])
POSTS = frozenset(WORDS["posts"])
NO_NAMES = POSTS | frozenset(WORDS["forms"])
BODIES = frozenset(WORDS["bodies"])
NAMESAKES = frozenset(WORDS["namesakes"])
MOST = 4  # words of a name

# A word of a name: Jo, McKay, O'Neill, Jean-Luc. A capital behind a small letter begins a new word: "BloggsJob title".
PREFIX = r"(?:Mc|Mac|O['’]|D['’]|Fitz|De|Di|La|Le|Van|Al-|El-)?"
PLAIN = PREFIX + r"[A-ZÀ-Þ][a-zà-ÿ]+(?:[-'’](?!s\b)[A-ZÀ-Þ]?[a-zà-ÿ]+){0,2}"
# Without a dot, A and I are words.
INITIAL = r"(?<![A-Za-z\d])(?:[A-Z]\.|[B-HJ-Z](?=[ \u00a0](?:van |von |de |der |den ){0,2}[A-Z][a-z.]))"
WORD = re.compile(rf"(?:{PLAIN}|{INITIAL})")
SPACE = r"[ \u00a0]{0,2}"
PARTICLE = r"(?:(?:van|von|de|der|den|di|da|la|le|al|el|bin|ap) ){0,2}"
RUN = re.compile(rf"(?<![A-Z])(?:{PLAIN}|{INITIAL})(?:{SPACE}{PARTICLE}(?:{PLAIN}|{INITIAL})){{0,6}}")
CAPITALS = re.compile(r"[A-Z]{2,}(?:['’-][A-Z]+)?(?: [A-Z]{2,}(?:['’-][A-Z]+)?){1,2}\b")  # JO BLOGGS
# What stands between a name and a post or a detail; "Job title" where the page lost its line breaks.
BREAK = re.compile(r"[ ]?[,;:()\[\]/|–—\n-][\s(–-]{0,2}|(?=Job)")

# What may stand between a name and its owner's address or number: signs, "email", "tel", "on".
TO_DETAIL = re.compile(
    r"[\s,;:()/–—|-]{0,4}(?:(?:e-?mail|telephone|tel|phone|mobile|mob|on|at|by|via|m|t|e)\b[\s.:;–-]{0,4}){0,3}",
    re.IGNORECASE,
)
OR = re.compile(r"\b[Oo]r\s{1,3}$|\bOR\s{1,3}$")  # "Jo Bloggs or Zebedee Quarmby"


def names_in(text: str, run: re.Match[str], fewest: int) -> Iterator[Span]:
    """The pieces of a run of capitalised words between words of posts and forms, `fewest` words at least, no bodies."""
    piece: list[re.Match[str]] = []
    for word in [*WORD.finditer(text, run.start(), run.end()), None]:
        if word is not None and word.group() not in NO_NAMES:
            piece.append(word)
            continue
        if fewest <= len(piece) and any(len(one.group()) > 2 for one in piece):
            span = piece[0].start(), piece[min(len(piece), MOST) - 1].end()
            if not is_body(text, (span[0], piece[-1].end())):
                yield span
        piece = []


def is_body(text: str, span: Span) -> bool:
    """Whether the words, or those right behind them, are of an organisation, building, award or place.

    "Jo Bloggs Health Centre" is one, "Jo Bloggs Department of Health" a person and where she works.
    """
    if BODIES & {word.group() for word in WORD.finditer(text, *span)}:
        return True
    behind = RUN.match(text, span[1] + 1) if text[span[1] : span[1] + 1] == " " else None
    if behind is None or text.startswith(" of ", behind.end()):
        return False
    return bool(BODIES & {word.group() for word in WORD.finditer(behind.group())})


def is_person(text: str, span: Span, detail_starts: set[int]) -> bool:
    """Whether a pair of capitalised words near contact words or details is a person.

    It has a given name, an initial or a family name; or it stands before a detail, a post, or behind "or".
    """
    words = WORD.findall(text[span[0] : span[1]])
    if words[0] in GIVEN or words[-1] in FAMILY or len(words[0].strip(".")) == 1:
        return True
    gap = TO_DETAIL.match(text, span[1])
    if gap and gap.end() in detail_starts:
        return True
    if len(words) > MOST - 1:
        return False
    return _before_a_post(text, span) or bool(OR.search(text, max(span[0] - 6, 0), span[0]))


def _before_a_post(text: str, span: Span) -> bool:
    """Whether a post stands behind the pair: after a sign, or at the beginning of a line right behind it."""
    gap = BREAK.match(text, span[1])
    if gap is None and text[span[1] : span[1] + 1] == " " and text[max(span[0] - 1, 0) : span[0]] in ("", "\n"):
        gap = re.compile(" ").match(text, span[1])
    behind = WORD.match(text, gap.end()) if gap else None
    return behind is not None and (behind.group() in POSTS or behind.group() == "Job")
