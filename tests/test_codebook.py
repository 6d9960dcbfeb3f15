"""The codebook files: their examples, the codes that others rely on, and what is said of a file that breaks a rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.codebook import Codebook, CodebookError, load_codebook
from catalogue.codebook_file import read_dimension, read_lists
from catalogue.cues import QUOTE_LIMIT, Cue, quote_around
from catalogue.phrases import PhraseError, read_phrase, spaced

CODEBOOK = load_codebook()
CUES = [cue for dimension in CODEBOOK.dimensions.values() for code in dimension.codes for cue in code.cues]
CONTRACT = {
    "opportunity": "yes no",
    "exclusion_reason": "news blog ordinary_job course studentship research_grant guidance event non_uk other",
    "exchange_form": "secondment job_shadowing project_collaboration work_placement",
    "scheme": "fellowship internship observership shadowing exchange secondment placement other",
    "knowledge_types": "scientific_factual technical practical_wisdom",
    "direction": "unidirectional bidirectional unclear",
    "sectors_from": "academia policy provider other",
    "sectors_to": "academia policy provider other",
    "funding": "salary_paid salary_maintained_by_employer backfill stipend expenses_only unfunded unclear",
    "modality": "in_person hybrid remote unclear",
    "career_stages": "student early mid senior any",
    "health_or_care": "yes no unclear",
}


def counts(cue: Cue, example: str, codebook: Codebook) -> bool:
    """Whether the cue is found in the example and no phrase switches it off."""
    line = spaced(example)
    found = any(other is cue for other, _ in codebook.index.find(line))
    forbidden = (*cue.unless, *codebook.dimensions[cue.dimension].unless)
    return found and not any(phrase.find(line) for phrase in forbidden)


def named(cue: Cue) -> str:
    return f"{cue.dimension}.{cue.code}: {cue.phrase.words}"


@pytest.mark.parametrize("cue", CUES, ids=named)
def test_every_cue_earns_its_code_in_its_example(cue):
    assert counts(cue, cue.yes, CODEBOOK), f"{named(cue)} does not count in: {cue.yes}"


@pytest.mark.parametrize("cue", [cue for cue in CUES if cue.no], ids=named)
def test_every_unless_forbids_its_cue_in_its_example(cue):
    line = spaced(cue.no)
    assert cue.phrase.find(line), f"{named(cue)} is not even found in: {cue.no}"
    assert any(phrase.find(line) for phrase in cue.unless), f"no unless of {named(cue)} stands in: {cue.no}"


@pytest.mark.parametrize("dimension", CODEBOOK.dimensions.values(), ids=lambda dimension: dimension.name)
def test_codes_are_those_of_the_contract(dimension):
    assert {code.code for code in dimension.codes} == set(CONTRACT[dimension.name].split())


@pytest.mark.parametrize("dimension", CODEBOOK.dimensions.values(), ids=lambda dimension: dimension.name)
def test_every_code_can_be_reached(dimension):
    for code in dimension.codes:
        strength = sum(cue.weight for cue in code.cues if cue.weight > 0)
        assert strength >= dimension.threshold or code.code in (dimension.otherwise, "no", "unclear"), code.code


def test_version_changes_with_any_letter(tmp_path):
    written = "version: 1\ndimension: mood\nlabel: Mood\nquestion: Which?\nanswers: one\notherwise: null\ncodes:\n"
    (tmp_path / "mood.yml").write_text(written + "  - {code: glad, label: Glad, definition: Is glad.}\n")
    first = load_codebook(tmp_path)
    (tmp_path / "mood.yml").write_text(written + "  - {code: glad, label: Glad, definition: Is very glad.}\n")
    assert load_codebook(tmp_path).version != first.version
    assert first.code("mood", "glad").definition == "Is glad."
    with pytest.raises(KeyError):
        first.code("mood", "sad")


DIMENSION = """
version: 1
dimension: mood
label: Mood
question: Which mood?
answers: one
otherwise: null
codes:
  - code: glad
    label: Glad
    definition: Is glad.
    cues:
      - {cue: cheer*, yes: Three cheers}
      - {cue: merry, yes: A merry crew}
"""

BROKEN = [
    ("answers: one", "answers: some", "answers is 'some'; write one or many"),
    ("answers: one", "answers: one\nchoice: best", "choice is 'best'; write strongest or first"),
    ("otherwise: null", "otherwise: sad", "otherwise is 'sad', which is no code here"),
    ("otherwise: null", "otherwise: null\nthreshhold: 2", "unknown key threshhold; known are"),
    ("    definition: Is glad.\n", "", "code 'glad': definition is missing; add it"),
    ("code: glad", "code: 7", "YAML reads this as int; put the code in quotes"),
    ("cue: merry", "cue: blithe", "cue 'blithe': out of order; put it before 'cheer*'"),
    ("cue: merry", "cue: cheer*", "cue 'cheer*': stands here twice; strike one out"),
    (", yes: A merry crew", "", "code 'glad', cue 'merry': yes is missing; add it"),
    ("cue: merry", "cue: merry, weight: 0", "weight is 0; write a number that is not 0"),
    ("cue: merry", "cue: merry, group: 7", "group is 7; write a word"),
    ("cue: merry", "cue: merry, times: 0", "times is 0; write a whole number from 1"),
    ("cue: merry", "cue: merry, times: often", "times is 'often'; write a whole number from 1"),
    ("cue: merry", "cue: merry, where: below", "where is 'below'; write title, text or fact"),
    ("cue: merry", "cue: merry, unless: [merry men]", "unless and no belong together; add the missing one"),
    ("cue: merry", "cue: merry, no: merry men", "unless and no belong together; add the missing one"),
    ("cue: merry", "cue: 'merry (men'", "a bracket is not closed; add ')'"),
    ("cue: merry", "cue: 'merry <crew>'", "there is no list <crew>; known are none"),
    ("cue: merry", "cue: '… *'", "needs a plain word"),
    ("label: Mood", "label: [", "cannot be read"),
    ("label: Mood", "label: Mood\nlabel: Temper", "the key 'label' stands twice"),
    (DIMENSION, "just words", "is str; write the keys"),
]


@pytest.mark.parametrize(("good", "bad", "said"), BROKEN)
def test_broken_files_name_place_and_mend(good, bad, said):
    assert good in DIMENSION
    with pytest.raises(CodebookError) as error:
        read_dimension("mood.yml", DIMENSION.replace(good, bad).encode())
    assert str(error.value).startswith("mood.yml")
    assert said in str(error.value)


def test_a_file_is_named_after_its_dimension(tmp_path):
    (tmp_path / "temper.yml").write_text(DIMENSION)
    with pytest.raises(CodebookError, match=r"name the file mood\.yml"):
        load_codebook(tmp_path)


def test_lists_stand_for_their_phrases(tmp_path):
    (tmp_path / "lists.yml").write_text("lists:\n  crew: [bosun, deck hand*]\n  all_hands: [<crew>, cook]\n")
    (tmp_path / "mood.yml").write_text(DIMENSION.replace("cue: merry", "cue: merry <all_hands>"))
    [_, cue] = load_codebook(tmp_path).dimensions["mood"].codes[0].cues
    assert cue.phrase.find(spaced("Merry deck-hands sing"))
    assert cue.phrase.find(spaced("a merry cook"))
    assert not cue.phrase.find(spaced("a merry captain"))


def test_a_list_takes_in_only_lists_before_it():
    with pytest.raises(CodebookError, match="move it up"):
        read_lists("lists.yml", b"lists:\n  all: [<crew>]\n  crew: [bosun]\n")


PHRASES = [
    ("hands on experience", "some Hands-On  experience", "Hands-On  experience"),
    ("hands on experience", "hands full of experience", None),
    ("second*", "It is seconded to us", "seconded"),
    ("second*", "to beckon", None),
    ("(host|placement site) visit", "a placement site visit", "placement site visit"),
    ("(host|placement site) visit", "a site visit", None),
    ("work … minister", "you work for a busy old minister", "work for a busy old minister"),
    ("work ... minister", "you work minister", "work minister"),
    ("work … minister", "work for a very busy old minister", None),
    ("[annual] travel grant", "the annual travel grant", "annual travel grant"),
    ("[annual] travel grant", "a travel grant", "travel grant"),
    ("# weeks", "about 12 weeks", "12 weeks"),
    ("# weeks", "about twelve weeks", "twelve weeks"),
    ("# weeks", "some weeks", None),
    ("^ secondment", "Secondment to the mint", "Secondment"),
    ("^ secondment", "A secondment", None),
    ("fellowship $", "A fellowship.", "fellowship"),
    ("fellowship $", "A fellowship abroad", None),
    ("host's", "the host’s rules", "host’s"),
    ("r&d", "our R&D office", "R&D"),
    ("£ #", "up to £20,000 a year", "£20,000"),
    ("(a|the [new]) (host [site]|mint)", "at the new host site", "the new host site"),
    ("cat", "concatenate", None),
]


@pytest.mark.parametrize(("phrase", "sentence", "words"), PHRASES)
def test_phrases(phrase, sentence, words):
    sighting = read_phrase(phrase).find(spaced(sentence))
    if words is None:
        assert sighting is None
    else:
        assert sighting is not None
        assert spaced(words).split() == spaced(sentence).split()[sighting.first : sighting.last]


@pytest.mark.parametrize(
    "phrase", ["", "(a|b", "a)", "[a]", "…", "*", "# #", "(a|)", "a*b", "<crew> a", "a + b", "(a|*)"]
)
def test_what_is_no_phrase(phrase):
    with pytest.raises(PhraseError):
        read_phrase(phrase)


@given(st.text(max_size=400), st.data())
def test_a_quote_is_a_verbatim_short_piece_that_holds_the_words(sentence, choose):
    words = spaced(sentence).split()
    if not words:
        return
    first = choose.draw(st.integers(0, len(words) - 1))
    sighting = read_phrase("x").find(" x ")
    assert sighting is not None
    sighting = type(sighting)(first, first + 1)
    quote = quote_around(sentence, sighting)
    assert quote in sentence
    assert 0 < len(quote) <= QUOTE_LIMIT


@given(st.text(alphabet="ab -(|)[]…*#^$<>", max_size=30))
def test_any_text_is_a_phrase_or_a_phrase_error(words):
    try:
        phrase = read_phrase(words)
    except PhraseError:
        return
    assert phrase.groups
    phrase.find(spaced("a b ab"))
