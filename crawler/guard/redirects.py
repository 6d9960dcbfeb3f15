"""Redirects: at most five hops, never from https to http, never to another site, never in a circle."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.guard import refusal_of_url
from crawler.guard.outcomes import Refused
from crawler.guard.requests import RequestGuard
from crawler.outcome import MOVED

REDIRECTS = (301, 302, 303, 307, 308)


class GuardedRedirects(RedirectMiddleware):
    """Takes the place of Scrapy's own, which follows to anywhere and drops the rest without a word."""

    def _engine_started(self) -> None:
        """No Referer is sent, so there is nothing to look up; Scrapy's own warns of it at every start."""

    def process_response(  # type: ignore[override]  # Scrapy's own takes the spider too, and warns where one is given
        self, request: Request, response: Response
    ) -> Request | Response:
        """The next request, or the response where it is no redirect. Raises Refused with the reason."""
        try:
            following = super().process_response(request, response)
        except IgnoreRequest:
            raise Refused("more than five redirects") from None
        except ValueError:
            raise Refused("redirects that cannot be read") from None
        if isinstance(following, Request):
            self.check_hop(request, following)
        elif response.status in REDIRECTS and "Location" in response.headers and not handled(request, response.status):
            raise Refused("redirects to an address that is neither http nor https")
        return following

    def check_hop(self, request: Request, following: Request) -> None:
        """Raise Refused where a hop may not be taken."""
        guard = self.crawler.get_downloader_middleware(RequestGuard)
        assert isinstance(guard, RequestGuard)
        refusal = refusal_of_url(following.url, loopback=guard.loopback)
        if refusal:
            raise Refused(f"redirects to {refusal}")
        if urlsplit(request.url).scheme == "https" and urlsplit(following.url).scheme == "http":
            raise Refused("redirects from https to http")
        if following.url in following.meta["redirect_urls"]:
            raise Refused("redirects in a circle")
        if not request.meta.get("robots_txt") and not guard.is_own(following.url):
            raise Refused(MOVED)


def handled(request: Request, status: int) -> bool:
    """Whether a spider asked to see an answer of this status itself."""
    return bool(request.meta.get("handle_httpstatus_all") or status in request.meta.get("handle_httpstatus_list", ()))
