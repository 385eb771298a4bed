"""What the hostile tree wrote cannot act where it is shown: papers, reports, terminal, log."""

import csv
import html
import io
import json
import os
import subprocess
import unicodedata
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from seatrial.certificate.render.html import render_html
from seatrial.certificate.render.markdown import render_markdown
from seatrial.evidence.catalogue import catalogue
from tests.audits import certificate_of
from tests.hostile.conftest import COMMAND
from tests.hostile.pen import WORD
from tests.hostile.tree import BRANCH, git
from tests.trees import write_tree

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
JSON_PAPERS = ("certificate.json", "findings.sarif", "sbom.cdx.json", "manifest.json")
KINDS = ("certificate", "readiness-report", "readiness-review", "progress", "self-audit")


def hidden_in(text: str) -> set[str]:
    return {hex(ord(c)) for c in text if unicodedata.category(c) in HIDDEN} - {"0xa", "0xd"}


def test_the_terminal_gets_no_escape(attacked):
    for stream in (attacked.done.stdout, attacked.done.stderr):
        assert hidden_in(stream.decode()) == set()


def test_no_paper_holds_a_character_that_nobody_sees(attacked):
    for path in attacked.papers.iterdir():
        assert hidden_in(path.read_text(encoding="utf-8")) == set(), path.name


def test_the_words_of_the_tree_are_in_the_papers_at_all(attacked):
    assert WORD in (attacked.papers / "certificate.md").read_text()


class Seen(HTMLParser):
    """What a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.acting, self.places = set[str](), list[str](), list[str]()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.acting += [name for name, _ in attrs if name.startswith("on")]
        self.places += [v or "" for n, v in attrs if n in ("src", "href", "action", "srcset")]


def acts(page: str) -> list[str]:
    seen = Seen()
    seen.feed(page)
    active = seen.tags & {"script", "img", "iframe", "object", "embed", "form", "base"}
    elsewhere = [place for place in seen.places if not place.startswith("#")]
    return [*active, *seen.acting, *elsewhere]


def test_the_page_has_nothing_that_acts(attacked):
    page = (attacked.papers / "report.html").read_text()
    assert acts(page) == []
    assert "default-src 'none'" in html.unescape(page)


def marked_up(text: str) -> list[str]:
    """HTML, links and images that a reader of Markdown would make of `text`."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inside = [t for token in tokens for t in (token, *(token.children or ()))]
    foreign = ("html_inline", "html_block", "image", "link_open")
    return [
        t.content or str(t.attrs)
        for t in inside
        if t.type in foreign and not str(t.attrGet("href") or "").startswith("#")
    ]


def test_the_markdown_has_no_markup_of_the_tree(attacked):
    assert marked_up((attacked.papers / "certificate.md").read_text()) == []


def test_no_cell_is_a_formula(attacked):
    text = (attacked.papers / "traceability.csv").read_text(encoding="utf-8")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert len(cells) > 1000
    assert [c for c in cells if c.lstrip().startswith(("=", "+", "-", "@", "|", "%"))] == []


def test_no_message_for_code_scanning_is_a_link(attacked):
    (run,) = json.loads((attacked.papers / "findings.sarif").read_bytes())["runs"]
    for result in run["results"]:
        assert not marked_up(result["message"]["text"].replace("<", "")), result["message"]
        for place in result["locations"]:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert uri.isascii()
            assert not set(uri) & set(" <>\"'\\^`{|}\n#?")


def test_json_papers_say_what_was_there_without_writing_it(attacked):
    """Escaped in the file, and the same text once it is read."""
    for name in JSON_PAPERS:
        json.loads((attacked.papers / name).read_bytes())
    outside = {e["path"] for e in attacked.certificate["reading"]["left"]}
    assert any("\n" in f[2] or "\x1b" in f[2] for f in attacked.findings) or outside


def test_the_log_is_one_object_a_line(attacked):
    (events,) = attacked.state.glob("*/runs/*/events.jsonl")
    for line in events.read_bytes().split(b"\n")[:-1]:
        assert line.isascii()
        json.loads(line)


@pytest.mark.parametrize("kind", KINDS)
def test_drafted_reports_are_as_harmless(attacked, kind):
    (run,) = (p.name for p in attacked.state.glob("*/runs/*"))
    for form in ("md", "html"):
        text = told(attacked, "report", kind, "--run", run, "--format", form)
        assert hidden_in(text) == set()
        assert (marked_up(text) if form == "md" else acts(text)) == []


def test_lists_of_runs_are_as_harmless(attacked):
    (run,) = (p.name for p in attacked.state.glob("*/runs/*"))
    for arguments in (["runs", "list"], ["runs", "show", run]):
        assert hidden_in(told(attacked, *arguments)) == set()


def told(audited, *arguments: str) -> str:
    env = {"PATH": os.environ["PATH"], "HOME": str(audited.folder / "home")}
    command = [*COMMAND, *arguments, "--state", str(audited.state)]
    done = subprocess.run(command, cwd=audited.root, env=env, capture_output=True, check=True)
    return done.stdout.decode()


def test_names_and_messages_of_git_are_as_harmless(tmp_path):
    """Of a clean checkout, whose branch and commit are stated."""
    root = write_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    git(root, "init", "-q", "-b", BRANCH)
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", f"{WORD} [x](http://evil.example) <script>")
    certificate = certificate_of(root, tmp_path / "state")
    assert certificate.repository.branch == BRANCH
    text = render_markdown(certificate)
    assert WORD in text
    assert hidden_in(text) == set()
    assert marked_up(text) == []
    assert acts(render_html(certificate, [], catalogue())) == []
