"""How well every source is read: a page for the keeper and for whoever wants to know, and its feed of failures."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.failures import failures_feed
from catalogue.site.ages import day_and_age
from catalogue.site.live_edition import NotBuilt
from catalogue.site.published import NONE_SERVED, Published, ask, catalogue_of, page_words
from catalogue.site.settings import site_address
from catalogue.site.source_state import needs_a_person, runs_of, states_of
from catalogue.site.today import today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

FEED = "/health.atom"


async def health_page(datasette: Datasette, request: Request) -> Response:
    """The page; the view behind it is /catalogue/source_health."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    today = today_for(datasette)
    there = catalogue_of(datasette) is not None
    shown = await ask(datasette, lambda conn, published: health(conn, published, today)) if there else {}
    page = await datasette.render_template("health.html", shown, request=request, view_name="health")
    return Response.html(page)


def health(conn: sqlite3.Connection, published: Published, today: date) -> dict[str, Any]:
    """Everything that the page shows."""
    active = [each for each in states_of(conn, today) if each["status"] == "active"]
    read = [each for each in active if each["last_run"]]
    return {
        "read": sorted(read, key=lambda each: (not each["stale"], bool(each["verdict"]["fine"]), each["title"])),
        "unread": [each for each in active if not each["last_run"] and each["gathered"]],
        "waiting": [each for each in active if not each["last_run"] and not each["gathered"]],
        "healthy": sum(each["last_verdict"] == "healthy" for each in read),
        "stale": sum(each["stale"] for each in read),
        "needs": needs_a_person(active, runs_of(conn), today),
        "verdicts": page_words()["verdicts"],
        "accounts": accounts_of(published.meta),
        "built": day_and_age(published.meta.get("built_at"), today),
        "feed": FEED,
    }


def accounts_of(meta: dict[str, str]) -> list[dict[str, Any]]:
    """Where every advert that was ever seen has gone; empty where the file does not say."""
    counted = json.loads(meta.get("accounts") or "{}")
    return [{**said, "count": counted[name]} for name, said in page_words()["accounts"].items() if name in counted]


async def health_feed(datasette: Datasette, request: Request) -> Response:
    """Runs that were not healthy as an Atom feed, from the published file."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    if catalogue_of(datasette) is None:
        raise NotBuilt(NONE_SERVED)
    site = f"{site_address(datasette, request)}/"
    text = await ask(datasette, lambda conn, published: feed(conn, published, site))
    return Response(text, content_type="application/atom+xml; charset=utf-8")


def feed(conn: sqlite3.Connection, published: Published, site: str) -> str:
    """The feed of the file that is served; the day of an empty one is that of the build."""
    titles = {each["id"]: each["title"] for each in conn.execute("select id, title from sources")}
    return failures_feed(runs_of(conn), titles, moment_of(published.meta.get("built_at")), site=site)


def moment_of(written: str | None) -> datetime:
    """The moment of an ISO text in UTC; the beginning of time where there is none."""
    try:
        return datetime.fromisoformat(written or "")
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
