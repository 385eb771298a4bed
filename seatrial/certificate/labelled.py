"""Which findings are known to be right or wrong: by a trial, or by a person's act."""

from collections.abc import Iterator

from seatrial.certificate.acts import acts_of
from seatrial.certificate.detection import Detection
from seatrial.certificate.model import Certificate
from seatrial.reliability import Label, Labelled


def labelled(c: Certificate) -> list[Labelled]:
    """What the trial and the acts of `c` say, with the confidence that was stated before."""
    return [*(of_trial(c.detection) if c.detection else ()), *_of_acts(c)]


def of_trial(d: Detection) -> Iterator[Labelled]:
    """A rule's finding at a planted fault was right, one at a decoy was not."""
    stated = {k.rule: k.share for k in d.confidence}
    for label, planted in ((Label.PLANTED, d.faults), (Label.DECOY, d.decoys)):
        for rule in (rule for p in planted for rule in p.found_by):
            yield Labelled(rule=rule, stated=stated.get(rule), label=label)


def _of_acts(c: Certificate) -> Iterator[Labelled]:
    """A confirmation outweighs a dismissal, as it does at the gate."""
    rulings: dict[str, bool] = {}
    for ruling in acts_of(c.acts).rulings:
        rulings[ruling.finding] = rulings.get(ruling.finding, False) or ruling.confirmed
    stated = {k.rule: k.share for k in c.confidence}
    for finding in c.findings:
        if finding.fingerprint in rulings:
            confirmed = rulings[finding.fingerprint]
            label = Label.CONFIRMED if confirmed else Label.DISMISSED
            yield Labelled(rule=finding.rule, stated=stated.get(finding.rule), label=label)
