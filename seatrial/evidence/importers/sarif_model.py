"""The parts of SARIF 2.1.0 that are read."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from seatrial.evidence.importers.figures import figure


class _Part(BaseModel):
    """Some writers say null where they mean nothing."""

    @model_validator(mode="before")
    @classmethod
    def _without_null(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}


class _Configuration(_Part):
    level: str | None = None


def score_of(properties: dict[str, Any]) -> float | None:
    """0 to 10 as in CVSS, where the tool states it."""
    return figure(properties.get("security-severity"))


class Rule(_Part):
    id: str = ""
    configuration: _Configuration = Field(default=_Configuration(), alias="defaultConfiguration")
    properties: dict[str, Any] = {}

    @property
    def score(self) -> float | None:
        return score_of(self.properties)


class _Component(_Part):
    name: str = "a scanner"
    version: str = ""
    rules: list[Rule] = []

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}


class _Tool(_Part):
    driver: _Component
    extensions: list[_Component] = []


class _ComponentReference(_Part):
    index: int | None = None


class _RuleReference(_Part):
    id: str | None = None
    index: int | None = None
    component: _ComponentReference = Field(default=_ComponentReference(), alias="toolComponent")


class _Uri(_Part):
    uri: str = ""


class _Region(_Part):
    start: int | None = Field(default=None, alias="startLine")
    end: int | None = Field(default=None, alias="endLine")


class _Physical(_Part):
    file: _Uri = Field(default=_Uri(), alias="artifactLocation")
    region: _Region = _Region()


class _Location(_Part):
    physical: _Physical | None = Field(default=None, alias="physicalLocation")


class _Message(_Part):
    text: str = ""
    markdown: str = ""


class _Suppression(_Part):
    kind: str
    status: str = "accepted"


class Result(_Part):
    """`kind` "fail" is the default; "review" and "open" are left to a person."""

    rule_id: str | None = Field(default=None, alias="ruleId")
    rule_index: int | None = Field(default=None, alias="ruleIndex")
    reference: _RuleReference = Field(default=_RuleReference(), alias="rule")
    level: str | None = None
    kind: str = "fail"
    said: _Message = Field(default=_Message(), alias="message")
    locations: list[_Location] = []
    suppressions: list[_Suppression] = []
    baseline: str = Field(default="", alias="baselineState")
    properties: dict[str, Any] = {}

    @property
    def rule(self) -> str:
        return self.rule_id or self.reference.id or ""

    @property
    def message(self) -> str:
        return self.said.text or self.said.markdown

    @property
    def reviewed(self) -> bool:
        """Let be by a person outside of the source. A mark in the source hides nothing."""
        return any(s.kind == "external" and s.status == "accepted" for s in self.suppressions)


class _Invocation(_Part):
    successful: bool | None = Field(default=None, alias="executionSuccessful")
    started: datetime | None = Field(default=None, alias="startTimeUtc")
    ended: datetime | None = Field(default=None, alias="endTimeUtc")


class _Provenance(_Part):
    revision: str = Field(default="", alias="revisionId")


class Run(_Part):
    tool: _Tool
    results: list[Result] | None = None
    invocations: list[_Invocation] = []
    provenance: list[_Provenance] = Field(default=[], alias="versionControlProvenance")

    @property
    def commits(self) -> set[str]:
        return {p.revision for p in self.provenance if p.revision}

    @property
    def stamps(self) -> Iterator[datetime]:
        stated = (i.started or i.ended for i in self.invocations)
        return (at for at in stated if at)

    def rule_of(self, result: Result) -> Rule | None:
        """By index where one is given, else by id, of the tool or of one of its extensions."""
        nth = result.reference.component.index
        components = [self.tool.driver, *self.tool.extensions]
        if nth is not None and 0 <= nth < len(self.tool.extensions):
            components = [self.tool.extensions[nth], *components]
        index = result.reference.index if result.rule_index is None else result.rule_index
        if index is not None and 0 <= index < len(components[0].rules):
            return components[0].rules[index]
        # An id may have parts below the rule's own ("CA1000/1", section 3.27.5).
        names = (result.rule, result.rule.rpartition("/")[0])
        found = (c.by_id.get(name) for name in names if name for c in components)
        return next((rule for rule in found if rule), None)


class Log(_Part):
    version: Literal["2.1.0"]
    runs: list[Run]
