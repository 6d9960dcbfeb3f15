"""The site: Datasette's hooks. Each says what is changed; how stands in the file that it calls."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.plugins import pm
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import NotFound, Request
from markupsafe import Markup
from pluggy import HookimplMarker

from catalogue.columns import TABLES
from catalogue.search import match_query
from catalogue.site import words
from catalogue.site.contact import contact_of
from catalogue.site.errors import NOT_ALLOWED, error_page, handled
from catalogue.site.guard import guarded
from catalogue.site.permissions import may_be_seen
from catalogue.site.programme import programme
from catalogue.site.published import NAME, PATH, ask, catalogue_of, page_words
from catalogue.site.record import record
from catalogue.site.routes import ROUTES
from catalogue.site.source import source
from catalogue.site.today import today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

hookimpl = HookimplMarker("datasette")  # Datasette's own, but with types

# Settings that metadata cannot hold; a flag on the command line wins.
# Suggested facets would ask one question per column on every page and are shown nowhere. The file itself holds the
# search index, from which texts could be put together again; /download/ gives a copy without.
SETTINGS = {"suggest_facets": False, "default_page_size": 50, "default_cache_ttl": 300, "allow_download": False}
STATIC = Path(__file__).with_name("static")
STYLE = STATIC / "style.css"
CARD = STATIC / "card.png"  # what a link to the site looks like elsewhere
# Table → the function that finds what the page of one of its rows shows.
ROWS = {"opportunities": record, "programmes": programme, "sources": source}


@hookimpl
def startup(datasette: Datasette) -> None:
    """Set what metadata cannot, unless a flag has; and leave errors to us alone."""
    from datasette.app import DEFAULT_SETTINGS  # noqa: PLC0415 (only the stable line has it)

    for name, value in SETTINGS.items():
        if datasette._settings[name] == DEFAULT_SETTINGS[name]:
            datasette._settings[name] = value
    # Datasette's own handler runs beside ours and prints every missing page with all variables.
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")
    datasette.page_size = datasette._settings["default_page_size"]


@hookimpl(trylast=True)  # after Datasette's own function of this name
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Make every search one that the index can answer; give reports the addresses of records."""
    conn.create_function("escape_fts", 1, lambda text: match_query(text or "") or '""', deterministic=True)
    conn.create_function("record_path", 1, lambda id: f"{PATH}/{tilde_encode(id)}", deterministic=True)


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Give the templates our words for values, and no empty lines where their own tags stood."""
    env.trim_blocks = env.lstrip_blocks = True
    env.filters |= {"day": words.day_text, "outward": words.outward, "tilde": tilde_encode}
    env.globals |= {"style_version": hashlib.sha256(STYLE.read_bytes()).hexdigest()[:8], "published_tables": TABLES}
    env.globals["card_path"] = "/-/static-plugins/wkep-catalogue/card.png" if CARD.exists() else ""


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Headers on every answer."""
    return partial(guarded, datasette)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Our own pages; Datasette answers the rest."""
    return ROUTES


@hookimpl
def extra_template_vars(
    datasette: Datasette, request: Request, view_name: str, table: str | None
) -> Callable[[], Awaitable[dict[str, Any]]] | dict[str, Any]:
    """What every page may name, and what the pages of rows show."""
    common: dict[str, Any] = {"contact": contact_of(datasette)}
    shown = ROWS.get(table or "") if view_name == "row" else None
    if shown is None or request is None or catalogue_of(datasette) is None:
        return common
    today = today_for(datasette)
    site = site_facts(datasette, request)

    async def row_vars() -> dict[str, Any]:
        id = tilde_decode(request.url_vars["pks"])
        found = await ask(datasette, lambda conn, published: shown(conn, published, id, today, site))
        if found is None:
            raise NotFound("Record not found")
        return {**common, "record": found}

    return row_vars


def site_facts(datasette: Datasette, request: Request) -> dict[str, str]:
    """What a page about a row says of the site: url of the front page, title, licence."""
    return {
        "url": datasette.absolute_url(request, datasette.urls.instance()),
        "title": str(datasette.metadata("title") or "Workplace exchange catalogue"),
        "licence": str(datasette.metadata("license_url") or ""),
    }


@hookimpl
def render_cell(value: Any) -> Markup | None:
    """Links that lead away say that we do not vouch for them."""
    if not isinstance(value, str) or any(sign.isspace() for sign in value[:2000]):
        return None
    if value.startswith(f"{PATH}/"):
        return Markup('<a href="{}">Record</a>').format(value)
    url = words.outward(value)
    return Markup('<a href="{0}" rel="noopener nofollow ugc">{0}</a>').format(url) if url else None


@hookimpl
def menu_links() -> list[dict[str, str]]:
    """The pages that stand at the top of every page."""
    return [{"href": href, "label": label} for label, href in page_words()["menu"].items()]


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: BaseException) -> Callable[[], Any]:
    """A calm page for whatever goes wrong."""
    return partial(handled, datasette, request, exception)


@hookimpl
def permission_allowed(action: str, resource: object) -> bool | None:
    """Nothing of the file is public but what is named."""
    return may_be_seen(action, resource)


@hookimpl
def forbidden(datasette: Datasette, request: Request) -> Callable[[], Any]:
    """A calm page for what is not public."""
    return partial(error_page, datasette, request, 403, NOT_ALLOWED)


__all__ = ["NAME"]
