"""Whether a run fits those before it: as many adverts, the same labels, each advert its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from catalogue.in_words import counted
from catalogue.records import Run

COMPARED = 5  # healthy runs: one odd run among them does not move their median
DROP = 0.3  # fewer than the median by more than this share: a listing was missed, or the site lost a part
FEWEST_LOST = 2  # adverts: a page of two schemes that drops to one has ended a round, not broken
USUAL = 0.8  # share of adverts that had a label for it to count as part of the page
FEWEST = 3  # adverts that say something about a page's make; one or two may happen to lack a label
ALIKE = 0.5  # share of adverts with one wording: different addresses, the same page


@dataclass(frozen=True)
class Past:
    """The last healthy runs of a source, oldest first."""

    healthy: tuple[Run, ...] = ()

    @classmethod
    def of(cls, runs: Sequence[Run]) -> Past:
        """The last few healthy ones of all runs of a source; increments see too little to compare with."""
        return cls(tuple(run for run in runs if run.verdict == "healthy" and run.since is None)[-COMPARED:])


def fewer(adverts: int, past: Past) -> str | None:
    """What is wrong where a run saw far fewer adverts than the median of the last healthy runs; else None."""
    if not past.healthy:
        return None
    usual = median(run.adverts for run in past.healthy)
    if adverts >= (1 - DROP) * usual or usual - adverts < FEWEST_LOST:
        return None
    return f"{counted(adverts, 'advert')}, {round(100 * (1 - adverts / usual))} % fewer than the usual {usual:g}"


def drift(adverts: int, labels: Mapping[str, int], alike: int, past: Past) -> str | None:
    """What is wrong where adverts no longer say what those of the last healthy runs said; else None."""
    if adverts < FEWEST:
        return None
    if alike >= FEWEST and alike > ALIKE * adverts:
        return f"{alike} of {adverts} adverts have one and the same wording; is it theirs?"
    if lost := lost_labels(labels, past):
        named = " or ".join(map(repr, lost[:3]))
        return f"no advert has the label {named}, which most had before; has the page changed?"
    return None


def broken(adverts: int, without: int, past: Past) -> str | None:
    """What is wrong where most adverts of a source that had them come without title or text; else None."""
    if not past.healthy or without < FEWEST or without <= ALIKE * (adverts + without):
        return None
    return f"{without} of {adverts + without} adverts came without title or text; has the page changed?"


def lost_labels(labels: Mapping[str, int], past: Past) -> list[str]:
    """Labels that most adverts had before and none has now."""
    return [label for label in usual_labels(past) if not labels.get(label)]


def usual_labels(past: Past) -> list[str]:
    """Labels that most adverts had in every one of the last healthy runs that saw enough of them."""
    telling = [run.fill for run in past.healthy if run.adverts >= FEWEST and run.fill]
    if not telling:
        return []
    return sorted(label for label in telling[-1] if all(fill.get(label, 0) >= USUAL for fill in telling))
