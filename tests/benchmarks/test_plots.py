"""The plots: whole, without a script, and true to their figures."""

from defusedxml.ElementTree import fromstring

from benchmarks import svg
from benchmarks.plots import plots

ROWS = [{"name": "audit 2000 lines", "figure": 2.5}, {"name": "audit 50000 lines", "figure": 4.0}]


def compared(tree, named):
    tools = {"seatrial": {"named": named, "gates": {"G5": named}}, "other": {"not_run": "why"}}
    return {"tree": tree, "faults": 4, "gates": {"G5": 4}, "tools": tools}


def test_every_plot_is_xml_without_a_script_and_reads_on_dark_pages():
    results = {
        "date": "2026-11-22",
        "sections": {"sizes": ROWS, "peers on a": compared("a", 3), "peers on b": compared("b", 1)},
    }

    drawn = dict(plots(results))

    assert sorted(drawn) == ["found-by-gate.svg", "found-by-tool.svg", "growth.svg"]
    for text in drawn.values():
        assert fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
        assert "<script" not in text
        assert "prefers-color-scheme:dark" in text
    assert "4 of 8" in drawn["found-by-tool.svg"]
    assert "other" not in drawn["found-by-tool.svg"]


def test_what_was_not_measured_is_not_drawn():
    assert list(plots({"date": "2026-11-22", "sections": {}})) == []


def test_a_bar_is_as_long_as_its_share_and_names_are_escaped():
    drawn = svg.bars("t", [("<a>", 1, 2), ("none", 0, 0)])
    assert "&lt;a&gt;" in drawn
    assert 'width="220.0"' in drawn
