import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from docs.generate import DOCS, GENERATED
from seatrial.evidence.catalogue import catalogue
from seatrial.gates.default import default_text
from seatrial.gates.policy_file import read_policy_file

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_document_is_fresh(name):
    assert (DOCS / name).read_text(encoding="utf-8") == GENERATED[name](), "run `make docs`"


def test_relative_links_of_our_documents_resolve():
    for document in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document}: {target}"


def test_the_worked_policy_is_read_and_fits_the_published_schema():
    text = (DOCS / "policy.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1]
    ours = read_policy_file(example.encode(), "ours.toml", catalogue())
    assert ours.gates["G1"].limits[0].bound == "≥ 85 %"
    schema = json.loads((DOCS / "schema" / "policy-1.json").read_text(encoding="utf-8"))
    for policy in (example, default_text().decode()):
        jsonschema.validate(tomllib.loads(policy), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**tomllib.loads(example), "gatess": {}}, schema)
