import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.snapshot.line_changes import changed_lines


@pytest.mark.parametrize(
    ("old", "new", "spans"),
    [
        ("", "", []),
        ("abcde", "abcde", []),
        ("", "ab", [(1, 2)]),
        ("ab", "", []),
        ("abcde", "abxde", [(3, 3)]),
        ("abcde", "abcxyde", [(4, 5)]),
        ("abcde", "abde", [(2, 3)]),
        ("abc", "bc", [(1, 1)]),
        ("abc", "ab", [(2, 2)]),
        ("abcdef", "xbcdey", [(1, 1), (6, 6)]),
        ("abcd", "cdab", [(1, 2), (4, 4)]),
        ("aaaa", "aaaaa", [(5, 5)]),
    ],
)
def test_changed_lines(old, new, spans):
    assert changed_lines(list(old), list(new)) == spans


texts = st.lists(st.sampled_from("abcdefgh"), max_size=14)


@given(texts, texts)
def test_what_is_left_unmarked_was_there_in_the_same_order(old, new):
    spans = changed_lines(old, new)
    marked = {n for first, last in spans for n in range(first, last + 1)}
    left = iter(old)
    assert all(line in left for n, line in enumerate(new, 1) if n not in marked)
    assert bool(spans) is (old != new and bool(new))


def test_texts_without_any_anchor_cost_no_more_than_others():
    before = time.monotonic()
    changed_lines([str(n % 100) for n in range(50_000)], [str(n % 99) for n in range(50_000)])
    assert time.monotonic() - before < 20
