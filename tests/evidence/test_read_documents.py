"""Markdown is parsed in children, and what cannot be parsed is named."""

from dataclasses import replace

from seatrial.batch import Batches, Limits
from seatrial.evidence.document_reader import document_of, read
from seatrial.evidence.documents import read_document
from seatrial.evidence.read_documents import read_documents
from tests.trees import snapshot_of, write_tree

TEXT = """---
title: x
---
# A

[one](b.md#two "title") ![two](c.png) <a name="here"></a>

    code

```sh
make all
make test
```

## A
"""


def in_children(tmp_path, files, limits=None):
    snapshot, inside = snapshot_of(write_tree(tmp_path / "tree", files), tmp_path / "state")
    batches = Batches(inside.locate, inside.cache, limits=limits or Limits())
    found = read_documents(snapshot, batches)
    inside.cache.close()
    return found


def test_a_document_comes_back_from_its_child_as_it_was():
    for text in (TEXT, TEXT.replace("\n", "\r\n"), f"\ufeff{TEXT}", "", "a" * 300_000):
        plain = text.removeprefix("\ufeff")
        assert document_of(plain, read(text.encode())) == read_document(plain)


def test_documents_are_read_in_a_child_by_path(tmp_path):
    found = in_children(tmp_path, {"README.md": TEXT, "docs/a.md": "# B\n", "a.txt": "# C\n"})
    assert found == {"README.md": read_document(TEXT), "docs/a.md": read_document("# B\n")}


def test_a_document_that_stalls_the_parser_is_named_and_the_others_are_read(tmp_path):
    slow = "![" * 60_000
    files = {"README.md": "# A\n", "slow.md": f"{slow}\n"}
    found = in_children(tmp_path, files, replace(Limits(), begin=1, pace=1_000_000, alone=1))
    assert found["README.md"].headings
    assert found["slow.md"].unread == "stopped at its time limit"
    assert found["slow.md"].lines == (slow, "")
