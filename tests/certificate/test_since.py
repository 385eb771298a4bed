"""A git ref marks findings; gates, level and verdicts do not look at it."""

from seatrial.certificate.render.markdown import render_markdown
from seatrial.evidence.model import Outcome
from seatrial.snapshot.change import Change, ChangedFile, How
from tests.certificate.drafts import draft, failing
from tests.certificate.test_baseline import found
from tests.gates.bench import all_good, evidence

CHANGE = Change(
    ref="v1",
    commit="d" * 40,
    files=(
        ChangedFile(path="a.py", how=How.MODIFIED, lines=((3, 4), (9, 9))),
        ChangedFile(path="gone.py", how=How.DELETED),
        ChangedFile(path="new.py", how=How.ADDED, whole=True),
    ),
)
FOUND = found(
    failing("a.there", "one", 4),
    failing("a.there", "two", 5),
    failing("a.there", "three", 7, path="new.py"),
    failing("a.there", "four", 1, path="other.py"),
    evidence("a.minor", Outcome.FAILS, searched=("LICENSE*",)),
)


def test_every_finding_stands_somewhere_to_the_change(tmp_path):
    certificate = draft(tmp_path, FOUND, change=CHANGE)
    since, quotes = certificate.since, {f.id: f for f in certificate.findings}
    told = {
        name: [quotes[i].places[0].quote for i in getattr(since, name)]
        for name in ("on_lines", "in_files", "outside")
    }
    assert told == {"on_lines": ["one", "three"], "in_files": ["two"], "outside": ["four"]}
    assert [quotes[i].rule for i in since.placeless] == ["a.minor"]
    assert since.summary == (
        f"since v1 ({'d' * 12}): 3 files changed; 2 findings on changed lines, 1 beside them,"
        " 1 outside, 1 of the whole tree"
    )


def test_gates_level_and_verdicts_stay_those_of_the_whole_tree(tmp_path):
    nothing = Change(ref="HEAD", commit="d" * 40, files=())
    plain, marked = draft(tmp_path, FOUND), draft(tmp_path, FOUND, change=nothing)
    assert marked.gates == plain.gates
    assert (marked.verdicts, marked.level) == (plain.verdicts, plain.level)
    assert marked.findings == plain.findings


def test_the_papers_list_the_change_and_its_findings_first_and_say_what_it_means(tmp_path):
    text = render_markdown(draft(tmp_path, FOUND, change=CHANGE))
    assert "**gates, level and verdicts are of the whole tree**" in text
    assert "| `a.py` | modified | 3-4, 9 |" in text
    assert "| `new.py` | added | all |" in text
    headings = [line for line in text.splitlines() if line.startswith("- Since `v1`: ")]
    assert headings == [
        "- Since `v1`: **on changed lines**",
        "- Since `v1`: **on changed lines**",
        "- Since `v1`: **in a changed file, on other lines**",
        "- Since `v1`: **of the whole tree: it has no line**",
        "- Since `v1`: **outside the change**",
    ]
    assert "--since v1 only marks findings" in text
    assert "v1" not in render_markdown(draft(tmp_path, all_good()))
