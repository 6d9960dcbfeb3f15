"""An advert on its way to the archive, with the page and the address that it came from."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.http import Request

from catalogue.records import Advert


@dataclass(repr=False)
class Gathered:
    """An advert and the page that it was read from, as served; on its way to the archive."""

    advert: Advert
    page: bytes
    asked: str = ""  # the address that was asked for to have it

    def __repr__(self) -> str:
        return f"<advert {self.advert.id}>"  # logs hold no adverts


def address_of(request: Request) -> str:
    """The address that was asked for first, before redirects."""
    return str(request.meta.get("redirect_urls", [request.url])[0])
