"""One page, saved or asked for, as a response."""

from __future__ import annotations

from typing import Any

from scrapy import Spider
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from scrapy.settings import SETTINGS_PRIORITIES

MOST_BEFORE_NUL = 200  # bytes at the beginning of a file; one of text has no NUL there


class OnePage(Spider):
    """Asks for one address."""

    name = "readpage"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}  # noqa: RUF012 (Scrapy types it so)

    def __init__(self, address: str = "", **arguments: Any):
        super().__init__(**arguments)
        self.start_urls = [address]

    def parse(self, response: Response, **_: Any) -> None:
        """The command reads the page itself."""


def be_quiet(command: ScrapyCommand) -> None:
    """Log warnings and worse alone, unless the command line names a level: a command's own default settings would lose
    against the project's."""
    assert command.settings is not None
    if (command.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
        command.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")


def response_of(url: str, body: bytes) -> TextResponse:
    """A saved page as a response; valid UTF-8 is read as such, whatever the page declares. Raises UsageError."""
    if b"\0" in body[:MOST_BEFORE_NUL]:
        raise UsageError("the file is no page of text", print_help=False)
    try:
        body.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None
    return HtmlResponse(url, body=body, encoding=encoding, request=Request(url))
