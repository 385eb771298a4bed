"""The tree itself: its size and languages, its commit, and what of it was not read.

These are proven by the snapshot as a whole: the evidence named is the tree digest.
"""

from seatrial.answers.known import Known, Told
from seatrial.answers.sheet import WHOLE
from seatrial.certificate.compile import repository_of
from seatrial.snapshot.model import Fate

_MOST = 10


def size(known: Known) -> Told:
    repository = repository_of(known.survey.snapshot)
    languages = ", ".join(f"{name} {n}" for name, n in repository.languages.items())
    head = f"The tree holds {repository.files} files with {repository.lines} lines of text."
    told = [known.of_tree(head), known.of_tree(f"Lines by language: {languages}.")]
    return {WHOLE: told}


def commit(known: Known) -> Told:
    git = known.survey.snapshot.git
    if not git.commit:
        return {WHOLE: [known.of_tree(f"No commit can be stated: {git.reason}.")]}
    when = f" of {git.committed_at:%Y-%m-%d %H:%M} UTC" if git.committed_at else ""
    branch = f" on {git.branch!r}" if git.branch else ""
    return {WHOLE: [known.of_tree(f"The last commit is {git.commit}{when}{branch}.")]}


def not_read(known: Known) -> Told:
    snapshot = known.survey.snapshot
    left = [e for e in snapshot.entries if e.fate is not Fate.READ]
    head = f"{len(left)} of {len(snapshot.entries)} paths were not read as a whole."
    told = [known.of_tree(head)]
    told += [known.of_tree(f"'{e.path}': {e.reason}.") for e in left[:_MOST]]
    outside = sorted(snapshot.manifest.outside)
    if outside:
        named = ", ".join(f"'{path}' ({reason})" for path, reason in outside[:_MOST])
        more = f" and {len(outside) - _MOST} more" if len(outside) > _MOST else ""
        told.append(known.of_tree(f"No part of the tree: {named}{more}."))
    if unparsed := known.survey.unparsed:
        named = ", ".join(f"'{p}'" for p in sorted(unparsed)[:_MOST])
        told.append(known.of_tree(f"Not parsed, or not as a whole: {named}."))
    return {WHOLE: told}
