"""Whether a source may be crawled; where it may not, why, and exactly what would change that."""

from __future__ import annotations

from catalogue.source import Source

TERMS = {
    "deny": "its terms forbid it ({url})",
    "ask": (
        "nobody has read its terms ({url}) as allowing it. Read them; if they do, write into its registry entry\n"
        "  terms: {{url: ADDRESS, read_on: YEAR-MONTH-DAY, verdict: allow}}"
    ),
}
ONE_PAGE = "One page can be looked at meanwhile, politely and without keeping it: scrapy readpage {start}"
FIRST_LOOK = (
    "nobody has confirmed its route yet ({reason}). A first look keeps its adverts, publishes nothing and ends with a"
    " report:\n  scrapy crawl {id} --unverified"
)


def refusal(source: Source, *, first_look: bool = False) -> str | None:
    """Why a source is not crawled, with the mend; None where it may be. Terms come first: no wish goes past them.

    `first_look`: the keeper asks for a source whose route nobody has confirmed.
    """
    if source.may_be_crawled or (first_look and may_be_looked_at(source)):
        return None
    told = f"source {source.id} is not crawled: status {source.status}, terms {source.terms.verdict}; "
    if source.status in ("blocked", "paused"):
        return f"{told}it is {source.status}: {source.reason}; its registry entry says so"
    if source.terms.verdict != "allow":
        url = source.terms.url or "no address known"
        mend = TERMS[source.terms.verdict].format(url=url)
        again = "" if source.terms.verdict == "deny" else "\n" + ONE_PAGE.format(start=source.start[0])
        return f"{told}{mend}{again}"
    return told + FIRST_LOOK.format(reason=source.reason, id=source.id)


def may_be_looked_at(source: Source) -> bool:
    """Whether a first look may be taken: its terms were read as allowing it, only its route is not confirmed."""
    return source.status in ("active", "unverified") and source.terms.verdict == "allow"
