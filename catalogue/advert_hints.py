"""What an advert says that is no column: what joins it with others, and what dates its status."""

from __future__ import annotations

import re
from typing import Any

from catalogue.duplicates import fingerprint
from catalogue.readers.dates import days_in
from catalogue.readers.labels import facts_about
from catalogue.readers.status import read_said_status
from catalogue.records import Wording

REFERENCE = re.compile(
    r"\b(?=[A-Z0-9/-]*\d)[A-Z0-9]+(?:[-/][A-Z0-9]+)+\b|\b[A-Z]{2,4}\d{3,8}\b"
)  # C9279-26-0961, OPP123


def hints_of(wording: Wording) -> dict[str, Any]:
    """What joins an advert with others and dates its status: references, fingerprint, what it says of itself."""
    references = [text for _, text in facts_about(wording.facts, "reference")]
    found = {code for text in references for code in REFERENCE.findall(text.upper())}
    posted = next((text for _, text in facts_about(wording.facts, "posted")), "")
    posted_days = days_in(posted, wording.seen_on, "past")
    status = read_said_status(wording)
    return {
        "references": sorted(found),
        "fingerprint": fingerprint(wording.text),
        "said_status": status.value if status else None,
        "posted_on": posted_days[0][0].iso if posted_days else None,
    }
