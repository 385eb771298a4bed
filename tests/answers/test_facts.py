import pytest

from seatrial.answers.facts import answer_fact
from seatrial.answers.model import Kind
from tests.answers.sheets import sheet_of_folder, told_of
from tests.trees import EXAMPLES


@pytest.fixture(scope="module")
def parcelgate(tmp_path_factory):
    return sheet_of_folder(EXAMPLES / "parcelgate", tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="module")
def berthbook(tmp_path_factory):
    return sheet_of_folder(EXAMPLES / "berthbook", tmp_path_factory.mktemp("state"))


def test_a_fact_is_told_with_its_place_and_its_evidence(berthbook):
    answer = answer_fact(berthbook, "Which licence is Berthbook under?")

    assert answer.kind is Kind.FACT
    assert "MIT" in answer.sentences[0].text
    place = answer.sentences[0].places[0]
    assert (place.path, place.line_start, place.quote) == ("LICENSE", 1, "MIT License")
    assert answer.sentences[0].evidence
    assert answer.tree == berthbook.tree


@pytest.mark.parametrize(
    "question",
    [
        "Which licence does the vendored font use?",
        "How do I change the licence?",
        "Why is there no licence?",
        "Is a licence server needed?",
        "Does the licence forbid resale?",
    ],
)
def test_a_qualifier_that_the_fact_does_not_speak_of_is_left_to_readers(berthbook, question):
    assert answer_fact(berthbook, question) is None


def test_a_missing_licence_is_told_as_missing(parcelgate):
    assert "no licence file at the top level" in told_of(parcelgate, "what licence is this?")
