"""How many adverts were found, left out and included: the numbers of a flow diagram (PRISMA 2020)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from catalogue.package_words import PACKAGE

REASONS = (
    "select e.exclusion_reason, coalesce(c.label, e.exclusion_reason), count(*) from excluded e"
    " left join codebook c on c.dimension = 'exclusion_reason' and c.code = e.exclusion_reason"
    " group by e.exclusion_reason order by count(*) desc, e.exclusion_reason"
)


def flow_rows(db: sqlite3.Connection) -> Iterator[tuple[str, int, str]]:
    """(step, number, what is counted); a step that the build did not count is left out."""
    numbers = numbers_of(db)
    for step, what in PACKAGE["flow"].items():
        if step == "by_reason":
            for reason, label, number in db.execute(REASONS):
                yield f"excluded_{reason}", number, what.format(label)
        elif step in numbers:
            yield step, numbers[step], what


def numbers_of(db: sqlite3.Connection) -> dict[str, int]:
    """Number of every step."""
    meta = dict(db.execute("select key, value from meta").fetchall())
    counts, accounts = json.loads(meta.get("counts", "{}")), json.loads(meta.get("accounts", "{}"))
    numbers = {"screened": counts["adverts"] + counts["excluded"], "excluded": counts["excluded"]}
    numbers |= {"included": counts["adverts"], "opportunities": counts["opportunities"]}
    numbers["joined"] = numbers["included"] - numbers["opportunities"]
    told = {"identified": "seen", "taken_down": "forgotten", "withheld": "withheld"}
    return numbers | {step: accounts[key] for step, key in told.items() if key in accounts}
