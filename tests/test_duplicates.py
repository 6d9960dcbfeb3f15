"""Joining adverts of one opportunity: measured on labelled pairs, and what must hold for any adverts."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.duplicates import Candidate, find_joins, fingerprint, join_duplicates
from catalogue.duplicates.evidence import why_same
from catalogue.duplicates.fingerprints import distance
from catalogue.yaml_files import load_yaml

LABELLED = load_yaml(Path(__file__).with_name("pairs.yml"))
PRECISION, RECALL = 0.99, 0.90  # floors that only go up
FIELDS = ("title", "host", "place", "closes_on", "starts_on")


def candidate(name: str, post: dict[str, Any]) -> Candidate:
    words = (post["text"] or "").split()
    text = " ".join(words[: round(len(words) * post.get("text_share", 1))]) + " " + post.get("text_add", "")
    if post.get("text_case") == "upper":
        text = text.upper()
    return Candidate(
        id=f"{post['source']}:{name}",
        source=post["source"],
        references=tuple(post["references"]),
        fingerprint=fingerprint(text),
        url=post["url"],
        **{field: post[field] for field in FIELDS},
    )


def both(pair: dict[str, Any], number: int) -> tuple[Candidate, Candidate]:
    key = pair["of"]
    first = {"source": "home", "url": f"https://example.org/{key}"} | LABELLED["posts"][key] | pair.get("first", {})
    second = first | {"url": f"https://board.example/{number}"} | pair["second"]
    return candidate(f"{number}a", first), candidate(f"{number}b", second)


PAIRS = [(*both(pair, number), pair["label"], pair["why"]) for number, pair in enumerate(LABELLED["pairs"])]


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) >= 150
    assert sum(label == "same" for _, _, label, _ in PAIRS) >= 50


def test_precision_and_recall_on_labelled_pairs() -> None:
    verdicts = [(label == "same", why_same(one, other) is not None, why) for one, other, label, why in PAIRS]
    right = sum(same and joined for same, joined, _ in verdicts)
    wrong = [why for same, joined, why in verdicts if joined and not same]
    missed = [why for same, joined, why in verdicts if same and not joined]
    assert right / (right + len(wrong)) >= PRECISION, wrong
    assert right / (right + len(missed)) >= RECALL, missed


def test_groups_hold_what_the_pairs_say_and_nothing_else() -> None:
    for one, other, label, why in PAIRS:
        groups = join_duplicates([one, other])
        if label == "different":
            assert len(groups) == 2, why
        assert sorted(id for group in groups for id in group) == sorted([one.id, other.id])


ALL = [item for one, other, _, _ in PAIRS for item in (one, other)]


@given(st.randoms(use_true_random=False), st.integers(2, 60))
@settings(max_examples=25, deadline=None)
def test_the_order_of_adverts_does_not_matter(chance: random.Random, count: int) -> None:
    items = chance.sample(ALL, count)
    shuffled = list(items)
    chance.shuffle(shuffled)
    assert join_duplicates(items) == join_duplicates(shuffled)


@given(st.lists(st.sampled_from(ALL), max_size=40, unique_by=lambda item: item.id))
@settings(max_examples=25, deadline=None)
def test_every_advert_is_in_exactly_one_group(items: list[Candidate]) -> None:
    ids = [id for group in join_duplicates(items) for id in group]
    assert sorted(ids) == sorted(item.id for item in items)


def test_joins_say_why() -> None:
    one = Candidate("a:1", "a", "Policy Fellow", host="Fenland Council", references=("FCC-2041-26",))
    other = Candidate("b:9", "b", "Policy Fellowship", host="Fenland Council", references=("fcc 2041 26",))
    [join] = find_joins([other, one])
    assert (join.a, join.b, join.reason) == ("a:1", "b:9", "same reference FCC204126")


def test_two_rounds_are_not_joined_by_a_copy_without_date() -> None:
    text = fingerprint("a fellowship of one year with the evidence team of the council in the fens " * 3)
    rounds = [
        Candidate("a:1", "a", "Policy Fellowship", host="Fenland Council", closes_on="2025-03-01", fingerprint=text),
        Candidate("b:1", "b", "Policy Fellowship", host="Fenland Council", fingerprint=text),
        Candidate("c:1", "c", "Policy Fellowship", host="Fenland Council", closes_on="2026-03-01", fingerprint=text),
    ]
    groups = join_duplicates(rounds)
    assert not any({"a:1", "c:1"} <= set(group) for group in groups)
    assert len(groups) == 2


HOSTS = [
    ("University College London", "UCL", True),
    ("Department of Health and Social Care", "DHSC", True),
    ("Nordale NHS Foundation Trust", "Nordale NHS Trust", True),
    ("University of Nordale", "Nordale Hospitals NHS Trust", False),
    ("Nordale Council", "Westmoor Council", False),
]


@pytest.mark.parametrize(("one", "other", "same"), HOSTS)
def test_names_of_hosts(one: str, other: str, same: bool) -> None:
    text = fingerprint("the same advert word by word in both places, whoever has put it there this spring")
    pair = [
        Candidate(f"{host}:1", host, "Evidence Fellowship", host=host, closes_on="2026-03-01", fingerprint=text)
        for host in (one, other)
    ]
    assert (len(join_duplicates(pair)) == 1) is same


def test_fingerprints_of_like_texts_are_near() -> None:
    text = LABELLED["posts"]["fen_policy"]["text"]
    assert fingerprint(text) == fingerprint(text.upper().replace(".", " ; "))
    assert distance(fingerprint(text), fingerprint(text + " Apply now.")) <= 6
    assert distance(fingerprint(text), fingerprint(LABELLED["posts"]["brant_nurse"]["text"])) > 16
    assert fingerprint("two words") == 0


def compared(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many pairs are looked at among so many adverts of forty sources, ninety hosts and fifty titles."""
    asked = Counter[str]()

    def counting(one: Candidate, other: Candidate) -> str | None:
        asked["pairs"] += 1
        return why_same(one, other)

    monkeypatch.setattr("catalogue.duplicates.why_same", counting)
    many = [
        Candidate(
            f"s{n % 40}:{n}",
            f"s{n % 40}",
            f"Clinical Fellow {n % 50}",
            host=f"Trust {n % 90}",
            closes_on=f"2026-03-{n % 27 + 1:02d}",
        )
        for n in range(count)
    ]
    join_duplicates(many)
    return asked["pairs"]


def test_the_work_grows_with_the_adverts_and_not_with_their_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = compared(1_500, monkeypatch), compared(6_000, monkeypatch)
    assert few and many < 4.5 * few  # each with each would be sixteen times as many: 18 million
