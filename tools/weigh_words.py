"""Estimate the weights of `catalogue/codebook/voice.yml` anew from adverts that people have coded.

    python tools/weigh_words.py CODED.jsonl [CODED.jsonl …] > weights.txt

Each line of a file is {"url", "title", "text", "label": {"opportunity": true|false}}; each file is one set of texts.
A logistic regression with a penalty on large weights is fitted to the means that `Voice.hear` compares. The set that
a text comes from and its length are fitted beside the words and then left out: the texts of a set have a share of
calls in common, and whoever retold them told calls at greater length; neither is how a page speaks. Prints middle,
strength and words; needs nothing but the project.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalogue.codebook import FOLDER, VOICE
from catalogue.codebook_yaml import read_yaml
from catalogue.voice import words

TEXTS, SITES = 8, 6  # a word is weighed where it stands in so many texts of so many sites: no one site's manner
KEPT = 300  # words: with 80 or 150 screening of sets left out was worse, with all of them no better
PENALTY = 1.0  # with 3 times as much left-out sets fared no better
EVIDENCE = 4.0  # what one standard deviation of the voice is worth beside the cues; with 2 left-out sets fared worse
DOUBT = 1.0  # evidence that a page of an average voice lacks: most errors in sets left out were calls that were none
ROUNDS, STEP = 400, 0.05

Row = dict[str, float]


def weighed(rows: Sequence[Row], calls: Sequence[bool]) -> dict[str, float]:
    """Feature → weight, by gradient descent with Adam's step sizes; the penalty leaves the constant features free."""
    names = sorted({name for row in rows for name in row})
    weight, slope, size = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    for number in range(1, ROUNDS + 1):
        gradient = {name: PENALTY * weight[name] if not name.startswith("(") else 0.0 for name in names}
        for row, call in zip(rows, calls, strict=True):
            off = 1 / (1 + math.exp(-sum(weight[name] * much for name, much in row.items()))) - call
            for name, much in row.items():
                gradient[name] += off * much
        for name in names:
            slope[name] = 0.9 * slope[name] + 0.1 * gradient[name]
            size[name] = 0.99 * size[name] + 0.01 * gradient[name] ** 2
            step = slope[name] / (1 - 0.9**number) / (math.sqrt(size[name] / (1 - 0.99**number)) + 1e-9)
            weight[name] -= STEP * step * (1 - number / (ROUNDS + 1))
    return weight


def standing(advert: dict[str, Any], opening: int, topics: set[str]) -> set[str]:
    """The words of title and opening that may be weighed; a title's word is told from the text's by a colon."""
    title = {f"title:{word}" for word in words(advert["title"]) if word.isalpha() and word not in topics}
    return title | {word for word in words(advert["text"], opening) if word.isalpha() and word not in topics}


def rows_of(adverts: list[dict[str, Any]], found: list[set[str]], kept: set[str]) -> list[Row]:
    """Of each text the share of each kept word among those that stand there, its set and its length."""
    rows = []
    for advert, there in zip(adverts, found, strict=True):
        mine = there & kept
        beside = {f"({advert['set']}": 1.0, "(length": (len(advert["text"].split()) - 100) / 50}
        rows.append({word: 10 / len(mine) for word in mine} | beside)
    return rows


def lines(files: Sequence[str]) -> Iterator[str]:
    """What belongs into voice.yml, line by line."""
    raw = read_yaml(VOICE, (FOLDER / VOICE).read_bytes())
    adverts = [
        json.loads(line) | {"set": name} for name in files for line in Path(name).read_text("utf-8").splitlines()
    ]
    calls = [advert["label"]["opportunity"] for advert in adverts]
    found = [standing(advert, raw["opening"], set(raw["topics"])) for advert in adverts]
    texts, sites = Counter[str](), defaultdict[str, set[str]](set)
    for advert, there in zip(adverts, found, strict=True):
        texts.update(there)
        for word in there:
            sites[word].add(urlsplit(advert["url"]).netloc.removeprefix("www."))
    kept = {word for word, often in texts.items() if often >= TEXTS and len(sites[word]) >= SITES}
    weight = weighed(rows_of(adverts, found, kept), calls)
    kept = set(sorted(kept, key=lambda word: (-abs(weight[word]), word))[:KEPT])
    weight = weighed(rows_of(adverts, found, kept), calls)
    points = {word: round(10 * weight[word]) for word in kept if round(10 * weight[word])}
    means = [sum(points.get(word, 0) for word in there) / max(len(there & points.keys()), 1) for there in found]
    sides = [[mean for mean, call in zip(means, calls, strict=True) if call is side] for side in (True, False)]
    middle = sum(sum(side) / len(side) for side in sides) / 2
    spread = math.sqrt(sum((mean - middle) ** 2 for mean in means) / len(means))
    strength = EVIDENCE / spread
    yield f"middle: {middle + DOUBT / strength:.2f}\nstrength: {strength:.1f}"
    for place, here in (("title", True), ("text", False)):
        yield f"{place}:"
        for word in sorted(points, key=lambda word: (-points[word], word)):
            if word.startswith("title:") is here:
                yield f"  {word.removeprefix('title:')}: {points[word]}"


if __name__ == "__main__":
    print("\n".join(lines(sys.argv[1:])))
