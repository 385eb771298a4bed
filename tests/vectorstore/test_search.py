from seatrial.vectorstore.lexical import terms_of
from seatrial.vectorstore.search import MOST_A_FILE, fuse, spread


def test_what_both_rankings_name_comes_first():
    fused = fuse(["a", "b", "c"], ["b", "d"])
    assert [name for name, _ in fused] == ["b", "a", "d", "c"]


def test_ties_are_settled_by_id():
    assert [name for name, _ in fuse(["z", "y"], ["y", "z"])] == ["y", "z"]


def test_one_file_takes_at_most_three_places_while_others_have_any():
    ranking = ["a1", "a2", "a3", "a4", "b1"]
    paths = {name: name[0] for name in ranking}
    assert spread(ranking, paths, 4) == ["a1", "a2", "a3", "b1"]
    assert spread(ranking, paths, 9) == ["a1", "a2", "a3", "b1", "a4"]
    assert MOST_A_FILE == 3


def test_questions_become_words_without_the_empty_ones():
    assert terms_of("How is the getUserName of http_server called?") == (
        "getusername http server called get user name".split()
    )


def test_a_long_question_is_searched_by_its_first_words():
    assert len(terms_of(" ".join(f"word{n}" for n in range(5000)))) == 40
