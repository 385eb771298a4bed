"""Drawing: the same tree, seed and number give the same faults, never two side by side."""

import itertools

import pytest

from seatrial.trial.draw import APART
from tests.trial.seeds import PYTHON, TREE, plan_of


def drawn(plan):
    return [(s.site.kind.id, s.site.path, s.start, s.end) for s in plan.stands]


def test_a_seed_draws_the_same_again_and_another_seed_something_else(tmp_path):
    first, again, other = (
        plan_of(tmp_path / str(n), TREE, 8, seed) for n, seed in enumerate((1, 1, 2))
    )
    assert [f.content for f in first.files] == [f.content for f in again.files]
    assert drawn(first) == drawn(again) != drawn(other)
    assert sum(not s.site.kind.decoy for s in first.stands) == 8
    assert sum(s.site.kind.decoy for s in first.stands) >= 2


def test_no_two_stand_within_twenty_lines(tmp_path):
    plan = plan_of(tmp_path, {"keep.py": PYTHON * 3}, 12)
    lines = sorted((s.start, s.end) for s in plan.stands)
    assert len(lines) >= 8
    assert all(b[0] - a[1] > APART for a, b in itertools.pairwise(lines))


def test_gates_take_turns_and_no_kind_comes_twice_while_another_fits(tmp_path):
    plan = plan_of(tmp_path, TREE, 6)
    kinds = [s.site.kind for s in plan.stands if not s.site.kind.decoy]
    assert len({k.id for k in kinds}) == 6
    assert len({k.gates[0] for k in kinds}) >= 5


def test_a_small_repository_gets_what_fits_and_says_so(tmp_path):
    plan = plan_of(tmp_path, {"README.md": "# Small\n\nNothing here.\n"}, 48)
    assert [s.site.path for s in plan.stands if not s.site.kind.decoy] == ["README.md"]
    assert plan.short == "only 1 of 48 faults have a place in it, 20 lines apart"
    assert "command-injection" in plan.unfit


@pytest.mark.parametrize(
    ("files", "without"),
    [({"a.rb": "puts 1\n"}, ("ruby",)), ({"a.bin": "\0\0", "b.dat": "1"}, ())],
)
def test_a_tree_that_no_kind_is_for_gets_none_and_says_why(tmp_path, files, without):
    plan = plan_of(tmp_path, files, 5)
    assert plan.stands == []
    assert plan.without == without
    assert plan.short == "no kind of the catalogue has a place in this tree"


@pytest.mark.parametrize(
    "content",
    ["def broken(:\n", PYTHON.replace("\n", "\r\n"), f"x = '{'y' * 3000}'\n" + PYTHON],
    ids=["broken", "crlf", "endless-line"],
)
def test_what_cannot_be_edited_by_hand_is_left_alone(tmp_path, content):
    plan = plan_of(tmp_path, {"a.py": content, "b.py": PYTHON}, 4)
    assert {f.path for f in plan.files} == {"b.py"}


def test_nothing_is_planted_beside_the_product(tmp_path):
    beside = ("examples/a.py", "contrib/a.py", "vendor/a.py", "tests/fixtures/a.py")
    assert plan_of(tmp_path, dict.fromkeys(beside, PYTHON), 4).stands == []


def test_what_does_not_parse_is_taken_back_and_something_else_is_drawn(tmp_path, monkeypatch):
    from seatrial.trial import planned

    real, refused = planned.unparsable, []

    def refuse_the_first(snapshot, batches, texts, sites):
        if not refused:
            refused.append(sites[0])
            return sites[:1]
        return real(snapshot, batches, texts, sites)

    monkeypatch.setattr(planned, "unparsable", refuse_the_first)
    plan = plan_of(tmp_path, TREE, 5)
    assert refused[0].key not in {s.site.key for s in plan.stands}
    assert sum(not s.site.kind.decoy for s in plan.stands) == 5
