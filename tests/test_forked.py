"""A forked command has its own environment, folder, arguments and end; names of tests are the same everywhere."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from subprocess import TimeoutExpired
from types import SimpleNamespace
from typing import cast

import pytest

from tests.conftest import LONGEST_NAME, MOST_BYTES, pytest_collection_modifyitems
from tests.forked import Forked, run_forked

CODE = """
import os, sys
print(sys.argv[1:], os.getcwd(), sorted(os.environ))
print("to a person", file=sys.stderr)
sys.exit(3)
"""


def test_a_forked_command_has_its_own_surroundings(tmp_path: Path) -> None:
    ended = run_forked([sys.executable, "-c", CODE, "one", "two"], {"ONLY": "this"}, tmp_path)
    assert ended.stdout == f"['one', 'two'] {tmp_path} ['ONLY']\n"
    assert (ended.stderr, ended.returncode) == ("to a person\n", 3)


def test_what_the_settings_read_of_the_environment_is_read_by_each_command() -> None:
    for contact in ("https://one.example.org", "https://two.example.org"):
        command = [sys.executable, "-m", "scrapy", "settings", "--get", "CONTACT"]
        assert run_forked(command, {**os.environ, "WKEP_CONTACT": contact}).stdout == contact + "\n"


def test_what_is_done_first_is_done_in_the_child(tmp_path: Path) -> None:
    first = partial(os.chdir, tmp_path)
    assert (
        run_forked([sys.executable, "-c", "import os; print(os.getcwd())"], {}, first=first).stdout == f"{tmp_path}\n"
    )
    assert Path.cwd() != tmp_path


def test_an_error_is_told_and_a_command_without_end_is_ended() -> None:
    failed = run_forked([sys.executable, "-c", "raise ValueError('so')"], {})
    assert failed.returncode == 1
    assert "ValueError: so" in failed.stderr
    endless = Forked([sys.executable, "-c", "print('begun', flush=True)\nwhile True: pass"], {})
    with pytest.raises(TimeoutExpired):
        endless.ended(timeout=0.5)
    assert not endless.running.is_alive()


def item(name: str, file: str = "test_x.py") -> pytest.Item:
    return cast(pytest.Item, SimpleNamespace(nodeid=name, path=Path(file)))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("test_x[" + "a" * LONGEST_NAME + "]", id="long"),
        pytest.param("test_x[a\nb]", id="line end"),
        pytest.param("test_x[" + r"\x1f" * (MOST_BYTES + 1) + "]", id="bytes"),
    ],
)
def test_a_name_that_workers_might_not_agree_on_is_refused(name: str) -> None:
    with pytest.raises(pytest.UsageError, match="plain short ids"):
        pytest_collection_modifyitems([item("test_x[fine]"), item(name)])


def test_long_files_come_first_and_the_others_as_they_were() -> None:
    names = ["test_b.py", "test_live.py", "test_a.py", "test_crash.py"]
    items = [item(name, name) for name in names]
    pytest_collection_modifyitems(items)
    assert [each.path.name for each in items] == ["test_crash.py", "test_live.py", "test_b.py", "test_a.py"]
