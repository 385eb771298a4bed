"""The catalogue: what it must hold, and that everything in it parses where it is put."""

import ast
from pathlib import Path

import pytest

from seatrial.gates.policy import default_policy
from seatrial.snapshot.model import Entry, Fate, Mode, Role
from seatrial.trial.kinds import Kind, Plant, SeenBy, catalogue
from seatrial.trial.places import Text, sites_of
from seatrial.trial.planted import has_room_for_imports, plant_in
from seatrial.trial.style import style_of
from seatrial.trial.syntax import Syntax
from seatrial.trial.syntax_child import read

FAULTS = [k for k in catalogue() if not k.decoy]
PACKAGE = Path(__file__).parent.parent.parent / "seatrial" / "trial"
HOSTS = {
    "python": (
        "a.py",
        "import sys\n\n\nasync def open_it(path):\n    total = 1\n    return total\n",
    ),
    "javascript": ("a.js", "import x from 'x';\n\nasync function f(path) {\n  g();\n}\n"),
    "typescript": ("a.ts", "import x from 'x';\n\nasync function f(path: string) {\n  g();\n}\n"),
    "go": ("a.go", 'package a\n\nimport (\n\t"fmt"\n)\n\nfunc F(path string) {\n\tg()\n}\n'),
    "java": (
        "A.java",
        "import a.B;\n\nclass A {\n    void f(String path) {\n        g();\n    }\n}\n",
    ),
    "rust": ("a.rs", "fn f(path: &str) {\n    g();\n}\n"),
    "shell": ("a.sh", "f() {\n    true\n}\n"),
}
ADDED = [
    pytest.param(kind, plant, language, id=f"{kind.id}-{language}")
    for kind in catalogue()
    for plant in kind.plants
    for language in plant.languages
    if plant.statement or plant.definition
]


def test_there_are_enough_kinds_over_all_gates_for_tools_and_readers():
    assert len(FAULTS) >= 50
    assert len(catalogue()) - len(FAULTS) >= 15
    assert {k.gates[0] for k in FAULTS} == set(default_policy().gates)
    assert {g for k in catalogue() for g in k.gates} <= set(default_policy().gates)
    assert len([k for k in FAULTS if k.seen_by is SeenBy.READER]) >= 20
    assert (
        len({k.id for k in catalogue()}) == len({k.title for k in catalogue()}) == len(catalogue())
    )


def test_every_language_that_is_audited_has_kinds():
    forms = {p.form or name for k in FAULTS for p in k.plants for name in p.languages}
    assert forms >= {
        "python", "javascript", "typescript", "go", "java", "rust", "shell", "dockerfile",
        "compose", "kubernetes", "github-actions", "gitlab-ci", "terraform", "sql", "markdown",
    }  # fmt: skip


@pytest.mark.parametrize("field", ["gates", "sources", "plants"])
def test_a_kind_without_gate_source_or_plant_is_refused(field):
    row = FAULTS[0].model_dump()
    with pytest.raises(ValueError, match="at least one"):
        Kind.model_validate({**row, field: ()})


def test_a_source_is_a_cwe_or_an_address_and_a_plant_does_one_thing():
    with pytest.raises(ValueError, match="no source"):
        Kind.model_validate({**FAULTS[0].model_dump(), "sources": ("a blog",)})
    with pytest.raises(ValueError, match="exactly one"):
        Plant(languages=("python",), statement="a", definition="b")


def host(language: str, plant: Plant) -> Text:
    path, content = HOSTS[language]
    if plant.needs:
        content += (
            f"{'#' if language in ('python', 'shell') else '//'} http req flask jest it( @Test\n"
        )
    lines = tuple(content.split("\n"))
    entry = Entry(
        path=path,
        mode=Mode.FILE,
        size=1,
        language=language,
        role=Role.SOURCE,
        fate=Fate.READ,
        text=True,
    )
    syntax = Syntax.model_validate(read(content.encode(), path))
    return Text(entry, lines, syntax, style_of([*lines, "x" * 110], language))


@pytest.mark.parametrize(("kind", "plant", "language"), ADDED)
def test_what_is_added_parses_and_stands_on_the_lines_that_are_told(kind, plant, language):
    free = {"needs": "", "header": "." if plant.header else "", "unless": ""}
    parameter = {"parameter": "path"} if plant.parameter else {}
    text = host(language, plant)
    (site, *_) = sites_of(kind, plant.model_copy(update={**free, **parameter}), text)
    assert language in ("rust", "shell", "typescript") or has_room_for_imports(text.lines, site)

    lines, (stand,) = plant_in(text.lines, [site])

    assert lines[stand.start - 1 : stand.end] == list(site.lines[site.blank :])
    assert read("\n".join(lines).encode(), text.entry.path)["errors"] <= text.syntax.errors


def test_the_planting_knows_nothing_of_the_checks():
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{a.name}" for a in node.names]
            for name in names:
                told = (
                    "collectors",
                    "prompts",
                    "evidence.catalogue",
                    "evidence.tools",
                    "evidence.code",
                )
                assert not any(word in name for word in told), f"{path.name} imports {name}"


def test_no_kind_speaks_of_a_check():
    from seatrial.evidence.catalogue import catalogue as checks

    data = "".join(p.read_text() for p in (PACKAGE / "kinds").glob("*.toml"))
    assert [name for name in checks() if name in data] == []
