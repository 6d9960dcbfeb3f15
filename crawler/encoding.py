"""Pages whose declared encoding is wrong: UTF-8 that calls itself something else is read as UTF-8."""

from __future__ import annotations

from scrapy.http import Request, Response, TextResponse


class TrueEncoding:
    """Downloader middleware: a body that is valid UTF-8 and not plain ASCII is UTF-8, whatever the header says.

    Text in another encoding is hardly ever valid UTF-8 by chance; the reverse mistake is common on job boards.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, with its encoding put right."""
        if not isinstance(response, TextResponse) or response.body.isascii():
            return response
        try:
            response.body.decode("utf-8")
        except UnicodeDecodeError:
            return response
        return response if response.encoding == "utf-8" else response.replace(encoding="utf-8")
