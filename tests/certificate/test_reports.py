"""Documents from a finished run: all that is known, fields for what a person must say."""

import json
from dataclasses import replace
from datetime import date

import pytest
from markdown_it import MarkdownIt

from seatrial.certificate.issued import Issued
from seatrial.certificate.render.document_html import document_html
from seatrial.certificate.render.document_markdown import document_markdown
from seatrial.certificate.render.document_pdf import document_pdf
from seatrial.certificate.render.markdown import render_markdown
from seatrial.certificate.reports.document import As, Document, Listing, Table
from seatrial.certificate.reports.kinds import KINDS
from seatrial.certificate.reports.told import Earlier, LastSigned, Material
from seatrial.certificate.reports.trend import refused, regressions
from seatrial.certificate.signers import Signer, as_signed
from seatrial.errors import EnvironmentRefused
from seatrial.evidence.model import Outcome, Severity
from seatrial.gates.model import Level
from seatrial.snapshot.model import Entry, Mode
from tests.audits import NOON
from tests.certificate.drafts import draft, failing
from tests.certificate.test_report_page import Page
from tests.gates.bench import POLICY, all_good, evidence


def material(tmp_path, found, earlier=(), **more):
    c = draft(tmp_path, found, **more)
    return Material(Issued(c, c.model_dump_json().encode(), None), found, POLICY, earlier)


def earlier(tmp_path, found):
    return Earlier("20291231-1", NOON, draft(tmp_path, found))


def signed(tmp_path, found, **more):
    return LastSigned(draft(tmp_path, found), (BEN,), **more)


def section(document: Document, heading: str):
    return next(s for s in document.sections if s.heading == heading)


def cells(document: Document):
    for s in document.sections:
        for block in s.blocks:
            if isinstance(block, Table):
                yield from (cell for row in block.rows for cell in row)
            if isinstance(block, Listing):
                yield from (entry.cell for entry in block.entries)


BEN = Signer(name="Ben", role="release-captain", on=date(2030, 1, 1), key="SHA256:abc")
GRAVE = failing("a.there", "x = 1", severity=Severity.HIGH)
BAD = [*(e for e in all_good() if e.check != "a.there"), GRAVE]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_in_every_form(tmp_path, kind):
    document = KINDS[kind](material(tmp_path, BAD))
    assert Document.model_validate_json(document.model_dump_json()) == document
    text, page = document_markdown(document), Page(document_html(document))
    assert not [tag for tag, _ in page.tags if tag == "script"]
    assert {h[1:] for h in page.values("href")} <= set(page.values("id"))
    for told in ("ship", "DRAFT, not signed", document.certificate):
        assert told in text
        assert told in page.text
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    tables = sum(t.type == "table_open" for t in tokens)
    assert tables == 1 + sum(isinstance(b, Table) for s in document.sections for b in s.blocks)


@pytest.mark.parametrize("kind", KINDS)
def test_every_id_that_is_cited_is_evidence_of_the_run(tmp_path, kind):
    m = material(tmp_path, BAD)
    cited = {i for cell in cells(KINDS[kind](m)) for i in cell.evidence}
    assert cited
    assert cited <= {e.id for e in m.evidence}


@pytest.mark.parametrize("kind", KINDS)
def test_who_signs_is_left_to_a_person(tmp_path, kind):
    signers = [c.text for c in cells(KINDS[kind](material(tmp_path, BAD))) if c.shown is As.BLANK]
    assert {"name", "decision", "date"} <= set(signers)


def test_a_metric_is_met_missed_or_was_not_measured(tmp_path):
    def row(found):
        (table,) = section(KINDS["progress"](material(tmp_path, found)), "Metrics").blocks
        return [c.text for c in table.rows[0][:4]]

    low = evidence("b.measured", Outcome.FAILS, metric={"percent": 60.0})
    others = [e for e in all_good() if e.check != "b.measured"]
    assert row(all_good()) == ["G2 coverage", "≥ 75 %", "80 %", "MET"]
    assert row([*others, low]) == ["G2 coverage", "≥ 75 %", "60 %", "MISSED"]
    assert row(others) == ["G2 coverage", "≥ 75 %", "not measured", "PENDING"]


def test_a_pass_rate_counts_what_nobody_looked_at_as_not_passed(tmp_path):
    some = [e for e in all_good() if e.check != "a.there"]
    document = KINDS["self-audit"](material(tmp_path, some))
    (table,) = [b for b in section(document, "Results").blocks if isinstance(b, Table)]
    g1, total = table.rows[0], table.rows[-1]
    assert [c.text for c in g1[:6]] == ["G1 First", "3", "2", "0", "1", "66 %"]
    assert total[0].text == "TOTAL"
    assert total[5].text != "100 %"


def test_a_grave_failure_is_a_critical_gap(tmp_path):
    document = KINDS["self-audit"](material(tmp_path, BAD))
    told = document_markdown(document)
    assert "1 checks of high or critical severity fail." in told
    assert "| **high** | a.there FAILS |" in told


def test_progress_tells_the_runs_and_what_moved(tmp_path):
    m = material(tmp_path, BAD, [earlier(tmp_path, all_good())])
    text = document_markdown(KINDS["progress"](m))
    assert "| 20291231-1 | 2030-01-01 |" in text
    assert "Both are of the same tree" in text
    assert "| **PASS** | **FAIL** |" in text
    assert "1 findings are new." in text


def test_only_a_signed_certificate_can_be_stepped_back_from(tmp_path):
    good, now = earlier(tmp_path, all_good()), material(tmp_path, BAD)
    assert list(regressions(good.certificate, now.c))
    unsigned = material(tmp_path, BAD, [good])
    after = replace(now, signed=signed(tmp_path, all_good()))
    assert "was signed" in document_markdown(KINDS["progress"](unsigned))
    text = document_markdown(KINDS["progress"](after))
    assert "the last that was signed, by Ben (release-captain) on 2030-01-01" in text
    assert "G1 First was PASS and is FAIL" in text


def test_only_a_policy_that_says_so_refuses_a_step_back(tmp_path):
    levels = POLICY.levels.model_copy(update={"refuse_regression": True})
    strict = POLICY.model_copy(update={"levels": levels})
    before, worse, same = (
        signed(tmp_path, all_good()),
        draft(tmp_path, BAD),
        draft(tmp_path, all_good()),
    )
    assert not refused(POLICY, before, worse)
    assert "G1 First was PASS and is FAIL" in refused(strict, before, worse)
    assert not refused(strict, before, same)
    assert not refused(strict, LastSigned(), worse)
    assert refused(strict, replace(before, lost=("gone",)), same) == ["gone"]
    m = replace(material(tmp_path, BAD), policy=strict, signed=before)
    text = document_markdown(KINDS["progress"](m))
    assert "REFUSED: the policy 'bench' lets no run step back." in text


@pytest.mark.parametrize("kind", KINDS)
def test_who_signed_the_certificate_stands_in_every_kind(tmp_path, kind):
    m = replace(material(tmp_path, BAD), signers=(BEN,))
    document = KINDS[kind](m)
    text, page = document_markdown(document), Page(document_html(document)).text
    for told in ("release-captain", "Ben", "SHA256:abc", "2030-01-01"):
        assert told in text
        assert told in page
    assert "DRAFT, not signed" not in text
    assert "Draft, not signed" not in page


def test_no_step_back_without_a_worse_gate_level_or_verdict(tmp_path):
    bad, good = draft(tmp_path, BAD), draft(tmp_path, all_good())
    assert list(regressions(bad, good)) == []
    assert list(regressions(good, good)) == []
    dropped = good.model_copy(update={"gates": good.gates[1:], "verdicts": {}})
    assert any("judged" in line for line in regressions(good, dropped))
    assert any("has none" in line for line in regressions(good, dropped))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_is_text_in_every_form(tmp_path, kind):
    nasty = '<img src=x onerror=a()> | #eval("1") [a](http://evil.example) `x` \u202e\x1b[1m'
    found = [*BAD[:-1], failing("a.there", nasty, path=nasty, message=nasty)]
    document = KINDS[kind](material(tmp_path, found))
    page = document_html(document)
    html = (
        MarkdownIt("commonmark", {"html": True}).enable("table").render(document_markdown(document))
    )
    for shown in (page, html):
        assert "<img" not in shown
        assert 'href="http' not in shown
        assert "\u202e" not in shown
        assert "\x1b" not in shown


def test_without_typst_the_next_step_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(EnvironmentRefused, match=r"install `seatrial\[pdf\]`"):
        document_pdf(KINDS["progress"](material(tmp_path, BAD)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_is_archival_and_the_same_twice(tmp_path, kind):
    document = KINDS[kind](material(tmp_path, BAD))
    made = document_pdf(document)
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfaid" in made
    assert made == document_pdf(document)


def test_json_says_which_cells_are_blank(tmp_path):
    body = json.loads(KINDS["readiness-review"](material(tmp_path, BAD)).model_dump_json())
    assert body["schema_version"] == "seatrial.report/1"
    assert '"shown": "blank"' in json.dumps(body)


def test_documents_and_owners_of_waivers_are_told(tmp_path):
    entry = Entry(path="docs/run.md", mode=Mode.FILE, size=9, sha256="0" * 64, lines=7)
    m = replace(material(tmp_path, BAD), documents=[entry])
    assert "| `docs/run.md` | 7 | read |" in document_markdown(KINDS["readiness-review"](m))


def test_gold_is_shown_only_with_enough_signers(tmp_path):
    c = draft(tmp_path, all_good()).model_copy(
        update={"eligible_for_gold": True, "level": Level.SILVER}
    )
    ada = BEN.model_copy(update={"name": "Ada"})
    assert as_signed(c, [BEN]).level is Level.SILVER
    assert as_signed(c, [BEN, BEN]).level is Level.SILVER
    assert as_signed(c, [BEN, ada]).level is Level.GOLD
    assert as_signed(c, [BEN, ada]).next_level is None
    text = render_markdown(c, [BEN, ada])
    assert "Reached: **GOLD**" in text
    assert "eligible for GOLD" not in text
