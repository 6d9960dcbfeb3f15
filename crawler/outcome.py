"""What a run counted: all that a verdict is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REFUSALS = (401, 403, 407, 429, 451)
# Reasons for pages not read that mean a trap, or a source that has outgrown its budget.
TOO_DEEP = "links deeper than the limit"
BEYOND_BUDGET = "listings cut at the page budget"
SHUTDOWN = "shutdown"  # Scrapy's finish reason after a signal
MOVED = "moved"  # to another site than the registry knows
# Pages that stand in the place of those asked for; walls.yml says what gives them away.
WALLS = ("challenge pages", "login pages", "cookie walls")
NOT_THERE = "pages that are not there"


@dataclass(frozen=True)
class Outcome:
    """What a run counted."""

    finish: str  # Scrapy's finish reason
    pages: int
    adverts: int
    errors: int  # pages that the spider could not read
    statuses: Mapping[int, int] = field(default_factory=dict)  # HTTP status → pages
    unread: Mapping[str, int] = field(default_factory=dict)  # reason → requests that got no page
    refused_by_robots: int = 0
    ended: str = ""  # why politeness refused the whole site or ended the run
    expect_min: int = 0
    expect_max: int = 0
    sample: bool = False
    lost_listings: int = 0  # listings among the pages that could not be read: what they list was not seen
    labels: Mapping[str, int] = field(default_factory=dict)  # label of a fact → adverts that have it
    alike: int = 0  # adverts that share one and the same wording
    closed: int = 0  # pages that say that nothing is on offer now
    broken: int = 0  # adverts that came without title or text
    changed: str = ""  # what of a page is not as the registry says; empty where nothing is
    since: str = ""  # the day since which was asked; what is older was not looked for

    @property
    def walled(self) -> int:
        """Pages that were a wall."""
        return sum(self.unread.get(reason, 0) for reason in WALLS)

    @property
    def good(self) -> int:
        """Pages that were what they should be, as far as one can tell from outside."""
        answered = sum(count for status, count in self.statuses.items() if status < 400)
        return answered - self.walled - self.unread.get(NOT_THERE, 0)

    @property
    def cut_short(self) -> bool:
        """Whether politeness ended a run that had begun well: what it did not find says nothing."""
        return bool(self.ended) and self.finish != "finished" and self.good > 0
