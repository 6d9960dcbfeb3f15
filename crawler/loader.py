"""Every active source of the registry is a spider: `scrapy list`, `scrapy crawl ID`."""

from __future__ import annotations

import builtins
import sys
from importlib import import_module
from inspect import getmembers, isclass

from scrapy import Spider
from scrapy.http import Request
from scrapy.settings import BaseSettings

from catalogue.source import Source
from catalogue.source_check import RegistryError
from catalogue.sources import load_sources
from crawler.contact import check_contact
from crawler.permission import refusal
from crawler.source_spider import SourceSpider


class RegistryLoader:
    """Scrapy's spider loader over the registry instead of over modules."""

    def __init__(self, sources: dict[str, Source], contact: str | None = None):
        self.sources = sources
        self.contact = contact  # whom a site can write to; without one there are sources, but no spiders

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> RegistryLoader:
        """The loader over the registry in use. Where that cannot be read, the command says why and ends with 2: Scrapy
        makes its loader before anything that could catch an error of ours."""
        try:
            return cls(load_sources(), settings.get("CONTACT"))
        except RegistryError as problem:
            print(f"scrapy: {problem}", file=sys.stderr)
            raise SystemExit(2) from problem

    def list(self) -> list[str]:
        """Ids of the active sources whose terms do not forbid it; `load` refuses those whose terms nobody has read."""
        return [source.id for source in self.sources.values() if source.may_be_listed]

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of a source. Raises KeyError that says why, where it is unknown or may not be crawled, and
        UsageError where there is no contact."""
        source = self.sources.get(spider_name)
        if source is None:
            raise KeyError(f"no source {spider_name!r} in the registry; `scrapy list` names those that there are")
        if problem := refusal(source):
            raise KeyError(problem)
        check_contact(self.contact)
        return spider_for(source)

    def load_unverified(self, spider_name: str) -> type[Spider]:
        """The spider of a source that nobody has confirmed yet, for a first look. Raises KeyError and UsageError."""
        source = self.sources.get(spider_name)
        if source is None:
            return self.load(spider_name)
        if problem := refusal(source, first_look=True):
            raise KeyError(problem)
        check_contact(self.contact)
        return spider_for(source)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Ids of the sources whose start lies on the host of a request."""
        host = request.url.split("/")[2]
        return [source.id for source in self.sources.values() if any(a.split("/")[2] == host for a in source.start)]


def spider_for(source: Source) -> type[SourceSpider]:
    """The spider class of a source: its platform's, bound to the registry entry.

    Scrapy identifies a spider by its class, so that each source needs a class of its own.
    """
    platform = platform_spider(source.platform)
    members = {"name": source.id, "source": source, "__module__": platform.__module__, "__doc__": platform.__doc__}
    return type(platform.__name__, (platform,), members)


def platform_spider(name: str) -> type[SourceSpider]:
    """The spider class in spiders/<name>.py."""
    module = import_module(f"spiders.{name}")
    [spider] = [
        member
        for _, member in getmembers(module, isclass)
        if issubclass(member, SourceSpider) and member.__module__ == module.__name__ and member.platform == name
    ]
    return spider
