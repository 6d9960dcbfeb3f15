"""Programmes known before any crawl, joined with the rounds that crawls find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from catalogue.duplicates_candidate import stem
from catalogue.programmes import KnownProgramme
from catalogue.programmes_of import FEWEST, TOKEN, Programme, Round, programme_of, rounds_of, scheme_key

Key = tuple[str, ...]


@dataclass(frozen=True)
class MergedProgramme:
    """A programme with the rounds that crawls found, and what was known of it before; None where nothing was."""

    programme: Programme
    known: KnownProgramme | None = None


def merge_programmes(known: Iterable[KnownProgramme], found: Sequence[Round]) -> list[MergedProgramme]:
    """Every known programme with the rounds found of it, and those of two rounds or more that nobody knew; by id.

    A single round joins a known programme. What its rounds show of months goes before what was known.
    """
    by_id = {each.id: each for each in known}
    shelves: dict[Key, list[KnownProgramme]] = defaultdict(list)
    for each in by_id.values():
        for key in {telling(name, owner) for name in (each.name, *each.also) for owner in ("", each.run_by or "")}:
            shelves[key].append(each)
    rounds = {one.id: one for one in found}
    homes: dict[str, list[Round]] = defaultdict(list)
    merged = []
    for programme in rounds_of(found, fewest=1):
        own = [rounds[one] for one in programme.rounds]
        home = by_id.get(programme.id) or home_of(programme.name, own, shelves)
        if home:
            homes[home.id] += own
        elif len(own) >= FEWEST:
            merged.append(MergedProgramme(programme))
    merged += [with_rounds(each, homes[each.id]) for each in by_id.values()]
    return sorted(merged, key=lambda each: each.programme.id)


def home_of(name: str, rounds: Sequence[Round], shelves: Mapping[Key, list[KnownProgramme]]) -> KnownProgramme | None:
    """The known programme that these rounds belong to: one name, and one owner or a name nobody else has."""
    if not name:
        return None
    owners = sorted({owner for one in rounds for owner in (one.publisher, one.funder) if owner})
    sources = {one.id.partition(":")[0] for one in rounds}
    for key in dict.fromkeys(telling(name, owner) for owner in ("", *owners)):
        for each in shelves.get(key, []) if key else []:
            owned = each.source in sources or any(same_owner(each.run_by or "", owner) for owner in owners)
            if owned or (each.unmistakable and key in whole_names(each)):
                return each
    return None


def with_rounds(known: KnownProgramme, rounds: Sequence[Round]) -> MergedProgramme:
    """A known programme with the rounds found of it; its name and id are those that were known."""
    empty = Programme(known.id, known.name, (), known.usual_opening_month, known.usual_closing_month, None)
    if not rounds:
        return MergedProgramme(empty, known)
    seen = programme_of(rounds)
    opening = seen.usual_opening_month or known.usual_opening_month
    closing = seen.usual_closing_month or known.usual_closing_month
    filled = replace(
        empty,
        rounds=seen.rounds,
        usual_opening_month=opening,
        usual_closing_month=closing,
        typical_days=seen.typical_days,
    )
    return MergedProgramme(filled, known)


def whole_names(known: KnownProgramme) -> set[Key]:
    """The telling words of each name of a programme, its owner's among them."""
    return {telling(name, "") for name in (known.name, *known.also)}


def telling(name: str, owner: str) -> Key:
    """The telling words of a programme's name, without those of an owner."""
    return scheme_key(Round("", name, owner, programme=name))


def tokens(owner: str) -> list[str]:
    """The words of an owner's name, shortened as those of a scheme's are."""
    return [stem(word) for word in TOKEN.findall(owner.lower())]


def same_owner(one: str, other: str) -> bool:
    """Whether two names of an owner agree: all words of one stand in the other."""
    here, there = set(tokens(one)), set(tokens(other))
    return bool(here and there) and (here <= there or there <= here)
