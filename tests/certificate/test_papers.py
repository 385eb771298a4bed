"""The papers as a reader gets them. The Markdown is kept as a file, so that a change is a diff."""

import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from seatrial import __version__
from seatrial.certificate.model import Certificate, Component
from seatrial.certificate.papers import sarif_bytes
from seatrial.certificate.render.markdown import render_markdown
from seatrial.evidence.catalogue import catalogue
from tests.audits import certificate_of
from tests.trees import EXAMPLES, write_tree

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"


@pytest.fixture(scope="module", params=["parcelgate", "berthbook"])
def certificate(request, tmp_path_factory):
    drafted = certificate_of(EXAMPLES / request.param, tmp_path_factory.mktemp("state"))
    components = tuple(Component(name=c.name, version="1.0") for c in drafted.environment)
    return drafted.model_copy(update={"environment": components})


def test_the_certificate_reads_as_kept(certificate):
    """Write the file again by deleting it and running the test twice."""
    kept = SNAPSHOTS / f"{certificate.repository.name}.md"
    text = render_markdown(certificate).replace(f"Seatrial {__version__}", "Seatrial VERSION")
    text = re.sub(r"E-[0-9a-f]{16}", "E-ID", text)  # ids change with every version of a tool
    if not kept.exists():
        kept.write_text(text, encoding="utf-8")
        pytest.fail(f"{kept.name} was missing and has been written: read it, then run again")
    assert text == kept.read_text(encoding="utf-8")


def test_the_certificate_survives_its_own_json(certificate):
    assert Certificate.model_validate_json(certificate.model_dump_json()) == certificate


def test_every_table_row_has_as_many_cells_as_its_head(certificate):
    tokens = MarkdownIt("commonmark").enable("table").parse(render_markdown(certificate))
    head, row = 0, 0
    for token in tokens:
        if token.type == "thead_open":
            head = 0
        if token.type == "th_open":
            head += 1
        if token.type == "tr_open":
            row = 0
        if token.type == "td_open":
            row += 1
        if token.type == "tr_close" and row:
            assert row == head
    assert head


def test_hostile_names_stay_text_in_the_markdown(tmp_path):
    name = "<img src=x> | [a](http://evil.example) `x`.md"
    root = write_tree(tmp_path / "tree", {name: "[gone](missing.md)\n", "b.py": "x = 1\n"})
    html = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .render(render_markdown(certificate_of(root, tmp_path / "state")))
    )
    assert "<img" not in html
    assert 'href="http://evil.example"' not in html


def test_sarif_names_rules_places_and_fingerprints(certificate):
    log = json.loads(sarif_bytes(certificate.findings, catalogue(), certificate.repository.tree))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(certificate.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["partialFingerprints"]["seatrial/v1"]) == 32
        for location in result["locations"]:
            region = location["physicalLocation"]["region"]
            assert 1 <= region["startLine"] <= region.get("endLine", region["startLine"])
    prints = [r["partialFingerprints"]["seatrial/v1"] for r in run["results"]]
    assert len(set(prints)) == len(prints)
