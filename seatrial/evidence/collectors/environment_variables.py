"""The environment variables that the program reads by name, and where they are written about."""

import re
from collections.abc import Iterable

from seatrial.evidence.python.facts import EnvRead
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

# Set by the system, the shell, a CI service or a cloud's own tools, not by who runs the program.
_GIVEN = re.compile(
    r"(PATH|PATHEXT|HOME|USER|USERNAME|LOGNAME|SHELL|PWD|OLDPWD|TMPDIR|TEMP|TMP|LANG|LANGUAGE|TZ|TERM"
    r"|COLORTERM|TERM_\w+|ITERM_\w+|COLUMNS|LINES|DISPLAY|WAYLAND_DISPLAY|EDITOR|VISUAL|PAGER|BROWSER"
    r"|HOSTNAME|CI|NO_COLOR|FORCE_COLOR|CLICOLOR\w*|DEBUG|VERBOSE|PYTEST_\w+|VIRTUAL_ENV|CONDA_\w+"
    r"|LC_\w+|XDG_\w+|PYTHON\w+|PIP_\w+|UV_\w+|APPDATA|LOCALAPPDATA|PROGRAM\w+|SYSTEMROOT|WINDIR"
    r"|COMSPEC|USERPROFILE|HOMEDRIVE|HOMEPATH|OS|PROCESSOR_\w+|NUMBER_OF_PROCESSORS|SSH_\w+|GPG_\w+"
    r"|MSYSTEM|WSL\w*|https?_proxy|no_proxy|all_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE"
    r"|CURL_CA_BUNDLE|AWS_\w+|GOOGLE_\w+|GCP_\w+|AZURE_\w+|KUBERNETES_\w+|GITHUB_\w+|RUNNER_\w+"
    r"|GITLAB_\w+|CI_\w+|TRAVIS\w*|CIRCLE\w*|JENKINS_\w+|BUILD_\w+|READTHEDOCS\w*|COVERAGE\w*"
    r"|LD_\w+|DYLD_\w+|CC|CXX|CFLAGS|CXXFLAGS|LDFLAGS|CUDA_\w+|OMP_\w+|MKL_\w+|LOCAL_RANK|RANK"
    r"|WORLD_SIZE|MASTER_(ADDR|PORT)|SLURM_\w+|DJANGO_SETTINGS_MODULE|FLASK_\w+|SERVER_SOFTWARE"
    r"|GATEWAY_INTERFACE|REQUEST_METHOD|QUERY_STRING|NOTIFY_SOCKET|LISTEN_(FDS|PID)|INVOCATION_ID"
    r"|DBUS_\w+|WERKZEUG_\w+|_\w*|SUDO_\w+|VSCODE_\w+|COLAB_\w+|KAGGLE_\w+|DYNO|K_SERVICE"
    r"|SOURCE_DATE_EPOCH|MAKEFLAGS|GIT_\w+|JPY_\w+|JUPYTER\w*|IPYTHON\w*|TOX_\w+|PORT"
    r"|NODE_\w+|NPM_\w+|GO(PATH|ROOT|OS|ARCH|FLAGS|DEBUG|MAXPROCS|BIN)|CARGO\w*|RUST\w*|JAVA_\w+"
    r"|MAVEN_\w+|GRADLE_\w+|OUT_DIR|TARGET|HOST|PROFILE|VITEST|JEST_\w+|DEV|PROD|MODE)",
    re.IGNORECASE,
)
# `process.env.basePath`: a constant that a bundler puts there, not a variable of the system.
_BUNDLED = re.compile(r"[a-z]+[A-Z]\w*")
_SET = re.compile(r"environ(?:\[|\.setdefault\()\s*[\"'](\w+)[\"']\s*(?:\]\s*=(?!=)|,)")
TEMPLATES = (
    r"(.*/)?(\.?env[._-](example|sample|template|dist|defaults?)|[^/]*(example|sample|template)"
    r"\.env|\.env\.\w*(example|sample|template)|app\.json|\.envrc(\.\w+)?)"
)


def reads(survey: Survey) -> dict[str, tuple[str, EnvRead]]:
    """Name to the first place that reads it, in order of paths; one that is required wins."""
    found: dict[str, tuple[str, EnvRead]] = {}
    paths = sorted(program_files(survey, survey.facts))
    own = _set_by_itself(survey, paths)
    for path in paths:
        for read in survey.facts[path].env:
            known = found.get(read.name)
            if (
                read.name in own
                or is_given(read.name)
                or _BUNDLED.fullmatch(read.name)
                or (known and known[1].required >= read.required)
            ):
                continue
            found[read.name] = (path, read)
    return found


def is_given(name: str) -> bool:
    """Whether it is the system, a CI service or a cloud's own tools that set `name`."""
    return bool(_GIVEN.fullmatch(name))


def _set_by_itself(survey: Survey, paths: Iterable[str]) -> set[str]:
    """Variables that the program sets for its own children."""
    found: set[str] = set()
    for path in paths:
        if survey.facts[path].env or b"environ" in survey.snapshot.raw(path):
            found.update(_SET.findall(survey.snapshot.source(path)))
    return found


def program_files(survey: Survey, paths: Iterable[str]) -> list[str]:
    """Those of `paths` that belong to the program itself; shell scripts only start it."""
    entries = (survey.snapshot.find(path) for path in paths)
    found = [e.path for e in entries if e and e.role is Role.SOURCE and e.language != "shell"]
    return [path for path in found if not is_ancillary(path)]


def places_of_words(survey: Survey) -> list[str]:
    """Paths where a variable may be written about: documents, container files, templates."""
    about = [e.path for e in survey.snapshot.files(Role.DOCS, Role.CONTAINER)]
    templates = [e.path for e in survey.snapshot.named(TEMPLATES)]
    settings = [e.path for e in survey.snapshot.files(Role.CONFIG, language="yaml")]
    return sorted({*about, *templates, *settings})


def words(survey: Survey, paths: Iterable[str]) -> frozenset[str]:
    """Every word in capitals of these files."""
    found: set[str] = set()
    for path in paths:
        found.update(re.findall(r"[A-Za-z_][A-Za-z0-9_]{1,80}", survey.snapshot.source(path)))
    return frozenset(found)
