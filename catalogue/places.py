"""Where files lie: data/, or the folder that WKEP_DATA names."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """The folder of everything that is made at run time."""
    return Path(os.environ.get("WKEP_DATA") or "data")


def archive_path() -> Path:
    """The archive: private, kept for ever."""
    return data_folder() / "snapshots.db"


def catalogue_path() -> Path:
    """The catalogue: public, built anew at any time."""
    return data_folder() / "catalogue.db"
