"""The corrected draft: marks beside what is contradicted, every other byte as it was."""

import re

import pytest

from seatrial.claims.checked import check_document
from seatrial.claims.commands import check_reports
from seatrial.claims.report import Examined
from seatrial.claims.suggest import NOTES, suggested
from seatrial.errors import UsageError
from tests.claims.documents import CERTIFICATE, CONSISTENT, HTML, PROGRESS
from tests.trees import write_tree

BROKEN = CERTIFICATE.replace("1/2 criteria met (50 %)", "2/2 criteria met").replace(
    "PASS | 4 min", "PASS | script validated"
)
_MARK = re.compile(rb" (?:\*\*|<strong>)(?:\[seatrial [^\]]*\] ?)+(?:\*\*|</strong>)")


def drafted(content, name="a.md"):
    return suggested(content, Examined(name, "", check_document(name, content)))


def unmarked(draft):
    return _MARK.sub(b"", draft[: draft.index(NOTES.encode())])


def test_the_computed_value_stands_beside_the_statement():
    draft = drafted(BROKEN.encode()).decode()
    assert "**Current status:** 2/2 criteria met **[seatrial 2: 1/2]**\n" in draft
    row = next(line for line in draft.splitlines() if line.startswith("| G3"))
    assert row.endswith("`reports/bootstrap.json` **[seatrial 1]** |")
    notes = draft[draft.index(NOTES) :]
    assert "2. Line 26, `claims.counts-add-up`: '2/2' is stated;" in notes
    assert "What follows: **1/2**. Against line 23." in notes


CONTENTS = [
    BROKEN.encode(),
    BROKEN.replace("\n", "\r\n").encode(),
    b"\xef\xbb\xbf" + BROKEN.encode(),
    BROKEN.replace("criteria met", "criteria met  ").encode(),
    PROGRESS.replace("14/17 passing (82%)", "18/17 passing").encode(),
    "# Release status\n\nGüte: 18/17 tests passed".encode("cp1252"),
    PROGRESS.replace("= 14/14 pass", "= 15/15 pass").encode().rstrip(b"\n"),
]


@pytest.mark.parametrize("content", CONTENTS)
def test_every_other_byte_is_as_it_was(content):
    draft = drafted(content)
    assert draft != content
    assert unmarked(draft) == content


def test_html_is_marked_as_html():
    content = HTML.replace("1/2 gates passed", "2/2 gates passed").encode()
    draft = drafted(content, "a.html")
    assert b"2/2 gates passed <strong>[seatrial 1: 1/2]</strong></p>" in draft
    assert unmarked(draft) == content


@pytest.mark.parametrize("name", CONSISTENT)
def test_a_consistent_document_bears_no_mark(name):
    content = CONSISTENT[name].encode()
    draft = drafted(content, name)
    assert unmarked(draft) == content
    assert draft.endswith(b"Nothing was found that contradicts it; nothing was changed.\n")


def test_what_the_document_says_is_no_markup_of_the_notes():
    hostile = BROKEN.replace("2/2 criteria", "2/2 criteria ![x](http://a.example/p)")
    notes = drafted(hostile.encode()).decode().split(NOTES)[1]
    assert "![x](" not in notes


def test_a_draft_is_written_outside_of_the_tree_only(tmp_path):
    tree = write_tree(tmp_path / "ship", {"doc.md": BROKEN, ".git/HEAD": "ref: x\n"})
    document, out = tree / "doc.md", tmp_path / "draft.md"
    told = check_reports([document], "text", None, out)
    assert out.read_bytes() == drafted(BROKEN.encode())
    assert "claims.counts-add-up" in told
    for refused in (tree / "draft.md", tree / "a" / "b.md", document):
        with pytest.raises(UsageError, match="lies inside the audited tree"):
            check_reports([document], "text", None, refused)
    with pytest.raises(UsageError, match="lies inside the audited tree"):
        check_reports([out], "text", tree, tree / "draft.md")
    with pytest.raises(UsageError, match="writes one draft, and 2 documents were named"):
        check_reports([document, out], "text", None, tmp_path / "x.md")
    with pytest.raises(UsageError, match="no draft can be written"):
        check_reports([document], "text", None, tmp_path / "no" / "x.md")
    assert sorted(p.name for p in tree.iterdir()) == [".git", "doc.md"]


def test_what_the_tree_contradicts_is_marked_too(tmp_path):
    text = "# Readiness report\n\n- ✅ `src/ship/mast.py`\n"
    tree = write_tree(tmp_path / "ship", {"READINESS.md": text, "a.py": "x = 1\n"})
    check_reports([tree / "READINESS.md"], "text", tree, tmp_path / "draft.md")
    draft = (tmp_path / "draft.md").read_text()
    assert "- ✅ `src/ship/mast.py` **[seatrial 1]**\n" in draft
    assert "`claims.paths-exist`: 'src/ship/mast.py' is not in the tree" in draft
