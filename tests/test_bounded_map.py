"""Order is kept, nothing is lost, memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalogue.bounded_map import CHUNK, WAITING, WORTH_A_POOL, bounded_map, workers


def double(number: int) -> int:
    return number * 2


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("count", [0, 1, WORTH_A_POOL - 1, WORTH_A_POOL, WORTH_A_POOL + 3 * CHUNK + 1])
def test_every_value_once_and_in_order(count: int, processes: int) -> None:
    assert list(bounded_map(double, range(count), processes)) == [number * 2 for number in range(count)]


def test_only_a_few_chunks_are_taken_ahead() -> None:
    taken = 0

    def numbers() -> Iterator[int]:
        nonlocal taken
        for number in range(5_000):
            taken += 1
            yield number

    results = bounded_map(double, numbers(), 2)
    next(results)
    assert taken <= WORTH_A_POOL + (2 * WAITING + 1) * CHUNK
    results.close()  # type: ignore[attr-defined]


def test_workers_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WKEP_WORKERS", "3")
    assert workers() == 3
    monkeypatch.setenv("WKEP_WORKERS", "many")
    assert workers() >= 1
