"""A takedown that was a mistake is lifted: later crawls may keep the advert again. What was deleted stays deleted."""

from __future__ import annotations

from datetime import datetime

from catalogue.archive import Archive
from catalogue.archive.wordings import plain_address
from catalogue.keeping.deeds import RetentionError, log

SHOWN = 5  # entries of the list that an error names


def lift(archive: Archive, named: str, reason: str, now: datetime) -> tuple[str, list[str]]:
    """Take an address, an advert (SOURCE:KEY) or a source off the takedown list; logged.

    What was lifted ("advert demo:a"), and what went on the list with it and is still there: an address and the adverts
    that were found under it. Raises RetentionError where the list does not hold it.
    """
    named, reason = named.strip(), reason.strip()
    if not reason:
        raise RetentionError("write why: --reason TEXT; it is logged")
    what = plain_address(named) if "://" in named else named
    listed = archive.db.execute("select kind, what, reason, since from takedowns order by what").fetchall()
    found = next((entry for entry in listed if entry[1] == what), None)
    if not found:
        held = ", ".join(entry[1] for entry in listed[:SHOWN]) + (", …" if len(listed) > SHOWN else "")
        raise RetentionError(f"{named}: is not on the takedown list ({held or 'it is empty'})")
    with archive.db:
        archive.db.execute("begin immediate")
        archive.db.execute("delete from takedowns where kind = ? and what = ?", found[:2])
        log(archive.db, now, "allow", f"{found[0]} {found[1]}", reason, 0, 0)
    together = [f"{kind} {entry}" for kind, entry, *deed in listed if deed == [*found[2:]] and entry != what]
    return f"{found[0]} {found[1]}", together
