"""Whom to write to about a record: what the keeper of the site has named, and nobody where nobody is named."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from catalogue.site.settings import named
from catalogue.site.words import outward

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

MAIL = re.compile(r"(?:mailto:)?([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,63})")


@dataclass(frozen=True)
class Contact:
    """Where to write: an address that can be linked, and as it is read."""

    link: str
    text: str

    def about(self, subject: str) -> str:
        """The link, with the subject of a letter where it leads to one."""
        return f"{self.link}?subject={quote(subject[:200])}" if self.link.startswith("mailto:") else self.link


def contact_of(datasette: Datasette) -> Contact | None:
    """The contact of metadata (`plugins: {wkep-catalogue: {contact: …}}`), else that of the crawler (WKEP_CONTACT)."""
    return contact_from(named(datasette, "contact") or os.environ.get("WKEP_CONTACT", ""))


def contact_from(written: str) -> Contact | None:
    """A mail or web address as a contact; None for anything else."""
    mail = MAIL.fullmatch(written.strip())
    if mail:
        return Contact(f"mailto:{mail[1]}", mail[1])
    web = outward(written.strip())
    return Contact(web, re.sub(r"^https?://|/$", "", web)) if web else None
