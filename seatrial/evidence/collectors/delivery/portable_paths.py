"""Nothing names a folder of one person's machine."""

import re
from collections.abc import Iterator

from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Role

CHECK = Check(
    id="delivery.portable-paths",
    statement="No source or configuration names a path in one person's home",
    gate="G11",
    severity=Severity.LOW,
    remedy="Take the path from configuration, or make it relative to the project.",
    effort="S",
)
_HOME = re.compile(
    r"[\"'`=:]\s?(?:file://)?(?:/home/|/Users/|[A-Za-z]:(?:\\\\?|/)Users(?:\\\\?|/))"
    r"([A-Za-z][\w.-]{1,40})[/\\]"
)
# Accounts of images and CI machines, and names that stand for anybody.
_ANYBODY = re.compile(
    r"(user\d*|username|users?name|your.*|my.*|me|you|name|someone|somebody|runner|runneradmin"
    r"|vscode|node|app|ubuntu|debian|fedora|centos|ec2-user|admin|pi|circleci|travis|jovyan"
    r"|linuxbrew|git|docker|container.*|codespace|coder|dev|developer|deploy|service|shared|public"
    r"|default|all users|root|test.*|foo|bar|baz|alice|bob|carol|eve|jane|john|doe|j(ohn|ane)_?doe"
    r"|example.*|foobar|guest|student|steam|nobody|www|web|build.*|jenkins|gitlab.*|vagrant|azureuser|"
    r"xxx+|appuser|nonroot|nix.*|kbuilder|sandbox|oracle|postgres|airflow|spark|hadoop|flink)",
    re.IGNORECASE,
)
_TESTS_BELOW = "#[cfg(test)]"  # Rust keeps a file's tests at its end
_COMMENT = re.compile(r"\s*(#|//|\*|/\*|--|;|<!--|>>>)")


def collect(survey: Survey) -> list[Evidence]:
    looked = survey.snapshot.files(Role.SOURCE, Role.CONFIG)
    failing = [e for entry in looked for e in _judge(survey, entry)]
    if not looked:
        return [survey.not_applicable(CHECK, "no source and no configuration")]
    return survey.fails_or_holds(CHECK, failing, f"{len(looked)} files without a personal path")


def _judge(survey: Survey, entry: Entry) -> Iterator[Evidence]:
    raw = survey.snapshot.raw(entry.path)
    if b"/home/" not in raw and b"Users" not in raw:
        return
    for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
        if line.strip() == _TESTS_BELOW:
            return
        found = None if _COMMENT.match(line) else _HOME.search(line[:2000])
        if found and not _ANYBODY.fullmatch(found[1]):
            message = f"a path in the home of {found[1]!r}"
            yield survey.fails(CHECK, message, Spot(entry.path, number))
