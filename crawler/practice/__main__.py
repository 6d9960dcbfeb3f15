"""Serve the practice web until Ctrl-C: `python -m crawler.practice [--today 2026-09-01]`."""

from __future__ import annotations

import argparse
import threading
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crawler.practice.server import PracticeWeb


def main() -> None:
    """Print the addresses, write the registry where asked, and wait."""
    parser = argparse.ArgumentParser("python -m crawler.practice", description="Serve the practice web on loopback.")
    parser.add_argument("--today", help="the day that the adverts are dated for (ISO, default today)")
    parser.add_argument("--sources", type=Path, help="write the registry of the running sites to this file")
    options = parser.parse_args()
    london = ZoneInfo("Europe/London")
    today = (datetime.fromisoformat(options.today) if options.today else datetime.now(london)).date()
    with PracticeWeb(today) as web:
        for site, base in web.base.items():
            print(f"{site:14}{base}", flush=True)
        if options.sources:
            web.write_sources(options.sources)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
