"""What of the published file anybody may see: the tables of columns.yml and the views, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.plugins import pm
from datasette.utils.asgi import Request

from catalogue.columns import TABLES
from catalogue.site.published import NAME
from catalogue.tables.finish import VIEWS

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

KNOWN = {"datasette.default_permissions", "wkep"}  # plugins that rule by metadata and by `may_be_seen` alone
RULED: WeakKeyDictionary[Datasette, bool] = WeakKeyDictionary()


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


def is_inner(name: object) -> bool:
    """Whether a name is that of a table of the search index."""
    return str(name).startswith("opportunities_fts")


async def ensure_seen(datasette: Datasette, request: Request, table: str) -> None:
    """Raise Forbidden where who asks may not see a published table.

    Where nobody has made a rule there is nothing to ask: Datasette would look the table up in the file, in line behind
    questions that may be slow, and copy all of its metadata several times.
    """
    if has_rules(datasette):
        places = [("view-table", (NAME, table)), ("view-database", NAME), "view-instance"]
        await datasette.ensure_permissions(request.actor, places)


def has_rules(datasette: Datasette) -> bool:
    """Whether metadata or a plugin of others says who may see what. Read once, when first asked for."""
    known = RULED.get(datasette)
    if known is None:
        hooks = (pm.hook.permission_allowed, pm.hook.get_metadata)
        others = {each.plugin_name for hook in hooks for each in hook.get_hookimpls()} - KNOWN
        known = RULED[datasette] = bool(others) or names_allow(datasette.metadata())
    return known


def names_allow(told: Any) -> bool:
    """Whether there is an `allow` anywhere in metadata, but for the tables of the search index: no page shows those."""
    if isinstance(told, dict):
        return "allow" in told or any(names_allow(each) for name, each in told.items() if not is_inner(name))
    return isinstance(told, list) and any(map(names_allow, told))
