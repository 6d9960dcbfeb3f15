"""How a page speaks: the weighed words of its opening, and what screening makes of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalogue.codebook import VOICE, load_codebook
from catalogue.codebook_yaml import CodebookError
from catalogue.records import Wording
from catalogue.screening import screen
from catalogue.voice import read_voice, words
from tools import weigh_words

PLAIN = """
opening: 12
few: 4
middle: 1
strength: 2
title: {open: 5}
text: {apply: 5, each: 3, was: -5}
topics: [harbour]
"""


def heard(text: str, title: str = "Harbour"):
    return read_voice("voice.yml", PLAIN.encode()).hear(Wording(title, text, None))


@pytest.mark.parametrize(
    ("title", "text", "weight", "standing"),
    [
        ("", "", 0, {}),
        ("Harbour", "Nothing of note.", 0, {}),
        ("Harbour", "Apply.", 2, {"apply": 5}),  # 2 × (5 − 1) ÷ 4, as one word says little
        ("Harbour", "Apply, apply and apply again.", 2, {"apply": 5}),  # each word once
        ("Harbour", "It was dark.", -3, {"was": -5}),
        ("Harbour: open", "Apply; each may.", 5, {"open (title)": 5, "apply": 5, "each": 3}),
        ("Apply", "Open harbour.", 0, {}),  # a word of the title is weighed as such
        ("Harbour", "one two three four five six seven eight nine ten eleven twelve was", 0, {}),  # behind the opening
    ],
)
def test_the_voice_is_the_mean_of_the_words_that_stand_in_the_opening(title, text, weight, standing):
    said = heard(text, title)
    assert said.weight == pytest.approx(weight)
    assert said.words == standing


def test_a_long_text_is_no_more_of_a_call_than_a_short_one():
    voice = load_codebook().voice
    call = "Apply to spend six months with a host organisation; each partner should support the project. " * 2
    once, often = (voice.hear(Wording("", call * times, None)).weight for times in (1, 20))
    assert once == often > 0


CALL = (
    "You can apply for funded time with a partner organisation. Applicants should spend two months working on a "
    "project of their own or of the host, and gain an understanding of both sides. Applications are open to each "
    "office, and costs are covered."
)
REPORT = (
    "When the director first said that the clerks had been to the mill, nobody knew what they had found. It was the "
    "first time that such a visit had been made, and the senior clerk was asked back. The next one could be different."
)


def test_a_call_sounds_like_one_and_a_report_does_not():
    voice = load_codebook().voice
    assert voice.hear(Wording("A term elsewhere", CALL, None)).weight > 2
    assert voice.hear(Wording("To the mill and back", REPORT, None)).weight < -2


@pytest.mark.parametrize(
    ("evidence", "against", "voice", "opportunity"),
    [(6, 5, 0, True), (6, 5, -1, False), (6, 8, 3, True), (6, 8, 2, False), (2, 0, 9, False)],
)
def test_the_voice_decides_where_the_cues_are_near_but_is_no_evidence_of_its_own(evidence, against, voice, opportunity):
    verdict = screen({"yes": evidence}, {"news": against}, enough=3, voice=voice)
    assert verdict.opportunity is opportunity
    assert verdict.voice == voice


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        ("apply: 5", "Apply: 5", "not one word in lower case"),
        ("apply: 5", "apply now: 5", "not one word in lower case"),
        ("apply: 5", "apply: 0", "a number that is not 0"),
        ("apply: 5", "apply: much", "a number that is not 0"),
        ("apply: 5", "harbour: 5", "is a topic"),
        ("few: 4", "", "few is missing"),
        ("few: 4", "few: 4\nmany: 9", "unknown key many"),
    ],
)
def test_a_broken_rule_is_named(good, bad, says):
    with pytest.raises(CodebookError, match=says):
        read_voice("voice.yml", PLAIN.replace(good, bad).encode())


def test_any_change_of_the_voice_changes_the_version(tmp_path: Path):
    (tmp_path / VOICE).write_text(PLAIN)
    before = load_codebook(tmp_path)
    (tmp_path / VOICE).write_text(PLAIN.replace("apply: 5", "apply: 6"))
    after = load_codebook(tmp_path)
    assert before.version != after.version
    assert after.voice.text["apply"] == 6
    assert after.dimensions == {}


def test_the_weights_are_estimated_from_coded_adverts(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(weigh_words, "TEXTS", 4)
    monkeypatch.setattr(weigh_words, "SITES", 3)
    adverts = [
        {"url": f"https://{number}.example/", "title": "", "text": text, "label": {"opportunity": call}}
        for number in range(8)
        for text, call in (("apply harbour", True), ("was harbour", False), ("was seldom apply", False))
    ]
    coded = tmp_path / "coded.jsonl"
    coded.write_text("\n".join(map(json.dumps, adverts)))
    monkeypatch.setattr(weigh_words, "read_yaml", lambda *_: {"opening": 200, "topics": ["harbour"]})
    printed = list(weigh_words.lines([str(coded)]))
    weight = dict(line.strip().split(": ") for line in printed if line.startswith("  "))
    assert int(weight["apply"]) > 0 > int(weight["was"])
    assert "harbour" not in weight


def test_the_words_of_a_text_are_each_named_once_and_in_order():
    assert list(words("The trust's hands-on WEEK: the week", 6)) == ["the", "trust's", "hands", "on", "week"]
