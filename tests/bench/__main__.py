"""`make bench`, or `ONLY=crawl,build make bench`: every ratio beside the figure that is promised."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.table import Table

from tests.bench import agreement, building, crawling, guarding, politeness, reading, searching, site
from tests.bench.figure import Figure

BENCHES: dict[str, Callable[[], Iterable[Figure]]] = {
    "crawl": crawling.figures,
    "build": building.figures,
    "search": searching.figures,
    "site": site.figures,
    "reading": reading.figures,
    "guard": guarding.figures,
    "politeness": politeness.figures,
    "agreement": agreement.figures,
}


def main() -> int:
    """Run the benches asked for; 1 where a promise is not kept."""
    only = [name for name in os.environ.get("ONLY", "").split(",") if name] or list(BENCHES)
    table = Table(title="Benchmarks")
    for name in ("what", "measured", "promised", ""):
        table.add_column(name)
    kept = True
    for name in only:
        for figure in BENCHES[name]():
            kept &= figure.kept
            table.add_row(figure.what, figure.measured, figure.promised, "" if figure.kept else "[red]MISSED[/]")
    Console().print(table)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
