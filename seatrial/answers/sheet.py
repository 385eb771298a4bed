"""Everything that code can tell of one tree, told once and kept: answering is looking up."""

from collections.abc import Mapping
from datetime import datetime

from seatrial.answers.model import Sentence
from seatrial.frozen import Frozen

WHOLE = ""  # the subject of a fact that speaks of the whole tree


class Sheet(Frozen):
    """The facts of one tree: by topic, then by subject (a package, a gate, a path, or `WHOLE`).

    `names` are words by which people call the project. `run` is the audit that judged, '' when
    the tree was read for the asking; `judged_by` is what an answer about gates, verdicts and
    findings must say of how they were decided, `notes` what every answer must say.
    """

    tree: str
    commit: str = ""
    committed_at: datetime | None = None
    names: tuple[str, ...] = ()
    run: str = ""
    facts: Mapping[str, Mapping[str, tuple[Sentence, ...]]] = {}
    judged_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def told(self, topic: str, subject: str = WHOLE) -> tuple[Sentence, ...]:
        """What is known of `subject` under `topic`; nothing when nothing was told."""
        return self.facts.get(topic, {}).get(subject, ())
