"""The site: Datasette's hooks. Each says what is changed; how stands in the file that it calls."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.plugins import pm
from datasette.utils import StartupError, tilde_encode
from datasette.utils.asgi import Request
from markupsafe import Markup
from pluggy import HookimplMarker

from catalogue.columns import TABLES
from catalogue.search import match_query
from catalogue.site import words
from catalogue.site.contact import contact_of
from catalogue.site.errors import NOT_ALLOWED, error_page, handled
from catalogue.site.guard import guarded
from catalogue.site.permissions import may_be_seen
from catalogue.site.published import NAME, PATH, page_words
from catalogue.site.routes import ROUTES
from catalogue.site.settings import site_address

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


@hookimpl
def startup(datasette: Datasette) -> None:
    """Set what metadata cannot, unless a flag has; and leave errors to us alone.

    Raises StartupError where a file is served, but not as the catalogue: every address would lead nowhere.
    """
    from datasette.app import DEFAULT_SETTINGS  # noqa: PLC0415 (only the stable line has it)

    files = [database.path for database in datasette.databases.values() if database.path]
    if files and NAME not in datasette.databases:
        raise StartupError(f"{files[0]}: the site shows a file of the name {NAME}.db; rename it, or name another")
    for name, value in SETTINGS.items():
        if datasette._settings[name] == DEFAULT_SETTINGS[name]:
            datasette._settings[name] = value
    # Datasette's own handler runs beside ours and prints every missing page with all variables.
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")
    datasette.page_size = datasette._settings["default_page_size"]


@hookimpl(trylast=True)  # after Datasette's own function of this name
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Make every search one that the index can answer; give reports the addresses of records; keep to this one file."""
    conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    conn.create_function("escape_fts", 1, lambda text: match_query(text or "") or '""', deterministic=True)
    conn.create_function("record_path", 1, lambda id: f"{PATH}/{tilde_encode(id)}", deterministic=True)


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Give the templates our words for values, and no empty lines where their own tags stood."""
    env.trim_blocks = env.lstrip_blocks = True
    env.filters |= {
        "day": words.day_text,
        "short_day": words.short_day,
        "outward": words.outward,
        "tilde": tilde_encode,
    }
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
def extra_template_vars(datasette: Datasette, request: Request) -> dict[str, Any]:
    """What every page may name."""
    common: dict[str, Any] = {"contact": contact_of(datasette)}
    if request is not None:
        common["site_url"] = site_address(datasette, request)
    return common


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
