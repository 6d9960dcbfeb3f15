"""A question in plain words: the sentence above the results, and a chip for every part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from catalogue.columns import TABLES
from catalogue.site import words
from catalogue.site.addresses import address, facet_key, has_status, without
from catalogue.site.named_first import leads
from catalogue.site.published import Published, page_words
from catalogue.site.question import Question, several
from catalogue.site.together import DAYS, Together, together

COLUMNS = TABLES["opportunities"].by_name
# Operators whose value can stand in a column's own phrase: "closing from Monday", but not "closing not stated".
IN_PHRASES = ("", "exact", "in", "arraycontains", "gt", "gte", "lt", "lte", "date")
Pair = tuple[str, str]
Say = Callable[[str, str, Published], str]


def sentence(question: Question, total: int, published: Published) -> str:
    """ "23 open secondments in Wales, with “nurse”, closing soonest first"."""
    facets, before, noun, parts = page_words()["facets"], "", "opportunity" if total == 1 else "opportunities", []
    status = ""
    for column, pairs in by_column(question.filters):
        [(key, value), *more] = pairs
        nouns = facets.get(column, {}).get("nouns", {}).get(value)
        is_one = not more and (key, value) == facet_key(column, value)
        if is_one and column == "status":
            before, status = f"{said(column, value, published)} ", value
        elif is_one and nouns:
            noun = nouns[total != 1]
        else:
            parts += phrases(column, pairs, published)
    if question.search:
        parts.append(f"with {quoted(question.search)}")
    what = f"{total:,} {before}{noun} {', '.join(parts)}".strip()
    told = [what] if has_status(question.filters) else [what, "closed ones too"]
    return ", ".join(told if total < 2 else [*told, order_of(question, status)])  # one is in no order


def by_column(filters: Iterable[Pair]) -> list[tuple[str, list[Pair]]]:
    """The filters of each column: first those of the list, as they stand beside it, then the others."""
    columns: dict[str, list[Pair]] = {column: [] for column in page_words()["facets"]}
    for key, value in filters:
        columns.setdefault(key.partition("__")[0], []).append((key, value))
    return [(column, pairs) for column, pairs in columns.items() if pairs]


def order_of(question: Question, status: str) -> str:
    """The order in words; `status` is the one that all have, or empty."""
    if profession := leads(question):
        return f"those that name {profession} first"
    if not question.sort:
        of_days = question.sort_column.endswith(DAYS)
        turned = "" if not question.down else ", latest first" if of_days else ", highest first"
        return f"by {label_of(question.sort_column).lower()}{turned}"
    order = page_words()["sorts"][question.sort]
    return str(order.get("of_status", {}).get(status) or order["phrase"])


def phrases(column: str, pairs: list[Pair], published: Published) -> list[str]:
    """What the filters of a column ask for, in words."""
    told = entry(column)
    found, joined = [], []
    for each in together(tuple(pairs)):
        if each.said:
            found.append(each.said if each.label else str(told.get("phrase", "{}")).format(each.said))
            continue
        [(key, value)] = each.pairs
        operator = key.partition("__")[2]
        if "is_null" in told and (key, value) == facet_key(column, None):
            found.append(str(told["is_null"]))
        elif "phrase" in told and operator in IN_PHRASES:
            joined.append(worded(key, value, published, said))
        else:
            found.append(f"with {label_of(column).lower()} {worded(key, value, published, shown)}")
    between = " as well as " if COLUMNS[column].is_list else " "
    return [*([told["phrase"].format(between.join(joined))] if joined else []), *found]


def chips(question: Question, published: Published) -> list[dict[str, str]]:
    """Every part of the question with the address that leaves it out."""
    parts = [*together(question.filters), *([Together((("_search", question.search),))] if question.search else [])]
    return [{"label": label(each, published), "url": address(without(question.kept, *each.pairs))} for each in parts]


def label(part: Together, published: Published) -> str:
    """ "Nation: Wales" for one part of a question, or for several that are one."""
    if part.answer:
        return f"{part.label or label_of(part.pairs[0][0].partition('__')[0])}: {part.answer}"
    return part_label(*part.pairs[0], published)


def part_label(key: str, value: str, published: Published) -> str:
    """ "Nation: Wales" for a part that stands alone."""
    if key == "_search":
        return f"Search: {quoted(value)}"
    column = key.partition("__")[0]
    is_null = column in page_words()["facets"] and (key, value) == facet_key(column, None)
    return f"{label_of(column)}: {'Not stated' if is_null else worded(key, value, published, shown)}"


def worded(key: str, value: str, published: Published, say: Say) -> str:
    """ "from Tuesday 1 December 2026": the operator with its value, which `say` puts into words."""
    column, _, operator = key.partition("__")
    operator = operator or "exact"
    values = several(value) if operator in ("in", "notin") else [value]
    of_days = page_words()["operators_of_days"] if column.endswith(DAYS) else {}
    wording = of_days.get(operator) or page_words()["operators"].get(operator, f"{operator} {{}}")
    return str(wording).format(" or ".join(say(column, each, published) for each in values))


def said(column: str, value: str, published: Published) -> str:
    """A value as it stands within a sentence."""
    written = entry(column).get("said", {}).get(value)
    if written:
        return str(written)
    label = shown(column, value, published)
    is_name = not COLUMNS[column].codes or column == "nation" or label[:2].isupper()
    return label if is_name else label[:1].lower() + label[1:]


def shown(column: str, value: str, published: Published) -> str:
    """A value as a chip shows it."""
    if column in page_words()["facets"]:
        return published.label(column, value)
    if column.endswith(DAYS):
        return words.day_text(value)
    if column in ("pay_min", "pay_max") and value.isdecimal():
        return words.pounds(float(value))
    codes = COLUMNS[column].codes
    return published.meaning(codes, value).label if codes else value


def quoted(search: str) -> str:
    """A search in quotation marks, unless it has some of its own."""
    return search if '"' in search else f"“{search}”"


def label_of(column: str) -> str:
    """What people call a column."""
    label = entry(column).get("label") or page_words()["changes"].get(column, {}).get("label")
    return str(label or column.replace("_", " ").capitalize())


def entry(column: str) -> dict[str, Any]:
    """What page_words.yml says of a column; empty where it says nothing."""
    return dict(page_words()["facets"].get(column) or page_words()["columns"].get(column) or {})
