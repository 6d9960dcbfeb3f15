"""A site that serves a catalogue of harmful texts, or of harmless ones, on the day for which they were made."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from datasette.app import Datasette
from hostile_catalogue import write_hostile
from sample_catalogue import TODAY
from served_site import METADATA

TOLD = {**yaml.safe_load(METADATA.read_text()), "plugins": {"wkep-catalogue": {"today": TODAY.isoformat()}}}
PATIENT = 20_000  # milliseconds: what is asked here is whether an answer is harmless, not whether it comes in time


class Site:
    """A site whose addresses can be asked for one after another."""

    def __init__(self, path: Path):
        self.path = path
        self.datasette = Datasette([str(path)], metadata=TOLD, settings={"sql_time_limit_ms": PATIENT})

    def ask(self, address: str) -> Any:
        """The answer to an address."""
        return asyncio.run(self.datasette.client.get(address))

    def get(self, address: str) -> bytes:
        """The content of an address that must be there."""
        answer = self.ask(address)
        assert answer.status_code == 200, (address, answer.text[:500])
        content: bytes = answer.content
        return content

    def page(self, address: str) -> str:
        """The text of an address that must be there."""
        return self.get(address).decode()


def site_of(folder: Path, texts: Sequence[str]) -> Site:
    """A site with these texts in every column. A build with them would be published: nothing is found wrong with it."""
    path = folder / "catalogue.db"
    assert write_hostile(path, texts) == []
    return Site(path)
