"""`catalogue accept SOURCE --reason TEXT`: a person says that a run which looked wrong was right."""

from __future__ import annotations

from datetime import datetime

from catalogue.archive import Archive
from catalogue.keeping.deeds import log
from catalogue.records import Run

DOUBTFUL = ("partial", "empty", "changed")  # the others saw no site that a person could vouch for


class AcceptError(ValueError):
    """A run that nobody can accept; the message says why."""


def accept(archive: Archive, source: str, reason: str, now: datetime) -> Run:
    """Make the last run of a source a healthy one, so that what it saw is published; that run. Logged as a deed.

    The runs after it are then compared with it. Raises AcceptError where the last run was not a doubtful one.
    """
    reason = reason.strip()
    if not reason:
        raise AcceptError("write why: --reason TEXT; it is logged")
    runs = archive.runs(source)
    if not runs:
        raise AcceptError(f"{source}: was never crawled, so there is no run to accept")
    last = runs[-1]
    if last.verdict not in DOUBTFUL:
        raise AcceptError(f"{source}: its last run was {last.verdict}; only {', '.join(DOUBTFUL)} can be accepted")
    db = archive.db
    db.execute("begin immediate")
    try:
        db.execute(
            "update runs set verdict = 'healthy', reason = ? where id = ?",
            (f"accepted by a person ({reason}); was {last.verdict}: {last.reason}", last.id),
        )
        log(db, now, "accept", f"run {last.id} of {source}", reason, last.adverts, 0)
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise
    return archive.runs(source)[-1]
