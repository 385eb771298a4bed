"""People act on a real run: gates, verdict and level follow from evidence, acts and the date."""

from datetime import date, timedelta

import pytest

from seatrial.certificate.acts import Deed
from seatrial.errors import Interrupted, UsageError
from seatrial.files import write_whole
from seatrial.gates.model import CheckStatus, Status, Verdict
from seatrial.seal.act import Wish, act
from seatrial.seal.desk import Desk, evidence_path
from seatrial.seal.log import Log
from seatrial.seal.logged import Matter, acts_on
from seatrial.seal.reissue import reissued
from seatrial.seal.trust import Trust
from tests.seal.people import ADA, BEN, DAY, EVE, NOW, TRUST

LATER = DAY + timedelta(days=90)


def gate(certificate, name):
    return next(g for g in certificate.gates if g.gate == name)


def waiver(target, until=LATER):
    return Wish(Deed.WAIVE, target, reason="known", owner="Ada", until=until)


def acts(port, trust=TRUST):
    here = port.certificate.repository
    matter = Matter(here.name, port.run.root.parent.parent.name, here.tree)
    return acts_on(Log(port.state.log), trust, matter)


def test_a_waiver_waives_its_gate_and_ends_with_its_day(port):
    done = act(port.desk(), waiver("G2"))
    assert gate(done.before, "G2").status is Status.PENDING
    two = gate(done.after, "G2")
    assert (two.status, two.unwaived, two.waivers) == (Status.WAIVED, Status.PENDING, 1)
    assert port.certificate == done.after
    assert [a.act.told for a in done.after.acts] == ["G2 Latency"]
    counted, _ = acts(port)
    assert gate(reissued(port.run, counted, LATER), "G2").status is Status.WAIVED
    ended = reissued(port.run, counted, LATER + timedelta(days=1))
    assert gate(ended, "G2").status is Status.PENDING
    assert f"The waiver of G2 Latency by Ada ended on {LATER}" in "\n".join(ended.limitations)


def test_a_waiver_of_a_check_and_of_findings_of_the_poor_example(poor):
    before = poor.certificate
    first = (
        next(f for f in before.findings if f.rule == "security.no-eval")
        if any(f.rule == "security.no-eval" for f in before.findings)
        else before.findings[0]
    )
    rest = [f for f in before.findings if f.rule == first.rule]
    for finding in rest:
        done = act(poor.desk(), waiver(finding.id))
    check = next(c for g in done.after.gates for c in g.checks if c.check == first.rule)
    assert check.status is CheckStatus.FAILS
    assert check.waived is not check.partial
    assert [a.act.target for a in done.after.acts] == [f.fingerprint for f in rest]
    assert done.after.verdicts["production"] is Verdict.REJECTED
    risk = next(
        r for r in act(poor.desk(), waiver(first.rule)).after.risks if first.id in r.findings
    )
    assert risk.owner == "Ada"


def test_attesting_fills_a_gap_that_only_a_run_fills_and_nothing_else(port, tmp_path):
    shown = tmp_path / "drill.txt"
    shown.write_text("recovered in 12 s")
    wish = Wish(Deed.ATTEST, "recovery.drill-passed", evidence=shown)
    done = act(port.desk(BEN), wish)
    check = next(c for c in gate(done.after, "G4").checks if c.check == wish.target)
    assert (check.status, check.attested) == (CheckStatus.HOLDS, True)
    assert "attested by Ben with 'drill.txt'" in check.message
    assert not gate(done.after, "G4").executed
    assert not done.after.eligible_for_gold
    kept = evidence_path(Log(port.state.log), done.act.evidence_sha256)
    assert kept.read_text() == "recovered in 12 s"
    assert "rests on the word of Ben" in "\n".join(done.after.limitations)


def test_attesting_that_claims_were_read_passes_what_no_tool_looks_at(port, tmp_path):
    shown = tmp_path / "read.txt"
    shown.write_text("read every claim")
    done = act(port.desk(), Wish(Deed.ATTEST, "G12", evidence=shown))
    assert gate(done.before, "G12").status is Status.PENDING
    assert gate(done.after, "G12").status is Status.PASS


def test_a_measured_limit_is_not_attested_away(port, tmp_path):
    shown = tmp_path / "load.txt"
    shown.write_text("fast")
    done = act(port.desk(), Wish(Deed.ATTEST, "G2", evidence=shown))
    assert gate(done.after, "G2").status is Status.PENDING


def test_a_dismissed_claim_holds_no_longer_and_a_confirmed_one_fails(port):
    claim = next(f.id for f in port.certificate.findings if f.source == "model")
    assert gate(port.certificate, "G8").held_by == (claim,)
    dismissed = act(port.desk(), Wish(Deed.DISMISS, claim, reason="it is a constant")).after
    assert (gate(dismissed, "G8").status, gate(dismissed, "G8").held) == (Status.PASS, False)
    confirmed = act(port.desk(BEN), Wish(Deed.CONFIRM, claim)).after
    assert gate(confirmed, "G8").status is Status.FAIL
    assert confirmed.verdicts["production"] is Verdict.REJECTED


def test_acts_stick_to_findings_and_words_to_their_tree(port, tmp_path):
    shown = tmp_path / "drill.txt"
    shown.write_text("ok")
    act(port.desk(), waiver("G2"))
    act(port.desk(), Wish(Deed.ATTEST, "G12", evidence=shown))
    folder = port.run.root.parent.parent.name
    log = Log(port.state.log)
    next_tree = acts_on(log, TRUST, Matter("berthbook", folder, "f" * 64))[0]
    assert [a.act.deed for a in next_tree] == [Deed.WAIVE]
    for other in (Matter("other", folder, "f" * 64), Matter("berthbook", "elsewhere", "f" * 64)):
        assert acts_on(log, TRUST, other)[0] == ()


def test_an_act_by_a_key_that_is_trusted_no_more_counts_for_nothing(port):
    act(port.desk(), waiver("G2"))
    counted, refused = acts(port, Trust({}))
    assert counted == ()
    assert refused[0].startswith("Log entry 2 (waive G2 Latency) counts for nothing")


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (waiver("G99"), "no gate, check or finding 'G99'"),
        (waiver("F-999"), "no gate, check or finding"),
        (Wish(Deed.WAIVE, "G2", owner="Ada", until=LATER), "without a reason"),
        (Wish(Deed.WAIVE, "G2", reason="so", until=LATER), "without an owner"),
        (waiver("G2", DAY - timedelta(days=1)), "has passed"),
        (waiver("G2", date(2040, 1, 1)), "the most is"),
        (Wish(Deed.CONFIRM, "G2"), "no finding 'G2'"),
        (Wish(Deed.ATTEST, "docs.licence-file"), "shown by reading the tree"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(port, wish, why):
    before = sorted(p for p in port.state.root.rglob("*") if p.is_file())
    with pytest.raises(UsageError, match=why):
        act(port.desk(), wish)
    after = sorted(p for p in port.state.root.rglob("*") if p.is_file())
    assert [p for p in after if p not in before and p.name not in ("lock", "log.lock")] == []


def test_a_tools_finding_is_not_ruled_on_and_a_models_not_waived(port, poor):
    tool = poor.certificate.findings[0].id
    for deed in (Deed.CONFIRM, Deed.DISMISS):
        with pytest.raises(UsageError, match="a tool's finding, which is evidence"):
            act(poor.desk(), Wish(deed, tool, reason="no"))
    claim = next(f.id for f in port.certificate.findings if f.source == "model")
    with pytest.raises(UsageError, match="confirm it or dismiss it"):
        act(port.desk(), waiver(claim))


def test_a_stranger_cannot_act(port):
    with pytest.raises(UsageError, match="does not know the key"):
        act(port.desk(EVE), waiver("G2"))


def test_a_crash_while_a_waiver_is_published_is_resumed_to_the_new_certificate(port):
    def write(path, content, **more):
        if path.name == "certificate.json":
            raise OSError("the disk is full")
        write_whole(path, content, **more)

    desk = Desk(port.state, TRUST, ADA, NOW, write)
    with pytest.raises(OSError, match="full"):
        act(desk, waiver("G2"))
    with pytest.raises(Interrupted, match="incomplete"):
        act(port.desk(), waiver("G3"))
    with port.desk().writer.open() as writer:
        assert writer.resume() == "the waive that was cut off is logged"
    assert gate(port.certificate, "G2").status is Status.WAIVED
