"""Whether an advert is an opportunity, and if not, why: evidence for an exchange against that for each reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Is it an opportunity, and if not, the reason; with the two weights that were compared."""

    opportunity: bool
    exclusion_reason: str | None
    evidence: float
    against: float


def screen(exchange: Mapping[str, float], reasons: Mapping[str, float], enough: float) -> Verdict:
    """An opportunity where the evidence for an exchange is enough and outweighs the strongest reason to exclude."""
    evidence = exchange.get("yes", 0)
    reason, against = max(reasons.items(), key=lambda item: item[1], default=("other", 0.0))
    if evidence >= enough and evidence > against:
        return Verdict(True, None, evidence, against)
    return Verdict(False, reason if against > 0 else "other", evidence, against)
