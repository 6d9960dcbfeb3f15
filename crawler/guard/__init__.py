"""Which addresses a crawl may ask for: public web servers, http or https, the standard ports. Pure.

A page chooses the links that a crawl follows, so that without a guard a hostile page could point the crawler at the
machine that it runs on or at a neighbour behind the same firewall. The address is judged twice: as it is written
(`refusal_of_url`) and as it is connected to (`refusal_of_address`), because a name may lead anywhere.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

PORTS = {None, 80, 443}  # None: the scheme's own
LONGEST = 2_048  # characters of an address; longer ones are traps or attacks

# What the host and port of an ordinary address look like. No user name, no escapes, no zone of a network card: each of
# them is read differently by different programs, and a guard must not be one of several readers.
PLAIN_HOST = re.compile(
    r"""
    (?: \[ [0-9A-Fa-f:.]{2,45} \]            # an IPv6 address
      | [A-Za-z0-9_] [A-Za-z0-9_.-]{0,252}   # a name, or an IPv4 address
    )
    (?: : [0-9]{0,5} )?                      # a port
    """,
    re.VERBOSE | re.ASCII,
)
# The last label of a host that programs read as a number and so as an IPv4 address (WHATWG URL, "ends in a number").
NUMBER = re.compile(r"(?:[0-9]+|0[xX][0-9A-Fa-f]*)", re.ASCII)

# Networks that are not the public web, first match first (IANA special-purpose registries, RFC 6890).
CLOSED = [
    (ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "unspecified"),
        ("127.0.0.0/8", "loopback"),
        ("10.0.0.0/8", "private"),
        ("172.16.0.0/12", "private"),
        ("192.168.0.0/16", "private"),
        ("169.254.0.0/16", "link-local"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("224.0.0.0/4", "multicast"),
        ("192.88.99.0/24", "a relay into IPv6"),  # 6to4, RFC 7526
        ("192.0.0.0/24", "reserved"),  # RFC 6890, all of it: some clouds put their host agent here
        ("168.63.129.16/32", "a cloud's host agent"),  # public by number, answers only from inside
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "IPv4 in IPv6"),  # mapped, RFC 4291
        ("::ffff:0:0:0/96", "IPv4 in IPv6"),  # translated, RFC 7915
        ("::/96", "IPv4 in IPv6"),  # compatible, RFC 4291
        ("64:ff9b::/96", "IPv4 in IPv6"),  # NAT64, RFC 6052
        ("64:ff9b:1::/48", "IPv4 in IPv6"),  # NAT64 of a local network, RFC 8215
        ("2001::/32", "IPv4 in IPv6"),  # Teredo, RFC 4380
        ("2001::/23", "reserved"),  # protocol assignments, RFC 2928
        ("2002::/16", "IPv4 in IPv6"),  # 6to4, RFC 3056
        ("3fff::/20", "reserved"),  # documentation, RFC 9637, which older Pythons do not know
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),  # site-local, RFC 3879
        ("ff00::/8", "multicast"),
    )
]
GLOBAL_IPV6 = ip_network("2000::/3")  # the only part of IPv6 given out for public use


def refusal_of_url(url: str, *, loopback: bool = False) -> str | None:
    """Why an address may not be asked for as it is written, or None.

    `loopback`: practice sites and tests; loopback and any port are then allowed, nothing else.
    """
    if len(url) > LONGEST:
        return "an address of more than 2048 characters"
    scheme = url.partition(":")[0].lower()
    if scheme not in ("http", "https"):
        return "an address that is neither http nor https"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return "an address that cannot be read"
    if not PLAIN_HOST.fullmatch(parts.netloc):
        return "a host that is not plainly written"
    if port not in PORTS and not loopback:
        return "a port other than 80 and 443"
    if parts.netloc.startswith("["):
        return refusal_of_address(host, loopback=loopback)
    if not NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return None  # a name; where it leads is judged when it is connected to
    if not re.fullmatch(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})", host):
        return "an odd spelling of an IP address"
    return refusal_of_address(host, loopback=loopback)


def refusal_of_address(address: str, *, loopback: bool = False) -> str | None:
    """Why an IP address may not be connected to, or None."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "an odd spelling of an IP address"
    kind = kind_of(ip)
    if kind is None or (kind == "loopback" and loopback):
        return None
    return f"an address that is not on the public web ({kind})"


def kind_of(ip: IPv4Address | IPv6Address) -> str | None:
    """What an address that is not on the public web is for; None for a public one."""
    for network, what in CLOSED:
        if ip in network:
            return what
    if isinstance(ip, IPv6Address) and (ip.scope_id or ip not in GLOBAL_IPV6):
        return "reserved"
    return None if ip.is_global else "reserved"
