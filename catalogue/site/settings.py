"""What the keeper of a site names in metadata: `plugins: {wkep-catalogue: {site: …, contact: …, today: …}}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Request

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette


# Datasette copies all of its metadata each time that it is asked for a part of it; several times a page.
NAMED: WeakKeyDictionary[Datasette, dict[str, Any]] = WeakKeyDictionary()


def named(datasette: Datasette, setting: str) -> str:
    """A setting of the plugin as text; empty where metadata does not name it. Read once, when first asked for."""
    known = NAMED.get(datasette)
    if known is None:
        known = NAMED[datasette] = datasette.plugin_config("wkep-catalogue") or {}
    return str(known.get(setting) or "").strip()


def site_address(datasette: Datasette, request: Request) -> str:
    """The address of the site without a stroke at its end: the `site` that is named, else the one that was asked.

    Name it behind a proxy that does not hand on the name under which it was asked: pages tell search engines, feeds,
    calendars and those who cite a record where the site is.
    """
    return (named(datasette, "site") or str(datasette.absolute_url(request, "/"))).rstrip("/")
