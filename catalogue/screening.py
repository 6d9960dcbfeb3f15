"""Whether an advert is an opportunity, and if not, why: evidence for an exchange against that for each reason.

Between the two stands the voice of the page (voice.py): it decides where the cues are near each other, as they are on
pages of sites whose words no cue knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Is it an opportunity, and if not, the reason; with the weights that were compared."""

    opportunity: bool
    exclusion_reason: str | None
    evidence: float
    against: float
    voice: float


def screen(exchange: Mapping[str, float], reasons: Mapping[str, float], enough: float, voice: float = 0) -> Verdict:
    """An opportunity where the evidence is enough and, with the voice, outweighs the strongest reason to exclude."""
    evidence = exchange.get("yes", 0)
    reason, against = max(reasons.items(), key=lambda item: item[1], default=("other", 0.0))
    if evidence >= enough and evidence + voice > against:
        return Verdict(True, None, evidence, against, voice)
    return Verdict(False, reason if against > 0 else "other", evidence, against, voice)
