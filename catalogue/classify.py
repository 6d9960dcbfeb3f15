"""What an advert is, by the codebook: each answer with the cues that earned it and the words they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.codebook import Codebook, Dimension
from catalogue.firing import Fired, find_fired
from catalogue.records import Classification, Quote, Wording
from catalogue.screening import screen

Codes = Mapping[str, str | list[str] | None]

# A page names much in passing: a sector or kind of knowledge that weighs less than CLEAR counts only where it has this
# share of the heaviest one. Chosen by cross-checking two sets of adverts; near these values the figures hardly move.
SHARE_OF_HEAVIEST = {"sectors_from": 0.4, "sectors_to": 0.4, "knowledge_types": 0.15}
CLEAR = 2.0
SIDES = ("sectors_from", "sectors_to")  # where the people come from, where they go
SWAP = ("direction", "swap")  # the group of cues which say that people go both ways: pairs, swaps, visits and returns


@dataclass(frozen=True)
class Coding:
    """All answers for one advert; `fired` holds every cue that stood in it, the losing and switched-off ones too."""

    opportunity: bool
    exclusion_reason: str | None
    screening_quote: Quote | None
    codes: Codes
    classifications: tuple[Classification, ...]
    fired: tuple[Fired, ...]
    scores: Mapping[str, Mapping[str, float]]  # dimension → code → summed weight


def classify(wording: Wording, codebook: Codebook) -> Coding:
    """The answers to every dimension of the codebook, with their evidence."""
    fired = find_fired(wording, codebook)
    counted = [one for one in fired if one.off is None]
    scores = sums_by_code(codebook, counted)
    codes = {name: answer(dimension, scores[name]) for name, dimension in codebook.dimensions.items()}
    swapped = any((one.dimension, one.group) == SWAP for one in counted)
    if codes.keys() >= set(SIDES) and not swapped:  # an advert that is only screened has no sides
        home, host = SIDES
        codes |= {home: side_alone(codes, scores, home, host), host: side_alone(codes, scores, host, home)}
    enough = codebook.dimensions["opportunity"].threshold
    verdict = screen(scores["opportunity"], scores["exclusion_reason"], enough)
    codes["opportunity"] = "yes" if verdict.opportunity else "no"
    codes["exclusion_reason"] = verdict.exclusion_reason
    earned = tuple(
        Classification(one.dimension, one.code, one.cue, one.words, one.where)
        for one in counted
        if one.weight > 0 and one.code in _listed(codes[one.dimension])
    )
    decisive = "opportunity" if verdict.opportunity else "exclusion_reason"
    best = max(
        (one for one in earned if one.dimension == decisive), key=lambda one: _weight(one, counted), default=None
    )
    quote = Quote(best.words, best.where) if best else None
    return Coding(verdict.opportunity, verdict.exclusion_reason, quote, codes, earned, tuple(fired), scores)


def sums_by_code(codebook: Codebook, counted: list[Fired]) -> dict[str, dict[str, float]]:
    """Summed weight of each code, by dimension, that a cue spoke for or against; a group counts as its heaviest cue."""
    sums: dict[str, dict[str, float]] = {name: {} for name in codebook.dimensions}
    heaviest: dict[tuple[str, str, str], float] = {}  # dimension, code, group → weight
    for one in counted:
        codes, more = sums[one.dimension], one.weight
        if one.group:
            group = (one.dimension, one.code, one.group)
            more = max(one.weight - heaviest.get(group, 0), 0)
            heaviest[group] = heaviest.get(group, 0) + more
        codes[one.code] = codes.get(one.code, 0) + more
    return sums


def answer(dimension: Dimension, sums: Mapping[str, float]) -> str | list[str] | None:
    """The code or codes whose weight suffices, in codebook order; what is answered otherwise where none does."""
    share = SHARE_OF_HEAVIEST.get(dimension.name, 0) * max(sums.values(), default=0)
    needed = max(dimension.threshold, min(share, CLEAR))
    enough = [code.code for code in dimension.codes if sums.get(code.code, 0) >= needed]
    if dimension.answers == "many":
        return enough or ([dimension.otherwise] if dimension.otherwise else [])
    if not enough:
        return dimension.otherwise
    if dimension.choice == "first":
        return enough[0]
    return max(enough, key=lambda code: sums[code])  # the first of equals


def side_alone(codes: Codes, scores: Mapping[str, Mapping[str, float]], here: str, there: str) -> list[str]:
    """The sectors of one side, without those that are said of the other side and weigh less here.

    Few people go to their own sector, but an advert names home and host side by side: a sector of both sides stays
    here only where it weighs more than each sector that is said of this side alone, or where there is no such sector.
    """
    said, other, weights = _listed(codes[here]), _listed(codes[there]), scores[here]
    alone = max((weights[code] for code in said if code not in other), default=0)
    return [code for code in said if code not in other or weights[code] > alone]


def _listed(codes: str | list[str] | None) -> list[str]:
    return codes if isinstance(codes, list) else [codes] if codes else []


def _weight(one: Classification, counted: list[Fired]) -> float:
    return max(fired.weight for fired in counted if (fired.dimension, fired.cue) == (one.dimension, one.cue))
