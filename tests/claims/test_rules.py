"""Each rule: silent on consistent documents of every kind, loud when one statement is broken."""

import pytest

from seatrial.claims.checked import check_document, checked_of, rows_of
from seatrial.claims.rules import RULES
from tests.claims.documents import CERTIFICATE, CONSISTENT, HTML, PLAIN, PROGRESS


def found(name, text):
    seen = check_document(name, text.encode()).contradictions
    return [(c.rule.removeprefix("claims."), [q.line for q in c.quotes]) for c in seen]


def broken(document, *pairs):
    """What is found when `old` is `new` in a consistent document."""
    name = next(n for n, text in CONSISTENT.items() if text == document)
    text = document
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return found(name, text)


@pytest.mark.parametrize("name", CONSISTENT)
def test_nothing_is_reported_of_a_consistent_document(name):
    assert found(name, CONSISTENT[name]) == []


@pytest.mark.parametrize("name", CONSISTENT)
def test_a_document_survives_the_way_between_processes(name):
    checked = check_document(name, CONSISTENT[name].encode())
    assert checked_of(rows_of(checked)) == checked
    assert checked.readiness


BREAKS = [
    ("counts-add-up", CERTIFICATE, "3/4 PASS", "2/4 PASS"),
    ("counts-add-up", CERTIFICATE, "1/2 criteria met (50 %)", "2/2 criteria met"),
    ("counts-add-up", PROGRESS, "33% complete (1/3 phases)", "67% complete (2/3 phases)"),
    ("counts-add-up", PROGRESS, "**8** | **7** | **87.5%**", "**9** | **7** | **77.8%**"),
    ("counts-add-up", PROGRESS, "Total: 2,500 lines", "Total: 2,600 lines"),
    ("counts-add-up", PROGRESS, "= 14/14 pass", "= 15/15 pass"),
    ("counts-add-up", PROGRESS, "14/17 passing (82%)", "18/17 passing"),
    ("counts-add-up", HTML, "1/2 gates passed", "2/2 gates passed"),
    ("percentages-follow", PROGRESS, "33% complete", "40% complete"),
    ("percentages-follow", PROGRESS, "(82%)", "(88%)"),
    ("percentages-follow", PROGRESS, "66.7%", "76.7%"),
    ("percentages-follow", PROGRESS, "## Entries",
     "|Part|Progress|Tasks|\n|---|---|---|\n|a|79%|20/24|\n\n## Entries"),
    ("percentages-follow", PROGRESS, "IN PROGRESS | 50%", "IN PROGRESS | 90%"),
    ("status-agrees-with-metric", CERTIFICATE, "PASS | 81.5 %", "PASS | 61.5 %"),
    ("status-agrees-with-metric", CERTIFICATE, "PASS | 4 min", "PASS | script validated"),
    ("status-agrees-with-metric", PLAIN, "80%+ 83.1%", "80%+ Comprehensive"),
    ("status-agrees-with-metric", PLAIN, "80%+ 83.1%", "80%+ 100 scenarios"),
    ("status-agrees-with-metric", PLAIN, "count 0 0", "count 0 ~0"),
    ("status-agrees-with-metric", PLAIN, "🟡 Partial", "✅ Partial"),
    ("status-agrees-with-metric", PROGRESS, "[x] Berths", "[x] Berths: ~90% complete"),
    ("verdict-agrees-with-gates", CERTIFICATE, "🟡 CONDITIONALLY APPROVED", "APPROVED"),
    ("verdict-agrees-with-gates", PROGRESS, "# Progress: Tidewatch 2\n",
     "# Progress: Tidewatch 2\n\nThe system is production-ready.\n"),
    ("complete-is-complete", PROGRESS, "- [x] Checks of what", "- [ ] Checks of what"),
    ("complete-is-complete", PROGRESS, "## Entries", "Phase 3 is well underway.\n\n## Entries"),
    ("complete-is-complete", PROGRESS, "## Entries", "It is planned for Phase 1.\n\n## Entries"),
    ("all-means-all", PROGRESS, "- [x] Berths", "- [x] All tests passing"),
    ("all-means-all", CERTIFICATE, "a unique key, tested", "a unique key, planned"),
    ("executed-not-designed", PROGRESS, "## Entries",
     "It has undergone load testing.\n\nThe soak was not executed.\n\n## Entries"),
    ("dates-agree", PROGRESS, "### 2026-05-19", "### 2026-05-21"),
    ("dates-agree", PROGRESS, "### 2026-05-19", "### 2026-02-30"),
    ("dates-agree", CERTIFICATE, "Tuesday, March 3", "Monday, March 3"),
    ("commit-stated", CERTIFICATE, "3f9c2d7a", "[to be filled]"),
    ("signed-by-another", CERTIFICATE, "L. Marsh", "R. Okafor"),
    ("duplicates-agree", CERTIFICATE, "## Tests", "- ✅ Latency\n\n## Tests"),
    ("units-agree", CERTIFICATE, "570 tests discovered, 565 passed, 5 skipped.",
     "- 570 tests found\n- 81 collection errors\n- 489 runnable tests"),
    ("risks-ranked-alike", CERTIFICATE, "| LOW | MEDIUM | planned", "| HIGH | MEDIUM | planned"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "document", "old", "new"), BREAKS, ids=lambda v: str(v)[:40])
def test_one_broken_statement_is_found_and_nothing_else(rule, document, old, new):
    assert {name for name, _ in broken(document, (old, new))} == {rule}


def test_a_level_above_the_gates_is_found_and_a_defined_one_is_not():
    level = ("**Signed:**", "**Certification Level:** SILVER\n\n**Signed:**")
    half = ("✅ PASS | 4 min", "⏳ PENDING | not measured")
    count = ("3/4 PASS, 1/4 pending", "2/4 PASS, 2/4 pending")
    assert [rule for rule, _ in broken(CERTIFICATE, level, half, count)] == [
        "verdict-agrees-with-gates"
    ]
    terms = ("## Conditions", "SILVER asks that nothing fails.\n\n## Conditions")
    assert broken(CERTIFICATE, level, half, count, terms) == []


def test_a_conditional_approval_without_conditions_is_found():
    text = "# Release review\n\n**Verdict:** Conditionally approved\n\nIt was a pleasant week.\n"
    assert found("a.md", text) == [("terms-stated", [3])]


def test_an_approval_that_nobody_signed_is_found():
    text = "# Release review\n\n**Verdict:** Approved\n\n**Signature:** ______\n"
    assert found("a.md", text) == [("signed-by-another", [3, 5])]


def test_both_places_are_quoted_and_the_arithmetic_is_shown():
    text = CERTIFICATE.replace("1/2 criteria met (50 %)", "2/2 criteria met")
    (seen,) = check_document("a.md", text.encode()).contradictions
    assert [q.text for q in seen.quotes] == [
        "**Current status:** 2/2 criteria met",
        "1. ✅ All HIGH priority risks are mitigated",
    ]
    assert seen.says == (
        "'2/2' is stated; of the 2 entries in lines 23 to 24, 1 are marked as done (lines 23)"
    )
    assert seen.computed == "1/2"


DECOYS = [
    "Run 24/7, 3/8 inch screws, and/or, 1/2 of them.",
    "All tests must pass before release. 3 tests failed last week.",
    "To be production-ready, production deployment must be planned.\n\n- [ ] Production deployment",
    "Coverage 85% (target: 90%).",
    "Released 2026-03-03 – 2026-03-09.",
    "## Done ✅\n\n- [x] a\n\n### Next steps\n\n- [ ] b\n",
    "## Build ✅\n\nKnown limitations:\n\n- ⏳ slow on Windows\n",
    "| Metric | Target | Current |\n|---|---|---|\n| Latency | 200 ms | pending |\n",
    "Last updated: 2026-01-01\n\n## Roadmap\n\n### 2026-06-01: launch\n",
    "2 + 2 = 4 tests, and 10 * 3 + 2 = 32 runs.",
    "Ethics: ✅ All checks passed\n\n|Area|Checks|Passed|\n|---|---|---|\n|Peers|5|2|\n",
    "Phase 2: 40%\n\n## Phase 2\n\n- [x] a\n- [ ] b\n- [ ] c\n- [x] d\n",
    "**Version:** 1.0.0\n\n**Commit:** TBD\n",
    # what other people's documents taught
    "## Before launch ✅\n\n- [ ] a\n- [ ] b\n\n## Later\n\n- [x] c\n",
    "### Low priority 🟢\n\n- a\n\n### High priority 🔴\n\n- b\n",
    "- ✅ c\n- ⚠️ **LOW**: slow\n\n### 🟢 LOW (minor)\n",
    "## A ✅ 95% compliant\n\n- ✅ a\n- 🟡 b\n",
    "## A\n\n|Step|Status|\n|---|---|\n|QA|PASS|\n\n## B\n\n|Step|Status|\n|---|---|\n|QA|FAIL|\n",
    "## A\n\n- ✅ Net: a\n\n## B\n\n- ✅ Net: b\n\n## C\n\n- ❌ Net: c\n",
    "- ✅ Gauge (Rust)\n\n## Rest\n\n- ❌ Gauge (C++)\n",
    "### Reader - PARTIAL ✅\n\n- [x] c\n\n### Reader ⚠️\n",
    "**SDK Version:** 1.2.0\n**Node Version:** 25.2.1\n",
    "|Part|Progress|\n|---|---|\n|a|100%|\n|b|20%|\n|**Total**|60%|\n",
    "The link moved (2026-03-18 → 2026-03-17).",
    "- ✅ 3 production-ready dashboards\n- ❌ Production monitoring\n",
    "- ✅ production-ready\n- [x] a\n- [ ] Production deployment\n",
    "- Deploy readiness: ✅ PRODUCTION READY\n- ⏳ Production hardening\n",
]


@pytest.mark.parametrize("text", DECOYS)
def test_what_only_looks_like_a_contradiction_is_not_reported(text):
    assert found("a.md", f"# Notes\n\n{text}\n\n- one\n") == []


def test_a_form_that_waits_to_be_filled_in_states_nothing():
    holes = "\n".join(f"- [x] {n}: [Name of {n}]" for n in ("A", "B", "C", "D", "E", "F"))
    assert found("a.md", f"# Sign-off\n\n{holes}\n\n**Status:** 2/6 items done\n") == []


def test_every_rule_has_a_broken_document_here():
    shown = {rule for rule, *_ in BREAKS} | {"terms-stated"}
    assert {rule.CHECK.id.removeprefix("claims.") for rule in RULES} == shown
