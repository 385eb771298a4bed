"""Where systems other than GitHub paste what a stranger wrote into a script before it runs.

GitLab hands such values to the shell as variables, which is safe. Azure replaces `$(…)` in the
text of a script, Jenkins' Groovy replaces `${…}` within double quotes.
Sources: https://learn.microsoft.com/azure/devops/pipelines/process/variables,
https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#string-interpolation
"""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors.delivery.pipelines import other_pipelines
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import read_yaml

_AZURE = re.compile(
    r"\$\((Build\.SourceVersionMessage|System\.PullRequest\.SourceBranch(?:Name)?)\)", re.IGNORECASE
)
_AZURE_SCRIPTS = frozenset({"script", "bash", "pwsh", "powershell", "inlineScript"})
_JENKINS = re.compile(
    r"\b(?:sh|bat|powershell|pwsh)\b[\s(]{0,5}(?:script:\s?)?\"[^\"\n]{0,500}"
    r"\$\{?(?:env\.)?(CHANGE_TITLE|CHANGE_BRANCH|CHANGE_AUTHOR_DISPLAY_NAME)\b"
)


def looked_at(survey: Survey) -> dict[str, str]:
    """Definitions whose scripts are searched: path to the system's name."""
    known = {"azure-pipelines", "jenkins"}
    return {path: name for path, name in other_pipelines(survey).items() if name in known}


def injections(survey: Survey) -> Iterator[tuple[Spot, str]]:
    """Each place with the name of what a stranger can write."""
    for path, system in looked_at(survey).items():
        yield from _of_jenkins(survey, path) if system == "jenkins" else _of_azure(survey, path)


def _of_jenkins(survey: Survey, path: str) -> Iterator[tuple[Spot, str]]:
    for number, line in enumerate(survey.snapshot.lines(path), 1):
        found = None if line.lstrip().startswith("//") else _JENKINS.search(line[:2000])
        if found:
            yield Spot(path, number), found[1]


def _of_azure(survey: Survey, path: str) -> Iterator[tuple[Spot, str]]:
    root = read_yaml(survey.snapshot.source(path))
    lines = survey.snapshot.lines(path)
    for node in root.walk() if root else ():
        for key, value in node.items():
            if key in _AZURE_SCRIPTS and value.kind == "scalar":
                for number in range(value.line, min(value.end_line, len(lines)) + 1):
                    if found := _AZURE.search(lines[number - 1][:2000]):
                        yield Spot(path, number), found[1]


def unread(survey: Survey) -> list[str]:
    """Azure's definitions that are no YAML."""
    azure = [p for p, name in looked_at(survey).items() if name != "jenkins"]
    return [path for path in azure if read_yaml(survey.snapshot.source(path)) is None]
