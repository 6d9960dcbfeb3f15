"""What `scrapy newsource` prints: what was seen, what each platform would yield, the entry, what a person does next."""

from __future__ import annotations

from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from crawler.new_source.entry import Proposal
from crawler.new_source.look import Look
from crawler.new_source.trials import Trial

PROBLEM = 160  # characters of what went wrong that are printed


def show(console: Console, look: Look, tried: list[Trial], proposal: Proposal) -> None:
    """What was seen, what each candidate yields, and the entry."""
    seen = Table(title=escape(f"Seen at {look.url}"), show_header=False, title_justify="left", box=None)
    for name, told in (
        ("Robots", look.robots),
        ("Terms", look.terms or "no link to terms on the page: look for them yourself"),
        ("Licence", look.licence or "none named on the page"),
        ("Platform", "; ".join(f"{name} ({said})" for name, said in look.platforms.items()) or "none that is known"),
        ("Feeds", "\n".join(look.feeds) or "the page links to none"),
        ("Sitemaps", "\n".join(look.sitemaps) or "robots.txt names none"),
        ("JobPosting", look.notation or "none on this page"),
        ("Labels", ", ".join(look.labels) or "none that is known"),
        ("Links alike", "\n".join(f"{len(each.links)} × {each.advert_url}" for each in look.patterns) or "none"),
    ):
        seen.add_row(name, escape(told))
    console.print(seen, markup=False)
    yields = Table(title="What each would yield", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    yields.add_column("Platform", no_wrap=True)
    for name in ("Adverts", "Read", "Facts of 7"):
        yields.add_column(name, justify="right", no_wrap=True)
    yields.add_column("Tried because", overflow="fold")
    for trial in tried:
        numbers = (str(trial.count), str(len(trial.adverts)), f"{trial.filled:.1f}")
        yields.add_row(trial.candidate.platform, *numbers, escape(why_tried(trial, look.url)))
    console.print(yields, markup=False)
    console.print(f"\nProposed entry:\n\n{proposal.text}", markup=False)


def why_tried(trial: Trial, url: str) -> str:
    """Why a platform was tried, where it would start if not at the page itself, and what went wrong."""
    start = str(trial.candidate.keys["start"])
    told = trial.candidate.why + (f"; it would start at {start}" if start != url else "")
    return f"{told}; {trial.problem[:PROBLEM]}" if trial.problem else told


def next_steps(proposal: Proposal, registry_file: Path) -> str:
    """What a person has to do before the source is gathered."""
    spider = (
        f"Write spiders/{proposal.entry['platform']}.py to its end, with an advert, an empty and a changed page beside"
        " start.json; `python -m pytest tests/test_pages.py` says what is missing."
        if proposal.needs_spider
        else "Shorten the saved pages and put them in your own words: the text belongs to the site."
    )
    steps = (
        f"Read the terms ({proposal.entry['terms']['url'] or 'look for them on the site'}); in {registry_file} set"
        " verdict and read_on.",
        "Mend title, publisher, sector, kind, why and expect there; check what evidence says.",
        spider,
        "Set status to active and take the reason out.",
        f"scrapy crawl {proposal.source_id} -a sample=5 -O sample.jsonl   and look at what comes.",
    )
    return "Next:\n" + "\n".join(f"  {number}. {step}" for number, step in enumerate(steps, 1))
