"""What `scrapy newsource --write` puts on the disk: all of it or nothing, and never over something that is there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from catalogue.leftovers import fresh_beside, replace_durably, sweep_leftovers
from catalogue.platforms import load_platforms
from catalogue.sources import load_sources
from catalogue.yaml_files import load_yaml
from crawler.new_source.entry import Proposal
from crawler.new_source.pages import page_cases
from crawler.new_source.spider import platform_entry, spider_text, start_case

KEY = re.compile(r"^([a-z][a-z0-9-]*):", re.MULTILINE)  # an id at the beginning of a line of a registry file
PLATFORM = re.compile(r"^([a-z][a-z0-9_]*):", re.MULTILINE)


class WillNotWrite(ValueError):
    """Something stands where the files would go; the message says what, and what to do."""


def registry_file(registry: Path, sector: str) -> Path:
    """The file of a registry that a source of a sector belongs to."""
    return registry / f"{sector}.yml" if registry.is_dir() or not registry.suffix else registry


def is_there(proposal: Proposal, registry: Path, *, loopback: bool) -> bool:
    """Whether the registry has the source already. Raises WillNotWrite where its id is another source's."""
    known = load_sources(registry, loopback=loopback) if registry.exists() else {}
    same = next((each for each in known.values() if proposal.entry["start"] in each.start), None)
    if same is not None:
        return True
    if proposal.source_id in known:
        raise WillNotWrite(f"{proposal.source_id} is the id of another source; name one with --id")
    return False


def plan(proposal: Proposal, registry: Path, project: Path | None, *, loopback: bool) -> dict[Path, str]:
    """File → its whole new text: the registry, saved pages with what is read from them, and a spider where one is
    needed. Nothing is written. Empty where the registry has the source already. Raises WillNotWrite."""
    if is_there(proposal, registry, loopback=loopback):
        return {}
    file = registry_file(registry, str(proposal.entry["sector"]))
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    texts = {file: with_block(before, proposal.source_id, proposal.text, KEY)}
    if project is None:
        return texts
    fresh = spider_files(proposal, project) if proposal.needs_spider else saved_pages(proposal, project)
    there = [path for path in fresh if path.exists()]
    if there:
        raise WillNotWrite(f"{there[0]} is there already; move it away or name another id with --id")
    texts |= fresh
    if proposal.needs_spider:
        platforms = project / "catalogue" / "platforms.yml"
        name = str(proposal.entry["platform"])
        if name in load_platforms():
            raise WillNotWrite(f"there is a platform {name} already; name another id with --id")
        texts[platforms] = with_block(platforms.read_text(encoding="utf-8"), name, platform_entry(name), PLATFORM)
    return texts


def saved_pages(proposal: Proposal, project: Path) -> dict[Path, str]:
    """The advert pages of the trial beside the platform's other pages."""
    folder = project / "tests" / "pages" / str(proposal.entry["platform"])
    if not (folder / "source.yml").is_file():
        return {}
    described: Mapping[str, Any] = load_yaml(folder / "source.yml")
    return {folder / name: text for name, text in page_cases(proposal.trial, proposal.source_id, described).items()}


def spider_files(proposal: Proposal, project: Path) -> dict[Path, str]:
    """A spider to go on from, and the page that a run of it begins with."""
    name = str(proposal.entry["platform"])
    folder = project / "tests" / "pages" / name
    start = str(proposal.entry["start"])
    return {
        project / "spiders" / f"{name}.py": spider_text(name, str(proposal.entry["title"])),
        folder / "source.yml": f"start: [{start!r}]\n",
        folder / "start.json": start_case(start),
    }


def with_block(before: str, name: str, block: str, key: re.Pattern[str]) -> str:
    """A YAML file with one more block, in its place by the alphabet; every other line stays as it is."""
    before = "" if before.strip() in ("", "{}") else before
    for found in key.finditer(before):
        if found.group(1) > name:
            place = above_comment(before, found.start())
            apart = "" if key is PLATFORM else "\n"
            return f"{before[:place]}{block}{apart}{before[place:]}"
    apart = "\n" if before and not before.endswith("\n\n") and "\n\n" in before else ""
    return f"{before.rstrip()}\n{apart}{block}" if before else block


def above_comment(text: str, place: int) -> int:
    """The beginning of the comment lines right above a line, or of the line itself where there are none."""
    while place and text[:place].splitlines()[-1].startswith("#"):
        place = text.rfind("\n", 0, place - 1) + 1
    return place


def write_all(texts: Mapping[Path, str], registry: Path, *, loopback: bool) -> None:
    """Write every file, or none: all are written beside their places first, then moved in, the registry last.

    Raises OSError where the disk refuses, and RegistryError where the registry could not be read afterwards; what was
    moved in is taken out again, what was there before is put back.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    beside = {path: fresh_beside(path) for path in texts}
    made: list[Path] = []
    try:
        for path, text in texts.items():
            made += new_folders(path.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            sweep_leftovers(path)
            beside[path].write_text(text, encoding="utf-8")
        for path in reversed(list(texts)):
            replace_durably(beside[path], path)
        if not any(path.name == "platforms.yml" for path in texts):  # a new platform is known from the next start on
            load_sources(registry, loopback=loopback)
    except BaseException:
        for path, old in before.items():
            beside[path].unlink(missing_ok=True)
            if old is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != old:
                path.write_bytes(old)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise


def new_folders(folder: Path) -> list[Path]:
    """The folders above and at a place that are not there yet, outermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    return missing[::-1]
