"""What a crawl may be told on the command line (`-a NAME=VALUE`), read and checked before anything is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from scrapy.exceptions import UsageError

NAMES = ("sample", "since", "unverified")
YES, NO = ("1", "yes", "true"), ("0", "no", "false")


def check_no_options(arguments: Iterable[str], command: str) -> None:
    """Raise UsageError for an argument that was meant as an option: Scrapy hands on those that it does not know."""
    unknown = next((each for each in arguments if each.startswith("-")), None)
    if unknown:
        raise UsageError(f"{unknown}: no such option; `scrapy {command} -h` lists those that there are")


def check_names(arguments: Mapping[str, str]) -> None:
    """Raise UsageError for an argument that no spider takes: a slip in `sample` would gather the whole source.

    Those that begin with a low line are Scrapyd's own.
    """
    unknown = next((name for name in arguments if name not in NAMES and not name.startswith("_")), None)
    if unknown:
        raise UsageError(f"-a {unknown}: no such argument; there are {', '.join(NAMES)}", print_help=False)


def sample_of(written: str | None) -> int | None:
    """How many adverts to look at, and to keep none of; None: all. Raises ValueError."""
    if written is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,5}", str(written)):
        raise ValueError(f"sample={written}: write a whole number above nought, such as 5")
    return int(written)


def is_yes(written: str | None) -> bool:
    """Whether an argument such as `-a unverified=1` says yes. Raises ValueError for what is neither yes nor no."""
    said = str(written or "0").lower()
    if said not in (*YES, *NO):
        raise ValueError(f"{written!r} is neither yes nor no: write 1 or 0")
    return said in YES
