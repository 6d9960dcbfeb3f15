"""The catalogue among Datasette's databases: each request is answered from one edition, the newest when it came in.

An edition is one file with connections of its own. A build puts another file in its place; the next request opens and
checks that file in a thread, and is answered from it, while requests under way, streams included, end in the old one.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from datasette.database import Database
from datasette.utils.sqlite import sqlite3 as engine  # the one that it uses; its errors are its own

from catalogue.site.live_edition import Connection, Edition, Identity, NotBuilt, identity_of

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

LOG = logging.getLogger(__name__)
T = TypeVar("T")

OWN_THREADS = 2  # for the questions of our own pages, so that slow ones of Datasette's tables never keep those waiting
TRIES = 5  # a file that is replaced again while it is opened, each time
PAUSE = 30.0  # seconds before a file that could not be used is looked at again; it may have been half copied


ASKED: ContextVar[Edition | None] = ContextVar("edition that the request under way is answered from", default=None)


class LiveDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """A file that may be replaced at any time. Used by everything that asks Datasette for this database."""

    def __init__(self, datasette: Datasette, known: Database, reader: Callable[[Connection], object]):
        super().__init__(datasette, path=known.path, is_mutable=known.is_mutable)
        self.name, self.route = known.name, known.route
        self.reader = reader
        self.threads = ThreadPoolExecutor(OWN_THREADS, thread_name_prefix="pages") if datasette.executor else None
        self.wanted = datasette.setting("num_sql_threads") + OWN_THREADS if datasette.executor else 1
        self.edition = self.open_edition()
        self.opening = False
        self.refused: tuple[Identity, float] | None = None

    @property
    def asked(self) -> Edition:
        """The edition of the request under way."""
        return ASKED.get() or self.edition

    async def execute_fn(self, fn: Callable[[Connection], T]) -> T:
        """What Datasette's own pages ask, in its threads."""
        return await self.in_thread(self.ds.executor, self.asked.answer, fn)

    async def ask(self, question: Callable[[Connection, Edition], T]) -> T:
        """What our own pages ask, in threads of their own."""
        edition = self.asked
        return await self.in_thread(self.threads, edition.answer, lambda connection: question(connection, edition))

    async def in_thread(self, threads: ThreadPoolExecutor | None, work: Callable[..., T], *given: object) -> T:
        """The result of work done in a thread, or at once where Datasette was told to use none."""
        if threads is None:
            return work(*given)
        return await asyncio.get_running_loop().run_in_executor(threads, work, *given)

    async def renew(self) -> None:
        """Take up the file that has replaced the one being served; one that is no catalogue is only told of."""
        found = identity_of(self.path)
        if found is None or found == self.edition.identity or self.opening or self.was_refused(found):
            return
        self.opening = True  # the others are answered from the old file meanwhile
        try:
            self.edition = await self.in_thread(self.threads, self.open_next)
        except (NotBuilt, engine.Error, OSError) as problem:
            if self.refused is None or self.refused[0] != found:
                LOG.error("%s: the new file cannot be served, the old one still is: %s", self.path, problem)
            self.refused = (found, time.monotonic() + PAUSE)
        else:
            self.cached_size = self.cached_hash = self._cached_table_counts = None
            if self.ds.inspect_data:  # numbers of the old file, from `datasette inspect`
                self.ds.inspect_data.pop(self.name, None)
        finally:
            self.opening = False

    def was_refused(self, identity: Identity) -> bool:
        """Whether a file could not be used when it was looked at a moment ago."""
        return self.refused is not None and self.refused[0] == identity and time.monotonic() < self.refused[1]

    def open_next(self) -> Edition:
        """The edition of the file that is there now, with all that its pages need already read. Raises NotBuilt."""
        edition = self.open_edition()
        edition.answer(lambda connection: edition.once(connection, self.reader))
        return edition

    def open_edition(self) -> Edition:
        """Connections that all belong to one file. Raises sqlite3.OperationalError or OSError where there is none."""
        for _ in range(TRIES):
            before = identity_of(self.path)
            connections = [self.connect() for _ in range(self.wanted)]
            self._all_file_connections.clear()  # they go with their edition
            if before is not None and before == identity_of(self.path):
                for each in connections:
                    self.ds._prepare_connection(each, self.name)
                return Edition(before, connections)
            for each in connections:
                each.close()
        raise OSError(f"{self.path} does not stay the same for a moment")


def live_database(datasette: Datasette, name: str, reader: Callable[[Connection], object]) -> LiveDatabase | None:
    """The database of a name, made live where it is not yet; None where no file of that name is served.

    `reader`: what is read of each file before its first request.
    """
    known = datasette.databases.get(name)
    if known is None or isinstance(known, LiveDatabase) or not known.path:
        return known if isinstance(known, LiveDatabase) else None
    try:
        live = LiveDatabase(datasette, known, reader)
    except (engine.Error, OSError) as problem:  # it was there when Datasette started; the next request tries again
        LOG.error("%s cannot be served: %s", known.path, problem)
        return None
    datasette.databases = {**datasette.databases, name: live}
    return live


@contextmanager
def answered_from(edition: Edition | None) -> Iterator[None]:
    """For as long as the block lasts, every question of this request goes to one edition."""
    token = ASKED.set(edition)
    try:
        yield
    finally:
        ASKED.reset(token)
