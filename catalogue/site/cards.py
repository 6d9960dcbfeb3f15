"""What the list shows of each opportunity: the facts by which people decide."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from datasette.utils import tilde_encode

from catalogue.search import asked_for
from catalogue.site import words
from catalogue.site.named_first import is_for_others
from catalogue.site.published import PATH, Published, page_words
from catalogue.site.today import day_of

SHOWN = (
    "rowid id title source host publisher extract exchange_form scheme sectors_from duration_min_days duration_max_days"
    " fte_min fte_max days_per_week funding pay_min pay_max pay_period modality nation region place_text career_stages"
    " professions status opens_on closes_on closes_at closes_kind first_seen last_seen checked"
).split()
UNSAID = (None, "unclear")
NEW = 7  # days, as in the view new_this_week
STALE = 90  # days since a source was last read well, as in the view source_health
MOST_NAMED = 4  # professions; an advert for ten of them is one for all


def cards(
    rows: Sequence[sqlite3.Row], published: Published, search: str, today: date, profession: str = ""
) -> list[dict[str, Any]]:
    """What the list shows of each opportunity; `profession`: the one that the list begins with, if any."""
    hits = search_words(search)
    built = day_of(published.meta.get("built_at"))
    result = []
    for row in map(dict, rows):
        closes, away = words.closing_text(row, today)
        seen = day_of(row["first_seen"])
        result.append(
            {
                "url": f"{PATH}/{tilde_encode(row['id'])}",
                "title": words.marked(row["title"], hits),
                "who": words.marked(" · ".join(filter(None, (kind_of(row, published), host_of(row)))), hits),
                "facts": [(label, value) for label, value in facts_of(row, published) if value],
                "extract": words.marked(row["extract"], hits) if hits and hits.search(row["extract"] or "") else "",
                "closes": closes,
                "away": away,
                "others": bool(profession) and is_for_others(listed(row["professions"]), profession),
                "status": row["status"],
                "status_label": published.meaning("status", row["status"]).label,
                "is_new": bool(built and seen and (built - seen).days < NEW),
                "doubt": doubt_of(row, published, today),
                "checked": row["checked"] == "person",
            }
        )
    return result


def host_of(row: words.Values) -> str | None:
    """Where one goes, or who published it."""
    return row["host"] or (row["publisher"] and f"Published by {row['publisher']}")


def kind_of(row: words.Values, published: Published) -> str:
    """ "Secondment", or "Fellowship (secondment)": what it calls itself, and the form where that is another word."""
    form = published.meaning("exchange_form", row["exchange_form"]).label if row["exchange_form"] else ""
    scheme = published.meaning("scheme", row["scheme"]).label if row["scheme"] not in (None, "other") else ""
    if not scheme or not form:
        return scheme or form
    same = scheme.lower() in form.lower() or form.lower() in scheme.lower()
    return form if same else f"{scheme} ({form[:1].lower()}{form[1:]})"


def facts_of(row: words.Values, published: Published) -> Iterator[tuple[str, str]]:
    """(label, value) of what decides whether one can take part; values are empty where the advert does not say."""
    yield "Length", words.length_of(row)
    yield "Time", words.commitment_of(row)
    funding = "" if row["funding"] in UNSAID else published.meaning("funding", row["funding"]).label
    yield "Money", ", ".join(filter(None, (funding, words.pay_of(row))))
    modality = row["modality"] if row["modality"] in ("remote", "hybrid") else None
    where = row["place_text"] or row["region"] or row["nation"]
    nation = row["nation"] if row["nation"] and row["nation"] not in (where or "") else None
    label = published.meaning("modality", modality).label if modality else None
    yield "Place", ", ".join(filter(None, (where, nation, label)))
    yield "For", for_whom(row, published)


def for_whom(row: words.Values, published: Published) -> str:
    """ "nurses, midwives · Early career · from Provider": who may take part, as far as the advert says."""
    professions = listed(row["professions"])
    named = ", ".join(professions[:MOST_NAMED]) + (" and others" if len(professions) > MOST_NAMED else "")
    named_stages = listed(row["career_stages"])
    known = page_words()["facets"]["career_stages"]["said"]
    stages = [  # "early career, any stage" says less than the one
        str(known["any"]) if each == "any" else published.meaning("career_stages", each).label
        for each in (("any",) if "any" in named_stages else named_stages)
    ]
    said = page_words()["facets"]["sectors_from"].get("said", {})
    sectors = [str(said.get(each, each)) for each in listed(row["sectors_from"])]
    return " · ".join(filter(None, (named or " or ".join(sectors), ", ".join(stages).lower())))


@lru_cache(maxsize=4096)  # adverts differ, their codes hardly do
def listed(written: str | None) -> tuple[str, ...]:
    """The values of a JSON array; none where nothing is stated."""
    return tuple(str(each) for each in json.loads(written)) if written else ()


def doubt_of(row: words.Values, published: Published, today: date) -> str:
    """Why the card may be out of date, in words; empty where its source was read well of late."""
    if row["status"] == "withdrawn":
        return f"Last seen on {words.day_text(row['last_seen'])}; it may have been filled or taken back"
    if row["status"] == "closed":
        return ""
    healthy = published.overview.healthy_on.get(row["source"])
    if healthy is not None and (today - healthy).days <= STALE:
        return ""
    return f"Its source could not be read lately; last seen on {words.day_text(row['last_seen'])}"


def search_words(search: str) -> re.Pattern[str] | None:
    """A pattern of what was searched for and of its synonyms, each with any ending, as the index takes them too."""
    typed: list[str] = []
    for either in asked_for(search):
        for asked in either:
            typed += [each.words for each in asked.typed]
            typed += asked.others
    runs = [re.findall(r"\w+", words) for words in typed]
    terms = [r"[\W_]+".join(map(with_ending, run)) for run in runs if len("".join(run)) > 1]
    terms.sort(key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(terms)})", re.IGNORECASE) if terms else None


def with_ending(word: str) -> str:
    """A pattern of a word; a short one takes no ending but a plural's, or it would be half of all words."""
    return rf"{re.escape(word)}\w{{0,12}}" if len(word) > 3 else rf"{re.escape(word)}s?\b"
