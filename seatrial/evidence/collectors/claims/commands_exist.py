"""What a readiness document tells its reader to run is there."""

from collections.abc import Iterator
from itertools import groupby

from seatrial.evidence.collectors.claims.held import Held, Paper, differs, fits
from seatrial.evidence.collectors.docs.commands_exist import judged_commands
from seatrial.evidence.documents import CodeBlock
from seatrial.evidence.model import Check, Severity
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="claims.commands-exist",
    statement="Every command of a readiness document that names a part of the tree finds it",
    gate="G12",
    severity=Severity.LOW,
    remedy="Correct the command, or restore what it runs.",
)


def compare(survey: Survey, paper: Paper) -> Iterator[Held]:
    for command, missing in judged_commands(survey, paper.path, _blocks(paper)):
        shown = repr(command.text[:80])
        if missing:
            yield differs(command.line, f"{shown}: {missing}")
        else:
            yield fits(command.line, f"{shown} finds what it names")


def _blocks(paper: Paper) -> Iterator[CodeBlock]:
    """Lines that stand together; one that shows no command may be missing between them."""
    for _, items in groupby(paper.checked.called("command"), lambda i: i.more["block"]):
        texts = {i.line: i.text for i in items}
        lines = range(min(texts), max(texts) + 1)
        yield CodeBlock("sh", lines.start, tuple(texts.get(n, "") for n in lines))
