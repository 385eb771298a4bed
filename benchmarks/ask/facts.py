"""`python -m benchmarks.ask.facts CHECKOUTS`: how many fact questions are answered right by rules.

CHECKOUTS holds the public repositories by their short names (`isso`, `pypiserver`, `rest-server`),
each at the commit that the questions name; those that are not there are left out.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.ask.questions import Question, outcome, questions
from seatrial import environment
from seatrial.asking import ask_tree
from seatrial.known_tree import KnownTree, known_tree
from seatrial.settings import Settings

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def folder_of(repository: str, checkouts: Path) -> Path:
    """Where a repository lies here."""
    name, _, commit = repository.partition("@")
    return checkouts / name.rpartition("/")[2] if commit else EXAMPLES / name


def main() -> None:
    environment.force()
    checkouts = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("checkouts")
    counts: Counter[str] = Counter()
    trees: dict[str, KnownTree] = {}
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(state=Path(state), quiet=True)
        for question in questions("fact"):
            folder = folder_of(question.repository, checkouts)
            if not folder.is_dir():
                counts["left out"] += 1
                continue
            if question.repository not in trees:
                trees[question.repository] = known_tree(folder.resolve(), settings)
            counts[_judged(question, trees[question.repository])] += 1
    _say(", ".join(f"{count} {what}" for what, count in sorted(counts.items())))


def _judged(question: Question, tree: KnownTree) -> str:
    answer = ask_tree(tree, question.question)
    found = outcome(question, answer)
    if found != "right":
        said = " ".join(s.text for s in answer.sentences)[:200]
        _say(f"{found:<10}{question.id:<28}{question.question}  [{answer.route}] {said}")
    return found


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
