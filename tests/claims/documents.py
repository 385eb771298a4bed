"""Readiness documents written for tests, one of each kind, each consistent; tests then break one
statement at a time."""

CERTIFICATE = """\
# Production Readiness Certificate: Tidewatch

**Prepared by:** R. Okafor
**Certification Date:** Tuesday, March 3, 2026
**Version:** 1.4.0
**Commit SHA:** 3f9c2d7a

**Final Verdict:** 🟡 CONDITIONALLY APPROVED

## Gates

| Gate | Requirement | Target | Status | Metric | Evidence |
|---|---|---|---|---|---|
| G1 | Coverage | ≥ 75 % | ✅ PASS | 81.5 % | `reports/coverage.xml` |
| G2 | Latency | p99 ≤ 200 ms | ⏳ PENDING | not measured | `load/steady.js` |
| G3 | Start-up | ≤ 10 min | ✅ PASS | 4 min | `reports/bootstrap.json` |
| G4 | Documents | all present | ✅ PASS | quickstart, runbook | `docs/` |

**Overall:** 3/4 PASS, 1/4 pending

## Conditions

1. ✅ All HIGH priority risks are mitigated
2. ⏳ The load profile is run and p99 is at most 200 ms

**Current status:** 1/2 criteria met (50 %)

## Tests

570 tests discovered, 565 passed, 5 skipped.

## HIGH priority

| Risk | Impact | Probability | Mitigation |
|---|---|---|---|
| Two bookings of one berth | HIGH | MEDIUM | a unique key, tested |

## MEDIUM priority

| Risk | Impact | Probability | Mitigation |
|---|---|---|---|
| The office's address changes | LOW | MEDIUM | planned for 1.5 |

**Signed:** L. Marsh
**Date:** March 4, 2026
"""

PROGRESS = """\
# Progress: Tidewatch 2

**Last Updated:** 2026-05-20

### Overall progress: 33% complete (1/3 phases)

| Phase | Status | Completion |
|---|---|---|
| 1. Import | ✅ COMPLETE | 100% |
| 2. Booking | 🟡 IN PROGRESS | 50% |
| 3. Production deployment | ⏳ PENDING | 0% |

## ✅ Phase 1: Import (COMPLETE)

- [x] Reader of the old tables
- [x] Checks of what was read

Unit tests: 14/17 passing (82%), 3 skipped.

## 🟡 Phase 2: Booking

- [x] Berths
- [x] Boats
- [ ] Nights
- [ ] Notices

| Category | Checks | Passed | Pass Rate |
|---|---|---|---|
| Berths | 5 | 5 | 100% |
| Boats | 3 | 2 | 66.7% |
| **TOTAL** | **8** | **7** | **87.5%** |

Lines added:

- Phase 1: 1,600 lines
- Phase 2: 900 lines
- Total: 2,500 lines

## Entries

### 2026-05-19: boats

- planning (10/10) + reading (4/4) = 14/14 pass

## Next steps

- Production deployment before 2026-09-01
"""

PLAIN = """\
Tidewatch Readiness Review

Date: 3 March 2026 Status: NOT READY

System Status

System Status Evidence Notes
Reader ✅ Stable smoke tests pass
Notices 🟡 Partial no retry yet

Key Metrics

Metric Target Current Status
Stub count 0 0
Test coverage 80%+ 83.1%
Latency <100ms 64ms

Next Steps

  • Run the release gates
  • Sign
"""

HTML = """\
<!doctype html>
<html><head><title>x</title><style>p { color: red }</style></head><body>
<h1>Release status report</h1>
<p>Status: <b>in progress</b></p>
<table><tr><th>Gate</th><th>Status</th></tr>
<tr><td>G1</td><td>✅ PASS</td></tr>
<tr><td>G2</td><td>⏳ PENDING</td></tr></table>
<p>1/2 gates passed</p>
<ul><li><input type="checkbox" checked> built</li><li><input type="checkbox"> shipped</li></ul>
<script>document.write("3/2 passed")</script>
</body></html>
"""

REPORT = """\
# Tidewatch: Production Readiness Report

**Date:** Thursday, January 1, 2026

## Current status

* **Tests:** A `pytest` suite exists; coverage is still low, and all tests must pass before release.

## What is missing

* **CI:** There is no pipeline. To become production-ready the project needs one.
* **Load:** No benchmark was run.
"""

CONSISTENT = {
    "certificate.md": CERTIFICATE,
    "progress.md": PROGRESS,
    "review.txt": PLAIN,
    "status.html": HTML,
    "report.md": REPORT,
}
