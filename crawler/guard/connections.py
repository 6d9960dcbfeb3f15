"""Connections: the address that is connected to is the one that was judged; headers end somewhere.

Twisted resolves a name for each connection and connects to the answers that it gets. The guard stands between the two,
so that a name that leads to a public address now and to a private one a moment later is judged each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from zope.interface import implementer  # type: ignore[import-untyped]

from catalogue.sources import loopback_allowed
from crawler.guard import refusal_of_address
from crawler.guard.outcomes import Refused, refused_below

MOST_HEADERS = 128 * 1024  # bytes before a body; servers and browsers stop between 8 and 256 KiB


class GuardedDownload(HTTP11DownloadHandler):
    """Scrapy's own way to fetch over http and https, with every connection judged."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        from twisted.internet import reactor  # noqa: PLC0415 (chosen by Scrapy once the process runs)

        self.resolver = guard_reactor(reactor)
        self._pool._factory = ModestFactory

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises Refused where the host leads to an address that is not ours to ask."""
        if request.meta.get("proxy"):
            raise Refused("a proxy")
        try:
            return await super().download_request(request)
        except CannotResolveHostError:
            refusal = self.resolver.refused.pop(urlparse_cached(request).hostname or "", None)
            if refusal:
                raise Refused(refusal) from None
            raise
        except DownloadFailedError as problem:
            refused = refused_below(problem)
            if refused:
                raise refused from None
            raise


def guard_reactor(reactor: Any) -> GuardedResolver:
    """The guarded resolver of a reactor, put in front of its own at the first call."""
    installed = reactor.nameResolver
    if not isinstance(installed, GuardedResolver):
        installed = GuardedResolver(installed, loopback=loopback_allowed())
        reactor.installNameResolver(installed)
    return installed


@implementer(IHostnameResolver)
class GuardedResolver:
    """A name resolver whose answers are judged: a name with one address that may not be connected to has none."""

    def __init__(self, inner: Any, *, loopback: bool):
        self.inner = inner
        self.loopback = loopback
        self.refused: dict[str, str] = {}  # host → why, until the request that asked has been told

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Called by Twisted for every connection, for addresses written as numbers too."""
        receiver = JudgedAnswers(resolutionReceiver, self, hostName)
        resolution: IHostResolution = self.inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class JudgedAnswers:
    """Gathers the answers for a name and passes on all of them or none."""

    def __init__(self, receiver: Any, resolver: GuardedResolver, host: str):
        self.receiver = receiver
        self.resolver = resolver
        self.host = host
        self.addresses: list[Any] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        """Pass on that it began."""
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        """Keep an answer back until all are known."""
        self.addresses.append(address)

    def resolutionComplete(self) -> None:
        """Pass the answers on if each of them may be connected to."""
        refusals = [refusal_of_address(each.host, loopback=self.resolver.loopback) for each in self.addresses]
        refusal = next(filter(None, refusals), None)
        if refusal:
            self.resolver.refused[self.host.lower()] = refusal
        else:
            for address in self.addresses:
                self.receiver.addressResolved(address)
        self.receiver.resolutionComplete()


class ModestProtocol(_LenientHTTP11ClientProtocol):
    """Hangs up on a server whose headers do not end; Twisted caps each line but not their number."""

    header_bytes = 0

    def dataReceived(self, data: bytes) -> None:
        """Pass bytes on while the headers are of a reasonable size."""
        in_headers = self._parser is not None and self._parser.state in (STATUS, HEADER)
        self.header_bytes = self.header_bytes + len(data) if in_headers else 0
        if self.header_bytes <= MOST_HEADERS:
            super().dataReceived(data)  # type: ignore[no-untyped-call]
            return
        self._giveUp(Failure(Refused("headers over the size cap")))  # type: ignore[no-untyped-call]
        assert self.transport is not None
        self.transport.abortConnection()


class ModestFactory(_LenientHTTP11ClientFactory):
    """Makes ModestProtocols."""

    def buildProtocol(self, addr: IAddress | None) -> ModestProtocol:
        """Called by Twisted for every connection."""
        return ModestProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
