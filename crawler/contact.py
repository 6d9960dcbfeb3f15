"""An honest agent: whoever is asked for a page can see who asks and whom to write to."""

from __future__ import annotations

import re

from scrapy.exceptions import UsageError

# A web address or a mail address, in characters that are safe inside a User-Agent header's brackets.
CONTACT = re.compile(
    r"""
    https?:// [A-Za-z0-9.-]{1,253} \. [A-Za-z]{2,63} (?: :[0-9]{1,5} )? (?: / [!#-'*-;=?-~]{0,300} )?
  | (?: mailto: )? [A-Za-z0-9._%+-]{1,64} @ [A-Za-z0-9.-]{1,253} \. [A-Za-z]{2,63}
    """,
    re.VERBOSE | re.ASCII,
)


def check_contact(contact: str | None) -> None:
    """Raise UsageError, which a command prints before it exits with 2, unless there is somebody to write to."""
    if not contact:
        raise UsageError(
            "nothing is asked for without a contact: set WKEP_CONTACT to a web or mail address where the people who run"
            " a site can reach you; every request names it",
            print_help=False,
        )
    if not CONTACT.fullmatch(contact):
        raise UsageError(
            f"WKEP_CONTACT {contact!r} is neither a web address (https://example.org/crawler) nor a mail address"
            " (crawler@example.org)",
            print_help=False,
        )
