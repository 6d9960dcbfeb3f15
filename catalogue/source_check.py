"""Check one registry entry: every key is known and there, every value is one that its key takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from catalogue.platforms import Platform, load_platforms
from catalogue.source import Source
from catalogue.source_values import PLAIN, addresses, check_texts, check_values, expected, hosts, terms_from

REQUIRED = (*PLAIN, "start", "terms", "expect")
OPTIONAL = ("advert_url", "reason", "delay", "pages", "hosts", "window")
Wrong = Callable[[str, str], "RegistryError"]  # (key, problem) → the error to raise


class RegistryError(ValueError):
    """A registry entry that cannot be used; the message names file, source, key and mend."""


def source_from(file: str, source_id: str, entry: Any, loopback: bool) -> Source:
    """One checked registry entry. Raises RegistryError that names file, source, key and mend."""

    def wrong(key: str, problem: str) -> RegistryError:
        return RegistryError(f"{file}: {source_id}: {key}: {problem}")

    if not re.fullmatch(r"[a-z][a-z0-9-]*", source_id):
        raise wrong("id", "use lower-case letters, digits and hyphens; it is also the spider's name")
    if not isinstance(entry, dict):
        raise wrong("entry", "write a mapping of keys; the header of sources/academia.yml explains them")
    check_texts(entry, wrong)
    platform = check_keys(entry, wrong)
    check_values(entry, wrong)
    lowest, highest = expected(entry["expect"], wrong)
    return Source(
        id=source_id,
        start=addresses(entry["start"], loopback, wrong),
        terms=terms_from(entry["terms"], wrong),
        expect_min=lowest,
        expect_max=highest,
        advert_url=entry.get("advert_url"),
        reason=entry.get("reason"),
        delay=entry.get("delay"),
        pages=entry.get("pages"),
        hosts=hosts(entry.get("hosts"), wrong),
        window=entry.get("window"),
        options={key: entry[key] for key in platform.keys if key in entry},
        **{key: str(entry[key]) for key in PLAIN},
    )


def check_keys(entry: Mapping[str, Any], wrong: Wrong) -> Platform:
    """The platform of an entry that has every key it needs and none that nobody knows."""
    for key in REQUIRED:
        if entry.get(key) in (None, "", []):
            raise wrong(key, "is missing; the header of sources/academia.yml explains it")
    platform = load_platforms().get(entry["platform"])
    if platform is None:
        raise wrong("platform", f"{entry['platform']!r} is not known; use one of {', '.join(load_platforms())}")
    allowed = {*REQUIRED, *OPTIONAL, *platform.keys}
    for key in entry:
        if key not in allowed:
            raise wrong(str(key), f"is not a key of platform {platform.name}; allowed are {', '.join(sorted(allowed))}")
    for key in platform.required:
        if not entry.get(key):
            raise wrong(key, f"is missing; platform {platform.name} cannot work without it")
    return platform
