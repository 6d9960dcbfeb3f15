"""What is shown after a round: nothing that decides is cut short on a terminal of usual width."""

from __future__ import annotations

import pytest
from rich.console import Console

from crawler.progress import found_table

ROW = {"source": "university-of-the-lakes", "pages": 112, "adverts": 31, "opportunities": 12}


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        ("healthy", "31 adverts"),
        ("changed", "https://lakes.example/a/very/long/address/of/a/page: the calls are no longer [where they were]"),
    ],
)
def test_eighty_columns_are_enough(verdict: str, reason: str) -> None:
    console = Console(width=80, record=True, file=None, quiet=False)
    with console.capture() as shown:
        console.print(found_table([{**ROW, "verdict": verdict, "reason": reason}]))
    lines = shown.get().splitlines()
    assert max(map(len, lines)) <= 80
    text = " ".join(shown.get().split())
    for word in ("source", "pages", "adverts", "opportunities", "verdict", "reason", ROW["source"], "112", verdict):
        assert str(word) in text
    column = lines[2].index("reason")
    assert "".join("".join(line[column:].split()) for line in lines[4:]) == "".join(reason.split())
