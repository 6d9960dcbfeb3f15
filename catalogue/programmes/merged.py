"""Programmes known before any crawl, joined with the rounds that crawls find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.duplicates.candidate import stem
from catalogue.programmes import KnownProgramme
from catalogue.programmes.months import agreed_months, recent_dates
from catalogue.programmes.of import FEWEST, TOKEN, Programme, Round, programme_of, rounds_of, scheme_key

Key = tuple[str, ...]


@dataclass(frozen=True)
class MergedProgramme:
    """A programme with the rounds that crawls found, and what was known of it before; None where nothing was."""

    programme: Programme
    known: KnownProgramme | None = None


def merge_programmes(known: Iterable[KnownProgramme], found: Sequence[Round]) -> list[MergedProgramme]:
    """Every known programme with the rounds found of it, and those of two rounds or more that nobody knew; by id.

    A single round joins a known programme. Where its rounds and what was known of months disagree, its rounds hold.
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
    seen = programme_of(rounds) if rounds else None
    found = recent_dates([each.opens_on for each in rounds], [each.closes_on for each in rounds])
    opened, closed = recent_dates(
        [*(each.opened for each in known.known_rounds), *found[0]],
        [*(each.closed for each in known.known_rounds), *found[1]],
    )
    programme = Programme(
        id=known.id,
        name=known.name,
        rounds=seen.rounds if seen else (),
        usual_opening_months=agreed_months(known.usual_opening_months, opened, found[0]),
        usual_closing_months=agreed_months(known.usual_closing_months, closed, found[1]),
        typical_days=seen.typical_days if seen else None,
    )
    return MergedProgramme(programme, known)


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
