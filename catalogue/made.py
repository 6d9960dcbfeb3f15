"""One opportunity, made from its adverts, their readings and a person's corrections."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.corrections import Corrections, corrected, corrected_reading
from catalogue.joining import Joins, Sighting, joined_opportunity
from catalogue.reading_cache import ReadingCache
from catalogue.records import Opportunity, Reading
from catalogue.rows import advert_row
from catalogue.source import Source


@dataclass(frozen=True)
class Made:
    """One opportunity, ready to be written."""

    opportunity: Opportunity
    adverts: tuple[Sighting, ...]
    readings: Mapping[str, Reading]  # by advert id

    @classmethod
    def of(
        cls,
        group: tuple[Sighting, ...],
        cache: ReadingCache,
        corrections: Corrections,
        sources: Mapping[str, Source],
        today: date,
        stale: Collection[str] = (),
    ) -> Made:
        """Join the adverts of a group, then apply corrections, last."""
        readings = {each.id: reading_of(each, cache, corrections) for each in group}
        opportunity = joined_opportunity(group, readings, sources, today, stale)
        wanted = [each for sighting in group for each in corrections.get(sighting.id, [])]
        worded_on = max((each.changed_at or each.first_seen)[:10] for each in group)
        return cls(corrected(opportunity, wanted, worded_on), group, readings)

    @property
    def id(self) -> str:
        """Of the opportunity."""
        return self.opportunity.id

    @property
    def source(self) -> str:
        """Of the opportunity."""
        return str(self.opportunity.columns["source"])

    @property
    def searchable(self) -> tuple[str, str, str | None, str]:
        """(id, title, host, all words of all adverts)."""
        columns = self.opportunity.columns
        texts = dict.fromkeys(self.readings[each.id].text for each in self.adverts)
        return self.opportunity.id, str(columns["title"]), columns.get("host"), "\n".join(texts)

    def advert_rows(self, joins: Joins) -> Iterator[dict[str, Any]]:
        """A row per advert."""
        for each in self.adverts:
            yield advert_row(each, self.readings[each.id], self.opportunity.id, joins.reason_of.get(each.id))


def reading_of(sighting: Sighting, cache: ReadingCache, corrections: Corrections) -> Reading:
    """The reading of an advert, with a person's word on whether it belongs into the catalogue."""
    return corrected_reading(cache.get(sighting.wording), corrections.get(sighting.id, []))
