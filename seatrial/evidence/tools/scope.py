"""Which files a tool judges, and what its silence about all of them means."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from seatrial.evidence.python.scope import is_template
from seatrial.snapshot.model import Entry, Fate, Mode, Role
from seatrial.snapshot.roles import role_of
from seatrial.snapshot.snapshot import Snapshot

_WORKFLOW = re.compile(r"^\.github/workflows/[^/]+\.ya?ml$")
_ACTION = re.compile(r"(^|/)action\.ya?ml$")
# To be filled in by a program whose language the ending names.
_FILLED_IN = (".j2", ".jinja", ".tmpl", ".tpl", ".template", ".in", ".erb", ".dockerignore")
_DOCKERFILE = re.compile(r"(^|/)((Docker|Container)file[^/]*|[^/]*\.dockerfile)$", re.IGNORECASE)


@dataclass(frozen=True)
class Scope:
    """Files of one `language`. `noun` names them in the plural; `names` is True for the path of
    one, so that a file that could not be opened is known as well; `wants` may refuse more.

    `programs` is True when a check of it speaks of the whole program, so that a part of it in
    another language leaves the check open.
    """

    noun: str
    language: str
    names: Callable[[str], bool]
    wants: Callable[[Entry], bool]
    programs: bool = False

    def files(self, snapshot: Snapshot, roles: Collection[Role]) -> list[Entry]:
        return [e for e in snapshot.files(*roles) if self.wants(e)]

    def unreadable(self, snapshot: Snapshot, roles: Collection[Role]) -> dict[str, str]:
        """Files of it that the snapshot itself could not read, with its reason."""
        return {
            e.path: e.reason
            for e in snapshot.entries
            if self.names(e.path)
            and e.mode in (Mode.FILE, Mode.EXECUTABLE)
            and (e.fate is Fate.SKIPPED or not e.text)
            and role_of(e.path, self.language, b"") in roles
        }


def is_workflow(path: str) -> bool:
    return bool(_WORKFLOW.search(path))


# Stubs (.pyi) are declarations, templates are not Python yet.
PYTHON = Scope(
    "Python files",
    "python",
    names=lambda path: path.endswith(".py"),
    wants=lambda e: (
        e.language == "python" and not e.path.endswith(".pyi") and not is_template(e.path)
    ),
    programs=True,
)
WORKFLOWS = Scope(
    "GitHub workflows and actions",
    "yaml",
    names=lambda path: is_workflow(path) or bool(_ACTION.search(path)),
    wants=lambda e: is_workflow(e.path) or bool(_ACTION.search(e.path)),
)
SHELL = Scope(
    "shell scripts",
    "shell",
    names=lambda path: path.endswith((".sh", ".bash")),
    wants=lambda e: e.language == "shell" and not is_template(e.path),
)
DOCKERFILES = Scope(
    "Dockerfiles",
    "dockerfile",
    names=lambda path: bool(_DOCKERFILE.search(path)),
    wants=lambda e: e.language == "dockerfile" and not e.path.endswith(_FILLED_IN),
)
