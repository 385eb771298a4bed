from seatrial.snapshot.model import Role
from seatrial.vectorstore.chunks import Chunk
from seatrial.vectorstore.lexical import terms_of
from seatrial.vectorstore.search import (
    FOR_QUESTIONS,
    MOST_A_FILE,
    NO_WEIGHTS,
    Ranked,
    best_hits,
    fuse,
    spread,
)


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


def found(name, text, path="a.md", role=Role.DOCS):
    return Chunk(
        id=name, path=path, start=1, end=1, symbol="", kind="text", language="", role=role,
        text=text,
    )  # fmt: skip


LONG = "the pilot boards every ship that is longer than ninety metres before it passes the bar"


def hits(chunks, k=5, weights=NO_WEIGHTS):
    names = [c.id for c in chunks]
    ranked = Ranked(dense=names, lexical=names, chunks={c.id: c for c in chunks})
    return [hit.chunk.id for hit in best_hits(ranked, k, weights)]


def test_what_nearly_repeats_a_better_hit_is_passed_over():
    copied = found("copy", LONG.replace("metres", "Metres") + ".", path="vendor/a.md")
    other = found("other", LONG.replace("pilot boards every ship", "crane lifts heavy boxes"))
    assert hits([found("first", LONG), copied, other]) == ["first", "other"]


def test_short_chunks_may_look_alike():
    assert hits([found("one", "return True"), found("two", "return True", path="b.py")]) == [
        "one",
        "two",
    ]


def test_a_role_that_questions_are_seldom_about_comes_later():
    chunks = [found("test", "a", path="tests/a.py", role=Role.TEST), found("docs", "b")]
    assert hits(chunks) == ["test", "docs"]
    assert hits(chunks, weights=FOR_QUESTIONS) == ["docs", "test"]


def test_of_equals_the_one_found_by_meaning_comes_first():
    chunks = {name: found(name, name) for name in ("z", "a")}
    ranked = Ranked(dense=("z",), lexical=("a",), chunks=chunks)
    assert [hit.chunk.id for hit in best_hits(ranked, 2)] == ["z", "a"]
