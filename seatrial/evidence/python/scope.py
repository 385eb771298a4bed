"""Which files run in production, and which are there for whoever works on the project."""

import re
from collections.abc import Iterable, Mapping

from seatrial.evidence.facts import FileFacts
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot

# Below any folder: shown or measured, not run. A `tools` or `scripts` inside a package is part of
# the program; at the top it is for developers.
_SHOWN = re.compile(
    r"(^|/)(examples?|samples?|demos?|docs?|documentation|docs?_src|tutorials?|snippets|notebooks"
    r"|benchmarks?|asv_bench|playground|cookbook|recipes|quickstarts?|\.[^/]+|_examples?|benches|xtask"
    r"|fuzz|testutils?|test-utils?|__mocks__|stories|storybook|jmh|integration[_-]?tests?)/"
    r"|[^/]*\.(config|conf|stories|setup)\.[cm]?[jt]sx?$|(^|/)(gulpfile|Gruntfile|webpack[^/]*"
    r"|rollup[^/]*|karma[^/]*|\.[^/]*rc)\.[cm]?[jt]s$|(^|/)build\.rs$"
)
_AT_TOP = re.compile(
    r"(scripts?|tools?|utils|devtools|dev|contrib|extras?|hack|ci|\.ci|build|etc|misc|bench|release"
    r"|packaging|experiments?|templates?|bin)/|[^/]*(setup|noxfile|tasks|fabfile|conftest"
    r"|dodo|versioneer|duties|_build)\.py$"
)
_TEMPLATE = re.compile(r"\{\{|\{%")
_PACKAGES = re.compile(r"(^|/)src/\w{1,40}/(java|kotlin|scala)/")
_TEST_MODULE = re.compile(r"(^|/)(tests?([_-][^/]*)?|[^/]*_tests?)\.py$")
_TEST_INPUT = re.compile(
    r"(^|/)(data|test_?data|test-data|fixtures?|resources|samples?|corpus|snapshots?|cases"
    r"|examples?|example_scripts|templates|inputs?|assets|golden|projects?)/"
)
_EXPOSE = re.compile(r"(?im)^\s*EXPOSE\s+\S")
_PORTS = re.compile(r"(?m)^\s+ports:")
_BUILD = re.compile(r"(?m)^\s+build:")


def is_ancillary(path: str) -> bool:
    """Not part of the running program: examples, docs, benchmarks, developers' scripts."""
    plain = _without_package(path)
    return bool(_SHOWN.search(plain) or _AT_TOP.match(plain))


def is_template(path: str) -> bool:
    """To be filled in before it is Python, as its name says."""
    return bool(_TEMPLATE.search(path))


def is_test_module(path: str) -> bool:
    """A file that a test runner collects, as opposed to what tests read or share."""
    return bool(_TEST_MODULE.search(path)) and not _TEST_INPUT.search(path)


def is_test_input(path: str) -> bool:
    """Something that tests feed to the program."""
    return bool(_TEST_INPUT.search(_without_package(path)))


def _without_package(path: str) -> str:
    """The folders below `src/main/java` name a package, such as org.springframework.samples."""
    root = _PACKAGES.search(path)
    return path[: root.end()] + path.rpartition("/")[2] if root else path


def is_service(snapshot: Snapshot, facts: Mapping[str, FileFacts]) -> bool:
    """Whether the program listens: production code that serves, or a container that it opens.

    A compose file counts when it builds the project's own image and publishes a port; one that
    only starts a database for the tests does not.
    """
    sources = {e.path for e in snapshot.files(Role.SOURCE)}
    if any(f.serves for p, f in facts.items() if p in sources and not is_ancillary(p)):
        return True
    return any(_opens_port(snapshot.source(path)) for path in _container_files(snapshot))


def _container_files(snapshot: Snapshot) -> Iterable[str]:
    found = snapshot.files(Role.CONTAINER)
    return (e.path for e in found if not is_ancillary(e.path) and not is_test_input(e.path))


def _opens_port(text: str) -> bool:
    return bool(_EXPOSE.search(text) or (_BUILD.search(text) and _PORTS.search(text)))
