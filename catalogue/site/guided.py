"""The guided filters of the front page: plain questions whose answers become Datasette's own filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.search import match_query
from catalogue.site.addresses import OPEN, Pairs, address, facet_key
from catalogue.site.named_first import choice_of, leads
from catalogue.site.published import Published, ask, catalogue_of, page_words
from catalogue.site.question import Question
from catalogue.site.scales import choice_mask
from catalogue.site.today import today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette


async def find_page(datasette: Datasette, request: Request) -> Response:
    """303 to the list with the filters that the answers stand for; what is no answer falls away."""
    if catalogue_of(datasette) is None:
        return Response.redirect("/", status=303)
    answers = parse_qsl(request.query_string, errors="replace")
    today = today_for(datasette)
    pairs = await ask(datasette, lambda conn, published: pairs_of(answers, published, today))
    return Response.redirect(address(pairs), status=303, headers={"X-Robots-Tag": "noindex"})


def pairs_of(answers: Iterable[tuple[str, str]], published: Published, today: date) -> Pairs:
    """The parts of the list's address for answers of the form."""
    given = {key: value.strip() for key, value in answers}
    pairs: list[tuple[str, str]] = []
    for question in page_words()["guided"]:
        answer = given.get(question["name"], "")
        choice = question["choices"].get(answer)
        if choice:
            pairs += filters_of(choice, today)
        elif question.get("regions") and answer in published.overview.beside.masks["region"]:
            pairs.append(("region", answer))
    if match_query(given.get("_search", "")):
        pairs.append(("_search", given["_search"]))
    if given.get("iam") in page_words()["guided"][0]["choices"]:
        pairs.append(("_iam", given["iam"]))
    return tuple(pairs)


def filters_of(choice: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    """The filters that a choice stands for."""
    yield from choice.get("filters", {}).items()
    if "days" in choice:
        yield "closes_on__gte", today.isoformat()
        yield "closes_on__lte", (today + timedelta(days=choice["days"])).isoformat()


def questions(published: Published, today: date) -> list[dict[str, Any]]:
    """Every question with the answers that lead to something open, and how much."""
    result = []
    for question in page_words()["guided"]:
        options = [
            {"value": name, "label": choice["label"], "count": count}
            for name, choice in question["choices"].items()
            if (count := open_count(published, choice, today))
        ]
        regions = region_options(published) if question.get("regions") else []
        result.append({**question, "options": options, "regions": regions})
    return result


def open_count(published: Published, choice: Mapping[str, Any], today: date) -> int:
    """How many open opportunities a choice leads to."""
    return choice_mask(published, (OPEN, *filters_of(choice, today))).bit_count()


def region_options(published: Published) -> list[dict[str, Any]]:
    """The regions with something open, by name."""
    counted = region_counts(published, published.facets.masks["status"].get("open", 0))
    return [{"value": region, "label": region, "count": count} for region, count in counted.items() if count]


def region_counts(published: Published, within: int) -> dict[str, int]:
    """How many of some rows are in each region, by name."""
    masks = published.overview.beside.masks["region"]
    return {region: (masks[region] & within).bit_count() for region in sorted(filter(None, masks))}


def understood(question: Question, published: Published, chosen: int) -> dict[str, Any] | None:
    """What "I am a nurse" was taken for, and the narrower search by name; None where nobody said so or it is changed.

    Most adverts for all health staff name no profession, so that a filter by it would hide what the person may do.
    """
    choice = choice_of(question)
    if choice is None:
        return None
    pair = facet_key("professions", choice["profession"])
    mask = published.overview.beside.masks["professions"].get(choice["profession"], 0)
    number = (mask & chosen).bit_count()
    url = address((*question.kept, pair)) if number and pair not in question.filters else None
    return {**choice, "count": number, "url": url, "leads": bool(leads(question))}
