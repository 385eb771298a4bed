"""The traceability matrix: every check of every gate, every observation, no formula."""

import csv
import io

from seatrial.certificate.trace import COLUMNS, trace_csv
from tests.certificate.drafts import draft, failing
from tests.gates.bench import CHECKS, all_good


def rows(c, evidence):
    text = trace_csv(c, evidence, CHECKS).decode()
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_observation_leads_to_its_check_gate_and_finding(tmp_path):
    found = [*all_good(), failing("a.there", "x = 1")]
    c = draft(tmp_path, found)
    table = rows(c, found)
    assert list(table[0]) == list(COLUMNS)
    assert {r["evidence"] for r in table} - {"none"} == {e.id for e in found}
    (bad,) = [r for r in table if r["outcome"] == "FAILS"]
    assert (bad["check"], bad["place"], bad["findings"]) == ("a.there", "a.py:1", "F-001")
    assert (bad["gate"], bad["gate status"]) == ("G1", "FAIL")


def test_a_check_that_nobody_looked_at_has_a_row_that_says_so(tmp_path):
    c = draft(tmp_path, [])
    table = rows(c, [])
    assert {r["check"] for r in table} == {k.check for g in c.gates for k in g.checks}
    assert {r["evidence"] for r in table} == {"none"}
    assert {r["check status"] for r in table} == {"MISSING"}


def test_no_cell_begins_a_formula(tmp_path):
    nasty = '=HYPERLINK("http://evil.example")'
    found = [failing("a.there", "x", path="@a.py", message=nasty)]
    (bad,) = [r for r in rows(draft(tmp_path, found), found) if r["outcome"] == "FAILS"]
    assert bad["observed"] == f"'{nasty}"
    assert bad["place"] == "'@a.py:1"
