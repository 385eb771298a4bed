import re
from pathlib import Path

import pytest

from docs.generate import DOCS, GENERATED

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_document_is_fresh(name):
    assert (DOCS / name).read_text(encoding="utf-8") == GENERATED[name](), "run `make docs`"


def test_relative_links_of_our_documents_resolve():
    for document in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document}: {target}"
