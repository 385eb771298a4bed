"""Whether an artefact speaks of this tree: stated, not guessed, and never from a file's mtime."""

from datetime import UTC, datetime, timedelta

from seatrial.evidence.importers.artefact import Made
from seatrial.evidence.importers.measured import Measured
from seatrial.evidence.model import Outcome
from seatrial.evidence.survey import Survey

# A time without a zone is some place's local time; west of Greenwich that is up to this much
# earlier than UTC, so it is given the benefit of the doubt.
_FARTHEST_WEST = timedelta(hours=12)
_STATE = "state it inside or in NAME.subject.json (docs/importing.md)"


def why_not_bound(survey: Survey, measured: Measured) -> str:
    """Why it is no evidence of this tree; empty when it is."""
    if not measured.compared:
        return _other_subject(survey, measured.made) or _too_old(survey, measured.made)
    # What an old list names is wrong today as well; what it does not name may be wrong by now.
    return "" if measured.outcome is Outcome.FAILS else _too_old(survey, measured.made)


def _other_subject(survey: Survey, made: Made) -> str:
    here = survey.subject
    if made.tree:
        same = _plain(made.tree) == here.tree
        return "" if same else f"it was made for tree {_short(made.tree)}, this is {here.tree[:12]}"
    if not made.commit:
        return f"it does not say for which commit or tree it was made: {_STATE}"
    if not here.commit:
        reason = survey.snapshot.git.reason or "no commit can be stated"
        return f"{reason}, so only a tree digest binds it; this is tree {here.tree}"
    if made.commit.lower() == here.commit:
        return ""
    return f"it was made for commit {_short(made.commit)}, this is {here.commit[:12]}"


def _too_old(survey: Survey, made: Made) -> str:
    if made.produced_at is None:
        return f"it does not say when it was made: {_STATE}"
    committed = survey.snapshot.git.committed_at
    if committed is None or latest(made.produced_at) >= committed:
        return ""
    return (
        f"it was made at {made.produced_at.isoformat()}, before the commit of "
        f"{committed.isoformat()}; run it again"
    )


def latest(moment: datetime) -> datetime:
    """The latest instant that `moment` can stand for."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC) + _FARTHEST_WEST


def in_utc(moment: datetime) -> datetime:
    """`moment` in UTC; one without a zone is taken for UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _plain(digest: str) -> str:
    return digest.lower().removeprefix("sha256:")


def _short(name: str) -> str:
    return repr(_plain(name)[:12])
