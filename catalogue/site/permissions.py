"""What of the published file anybody may see: the tables of columns.yml and the views, and nothing else."""

from __future__ import annotations

from catalogue.columns import TABLES
from catalogue.site.published import NAME
from catalogue.tables_finish import VIEWS


def may_be_seen(action: str, resource: object) -> bool | None:
    """False for a table of the catalogue that is not published, and for SQL of one's own; None: others decide.

    SQLite and its search keep tables of their own in the file: words, places of words, samples of values. A table that
    a later build adds is closed until columns.yml has it.
    """
    if action in ("execute-sql", "permissions-debug", "debug-menu"):
        return False
    if action != "view-table" or not isinstance(resource, tuple) or resource[0] != NAME:
        return None
    return None if resource[1] in TABLES or resource[1] in VIEWS else False
