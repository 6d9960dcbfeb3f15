"""All programmes by the month in which they usually open, as a calendar that can be read as a list."""

from __future__ import annotations

import calendar
import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response
from datasette.utils import tilde_encode
from datasette.utils.asgi import Request

from catalogue.site.programme import CODED, PROGRAMMES_PATH, length_of, meanings
from catalogue.site.programme_words import dated_rounds, halted_text, months_in, months_text
from catalogue.site.published import Published, ask, catalogue_of
from catalogue.site.today import today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

Row = dict[str, Any]
HERE = "/programmes"
FILTERS = {"form": "What you do", "sectors_from": "Who takes part", "sectors_to": "Where you go"}
OPEN_NOW = (
    "select each.value from programmes p, json_each(p.rounds) each join opportunities o on o.id = each.value"
    " where o.status = 'open' and (o.closes_on is null or o.closes_on >= ?)"
)


async def programmes_page(datasette: Datasette, request: Request) -> Response:
    """The page; its table is /catalogue/programmes."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    today = today_for(datasette)
    asked = {name: value for name in FILTERS if (value := request.args.get(name))}
    there = catalogue_of(datasette) is not None
    shown = await ask(datasette, lambda conn, published: programmes(conn, published, asked, today)) if there else {}
    page = await datasette.render_template("programmes.html", shown, request=request, view_name="programmes")
    return Response.html(page)


def programmes(conn: sqlite3.Connection, published: Published, asked: Mapping[str, str], today: date) -> Row:
    """Everything that the page shows. `asked`: column of FILTERS → code; a code that no programme has is set aside."""
    open_now = {each[0] for each in conn.execute(OPEN_NOW, (today.isoformat(),))}
    every = [line(dict(each), published, open_now) for each in conn.execute("select * from programmes order by name")]
    kept = {name: code for name, code in asked.items() if any(code in each["codes"][name] for each in every)}
    chosen = [each for each in every if fits(each, kept)]
    going = [each for each in chosen if not each["halted"]]
    return {
        "total": len(every),
        "shown": len(chosen),
        "open": [each for each in chosen if each["open"]],
        "months": [month_of(number, going) for number in from_now(today)],
        "rolling": [each for each in going if each["rolling"]],
        "unknown": [each for each in going if not each["rolling"] and not each["opening"] and not each["closing"]],
        "halted": [each for each in chosen if each["halted"]],
        "filters": [filter_of(name, title, every, kept, published) for name, title in FILTERS.items()],
        "kept": kept,
        "here": HERE,
    }


def line(row: Row, published: Published, open_now: set[str]) -> Row:
    """One programme as the list shows it."""
    rounds = json.loads(row["rounds"] or "[]")
    return {
        "name": row["name"],
        "path": f"{PROGRAMMES_PATH}/{tilde_encode(row['id'])}",
        "publisher": row["publisher"],
        "opening": months_in(row["usual_opening_months"]),
        "closing": months_in(row["usual_closing_months"]),
        "opens_in": months_text(months_in(row["usual_opening_months"])),
        "closes_in": months_text(months_in(row["usual_closing_months"])),
        "rolling": bool(row["rolling"]),
        "halted": halted_text(row),
        "last": last_year(row),
        "form": ", ".join(each["label"] for each in meanings(row, "form", published)),
        "length": length_of(row),
        "rounds": len(rounds),
        "open": sum(each in open_now for each in rounds),
        "codes": {name: codes_of(row[name]) for name in FILTERS},
    }


def codes_of(value: str | None) -> list[str]:
    """The codes of a column that holds one, or a list of them."""
    if not value:
        return []
    return list(json.loads(value)) if value.startswith("[") else [value]


def fits(each: Row, kept: Mapping[str, str]) -> bool:
    """Whether a programme has every code that was asked for."""
    return all(code in each["codes"][name] for name, code in kept.items())


def from_now(today: date) -> list[int]:
    """The months of a year, the present one first: what opens next stands at the top."""
    return [(today.month - 1 + ahead) % 12 + 1 for ahead in range(12)]


def last_year(row: Row) -> str:
    """The year of the latest round that a public page dates; empty where none is dated."""
    return max(((each.closed or each.opened or "")[:4] for each in dated_rounds(row["known_rounds"])), default="")


def month_of(number: int, going: Sequence[Row]) -> Row:
    """What usually opens in a month, and what usually closes in it though nobody knows when it opens."""
    return {
        "name": calendar.month_name[number],
        "opening": [each for each in going if number in each["opening"]],
        "closing": [each for each in going if number in each["closing"] and not each["opening"]],
    }


def filter_of(name: str, title: str, every: Sequence[Row], kept: Mapping[str, str], published: Published) -> Row:
    """One filter: its answers with how many of the programmes that the other filters leave have each."""
    others = {key: code for key, code in kept.items() if key != name}
    left = [each for each in every if fits(each, others)]
    counts = {code: sum(code in each["codes"][name] for each in left) for each in every for code in each["codes"][name]}
    return {
        "title": title,
        "all_url": address_of(others),
        "chosen": name in kept,
        "options": [
            {
                "label": published.label(CODED[name], code),
                "count": counts[code],
                "chosen": kept.get(name) == code,
                "url": address_of({**others, name: code}),
            }
            for code in sorted(counts, key=lambda code: published.meaning(CODED[name], code).position)
        ],
    }


def address_of(kept: Mapping[str, str]) -> str:
    """The address of the list with these filters."""
    return f"{HERE}?{urlencode(sorted(kept.items()))}" if kept else HERE
