import pytest

from seatrial.evidence.python.cycles import components, shortest_cycle


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({"a": {"b"}, "b": set()}, []),
        ({"a": {"b"}, "b": {"a"}}, [{"a", "b"}]),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, [{"b", "c"}]),
        ({"a": {"b"}, "b": {"a"}, "c": {"d", "a"}, "d": {"c"}}, [{"a", "b"}, {"c", "d"}]),
        ({"a": {"a"}}, []),
    ],
)
def test_components_are_the_groups_that_reach_each_other(graph, expected):
    assert [set(group) for group in components(graph)] == expected


def test_a_short_circle_is_found_in_a_large_group():
    graph = {"a": {"b", "c"}, "b": {"c"}, "c": {"d"}, "d": {"a"}}
    assert shortest_cycle(graph, frozenset(graph)) == ["a", "c", "d"]


def test_a_deep_graph_needs_no_recursion():
    graph = {str(i): {str(i + 1)} for i in range(50_000)}
    graph["50000"] = {"0"}
    assert [len(group) for group in components(graph)] == [50_001]
