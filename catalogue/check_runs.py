"""What the runs of a source, and the archive itself, say that needs a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from sqlite3 import Connection

from catalogue.archive.file import utc_text
from catalogue.corrections import Correction
from catalogue.in_words import counted, day_in_words, moment_in_words
from catalogue.intervals import longest_gap
from catalogue.life_cycle import STALE_DAYS, is_stale
from catalogue.lost_facts import Loss
from catalogue.records import Run, Snapshot
from catalogue.source import Source

OVERDUE = 2  # times the interval of a source without a healthy run, before somebody should look
RUNS_FOR = timedelta(days=1)  # longer than any budget of pages and time allows
MENDS = {
    "blocked": "the site or its robots.txt does not let us in: if that lasts, ask its owner, or set the status to"
    " blocked",
    "gone": "look for its new address and write it into the registry",
    "error": "the log has more; the next run may be well again",
}
STOPPED = "nothing needs mending: it is gathered again when it is due, or at once with `scrapy crawl {source}`"
ACCEPT = "mend its spider or its `expect`, or say that it is right: `catalogue accept {source} --reason …`"


def run_problems(source: Source, runs: Sequence[Run], now: datetime) -> Iterator[str]:
    """What the runs of a source say needs a person, each with its mend."""
    if not runs:
        yield f"{source.id}: never crawled; run `scrapy crawl {source.id}`"
        return
    last = telling(runs)
    if last.verdict == "running":
        if last.started < utc_text(now - RUNS_FOR):
            since = moment_in_words(last.started)
            yield f"{source.id}: running since {since}, for more than a day; look whether it still does"
    elif last.verdict != "healthy":
        mend = (STOPPED if last.cut_off else MENDS.get(last.verdict) or ACCEPT).format(source=source.id)
        yield f"{source.id}: last run ({day_in_words(last.started)}) was {last.verdict}: {last.reason}; {mend}"
    healthy = next((run for run in reversed(runs) if run.verdict == "healthy" and not run.since), None)
    if healthy is None:
        if last.verdict != "running":
            yield f"{source.id}: has not had a healthy run yet, so nothing of it is published"
        return
    if is_stale(now.date(), healthy.started):
        yield (
            f"{source.id}: stale: no healthy run since {day_in_words(healthy.started)}, for more than {STALE_DAYS}"
            " days; the status of its opportunities is unknown"
        )
    elif (now.date() - date.fromisoformat(healthy.started[:10])).days > OVERDUE * longest_gap(source.every):
        since = day_in_words(healthy.started)
        yield f"{source.id}: overdue: no healthy run since {since}; it is due {due_in_words(source.every)}"


def due_in_words(every: str) -> str:
    """How often a source is gathered: "daily", "weekly", "by the cron line '30 4 * * 1'"."""
    return every if every in ("daily", "weekly") else f"by the cron line {every!r}"


def telling(runs: Sequence[Run]) -> Run:
    """The last run that says how a source is; a healthy one that asked only for what is new cannot tell."""
    quiet = runs[-1].since and runs[-1].verdict == "healthy"
    return next((run for run in reversed(runs) if not run.since), runs[-1]) if quiet else runs[-1]


def loss_problems(source: str, losses: Sequence[Loss]) -> Iterator[str]:
    """What a changed run has lost: each label with the old and the new fragment."""
    for each in losses:
        yield (
            f"{source}: lost: {each.label}\n    before: {each.before_path or '(page)'}: {each.before}\n"
            f"    now:    {each.after_path or '(page)'}: {each.after}"
        )


def first_look_problems(source: Source, runs: Sequence[Run], reports: str) -> Iterator[str]:
    """Whether a first look at a source waits for the keeper to decide."""
    if source.status == "unverified" and runs and runs[-1].verdict != "running":
        last = runs[-1]
        yield (
            f"{source.id}: a first look on {day_in_words(last.started)} was {last.verdict},"
            f" {counted(last.adverts, 'advert')} {'waits' if last.adverts == 1 else 'wait'} unpublished;"
            f" its report in {reports} says what would make it active, or what to mend"
        )


def damage(db: Connection) -> Iterator[str]:
    """What is damaged in an archive."""
    for (problem,) in db.execute("pragma integrity_check(3)"):
        if problem != "ok":
            yield f"the archive is damaged: {problem}; put back the latest backup, the next crawls bring what is newer"
    for table, _, other, _ in db.execute("pragma foreign_key_check").fetchmany(3):
        yield f"the archive is damaged: a row of {table} points to a row of {other} that is not there"


def takedown_problems(sources: Mapping[str, Source], takedowns: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Sources that were taken down and are active all the same."""
    for kind, what in takedowns:
        if kind == "source" and what in sources and sources[what].may_be_crawled:
            yield f"{what}: is on the takedown list, so nothing of it is kept; set its status to blocked"


def correction_problems(corrections: Mapping[str, Sequence[Correction]], adverts: Sequence[Snapshot]) -> Iterator[str]:
    """Corrections of adverts that were reworded since."""
    worded_on = {each.advert.id: each.first_seen[:10] for each in adverts}
    for advert_id, entries in corrections.items():
        for each in entries:
            if worded_on.get(advert_id, "") > each.when.isoformat():
                made, reworded = day_in_words(each.when.isoformat()), day_in_words(worded_on[advert_id])
                yield (
                    f"correction of {advert_id}, {each.field}: made on {made}, but the advert was reworded on"
                    f" {reworded}; look again and set `when`"
                )
