"""How an advert lies in the archive: packed into a row, and read from one."""

from __future__ import annotations

import json
import zlib
from typing import Any

from catalogue.records import Advert, Facts, Snapshot

FILLED = "Read by the generic reader"  # label of the fact that names those which no spider read
FAST = 1  # zlib level: half the time of the default for about a tenth more bytes


def packed_page(advert: Advert, page: bytes) -> tuple[str, str | None, bytes, bytes | None]:
    """(facts, JobPosting, html, page) of an advert as the archive holds them."""
    return (
        json.dumps(dict(advert.facts), ensure_ascii=False),
        json.dumps(advert.json_ld, ensure_ascii=False) if advert.json_ld else None,
        zlib.compress(advert.html.encode("utf-8", "surrogatepass"), FAST),
        zlib.compress(page, FAST) if page else None,
    )


def snapshot_from(row: tuple[Any, ...], *, present: bool, filled: Facts | None = None) -> Snapshot:
    """A snapshot from its row in `latest`; what the spider read comes before what was filled in."""
    number, source, key, url, title, facts, json_ld, html, first_seen, last_seen, advert_first_seen, digest = row[:12]
    advert = Advert(
        source=source,
        key=key,
        url=url,
        title=title,
        html=zlib.decompress(html).decode("utf-8", "surrogatepass") if html else "",  # empty: pruned
        facts={**(filled or {}), **json.loads(facts)},
        json_ld=json.loads(json_ld) if json_ld else None,
    )
    return Snapshot(number, advert, first_seen, last_seen, advert_first_seen, present, digest)
