"""A question in plain words: the sentence above the results, and a chip for every part."""

from __future__ import annotations

from catalogue.site import words
from catalogue.site.published import Published, page_words
from catalogue.site.question import Question, address, facet_key, has_status, several, without

Chosen = dict[str, list[str | None]]


def sentence(question: Question, total: int, published: Published, chosen: Chosen) -> str:
    """ "23 open secondments in Wales, with “nurse”, closing soonest first"."""
    parts, before, noun = [], "", "opportunity" if total == 1 else "opportunities"
    for column, values in chosen.items():
        facet = page_words()["facets"][column]
        for value in values:
            label = facet["is_null"] if value is None else facet["phrase"].format(said(column, value, published))
            nouns = facet.get("nouns", {}).get(value)
            if column == "status" and value is not None and len(values) == 1:
                before = f"{label} "
            elif nouns and len(values) == 1:
                noun = nouns[total != 1]
            else:
                parts.append(label)
    facets_chosen = {facet_key(column, value) for column, values in chosen.items() for value in values}
    parts += [named_filter(*pair, published) for pair in question.filters if pair not in facets_chosen]
    parts += [f"with “{question.search}”"] if question.search else []
    parts += [] if has_status(question.filters) else ["with closed ones"]
    what = f"{total:,} {before}{noun} {', '.join(parts)}".strip()
    if total < 2:
        return what  # one is in no order
    order = page_words()["sorts"][question.sort]["phrase"] if question.sort else f"by {question.sort_column}"
    return f"{what}, {order}"


def said(column: str, value: str, published: Published) -> str:
    """A value as it stands within a sentence."""
    written = page_words()["facets"][column].get("said", {}).get(value)
    if written:
        return str(written)
    label = published.meaning(column, value).label
    return label if column == "nation" or label[:2].isupper() else label[:1].lower() + label[1:]


def chips(question: Question, published: Published) -> list[dict[str, str]]:
    """Every part of the question with the address that leaves it out."""
    parts = [*question.filters, *([("_search", question.search)] if question.search else [])]
    return [{"label": part_label(*pair, published), "url": address(without(question.kept, *pair))} for pair in parts]


def part_label(key: str, value: str, published: Published) -> str:
    """ "Nation: Wales" for one part of a question."""
    if key == "_search":
        return f"Words: {value}"
    column, _, operator = key.partition("__")
    facet = page_words()["facets"].get(column)
    if facet is None:
        return named_filter(key, value, published)
    if (key, value) == facet_key(column, None):
        return f"{facet['label']}: Not stated"
    if (key, value) == facet_key(column, value):
        return f"{facet['label']}: {published.label(column, value)}"
    if operator == "in":
        return f"{facet['label']}: {' or '.join(published.label(column, each) for each in several(value))}"
    return named_filter(key, value, published)


def named_filter(key: str, value: str, published: Published) -> str:
    """ "closes on: from Monday 3 March 2031" for a filter that is none of the usual ones."""
    column, _, operator = key.partition("__")
    facet = page_words()["facets"].get(column)
    if facet and operator == "in":
        return str(facet["phrase"]).format(" or ".join(said(column, each, published) for each in several(value)))
    said_of = page_words()["operators"].get(operator or "exact", f"{operator} {{}}")
    shown = words.day_text(value) if column.endswith("_on") or column.endswith(("_seen", "_at")) else value
    return f"{column.replace('_', ' ')}: {said_of.format(shown)}"
