"""pom.xml, read without a network: what a parent outside the file says is unknown.

Format: https://maven.apache.org/pom.html
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from seatrial.evidence.packages.model import Address, Need, Package, Reading, Scope, Unreadable

_PROPERTY = re.compile(r"\$\{([\w.-]+)\}")
_SCOPES = {"test": Scope.DEVELOPMENT, "provided": Scope.OPTIONAL, "system": Scope.OPTIONAL}
_REPOSITORIES = ("repository", "pluginRepository", "snapshotRepository")


def read_pom(content: str) -> Reading:
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable("it declares a document type or entities: not expanded") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable(f"no XML: {str(error)[:100]}") from error
    if _plain(root) != "project":
        raise Unreadable("its root is no project")
    pom = _Pom(root, content)
    return Reading(
        name=":".join(filter(None, (pom.value("groupId"), pom.value("artifactId")))),
        version=pom.value("version"),
        licence=_licence(root),
        needs=tuple(pom.needs()),
        packages=tuple(_package(n) for n in pom.needs()),
        registries=tuple(pom.registries()),
    )


def _package(need: Need) -> Package:
    exact = "" if re.search(r"[\[\](),]|LATEST|RELEASE", need.wants) else need.wants
    return Package(
        ecosystem="maven",
        name=need.name,
        version=exact,
        scope=need.scope,
        direct=True,
        line=need.line,
    )


def _plain(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Element, name: str) -> Element | None:
    return next((c for c in element if _plain(c) == name), None)


def _text(element: Element, name: str) -> str:
    found = _child(element, name)
    return (found.text or "").strip() if found is not None else ""


def _licence(root: Element) -> str:
    licences = _child(root, "licenses")
    found = [] if licences is None else [_text(licence, "name") for licence in licences]
    return " OR ".join(filter(None, found))


class _Pom:
    def __init__(self, root: Element, content: str) -> None:
        self._root = root
        self._properties = self._read_properties()
        self._managed = dict(self._read_managed())
        self._lines: dict[str, int] = {}
        for number, line in enumerate(content.split("\n"), 1):
            if found := re.search(r"<(?:artifactId|url)>\s*([^<\s]+)\s*<", line):
                self._lines.setdefault(found[1], number)

    def value(self, name: str) -> str:
        """The project's own value, else its parent's as this file repeats it."""
        parent = _child(self._root, "parent")
        inherited = _text(parent, name) if parent is not None and name != "artifactId" else ""
        return _text(self._root, name) or inherited

    def _read_properties(self) -> dict[str, str]:
        found = _child(self._root, "properties")
        own = {_plain(c): (c.text or "").strip() for c in found} if found is not None else {}
        for name in ("version", "groupId"):
            own.setdefault(f"project.{name}", self.value(name))
        return own

    def _read_managed(self) -> Iterator[tuple[str, str]]:
        management = _child(self._root, "dependencyManagement")
        listed = _child(management, "dependencies") if management is not None else None
        for row in listed if listed is not None else ():
            yield self._name(row), self._filled(_text(row, "version"))

    def _filled(self, value: str) -> str:
        """`value` with this file's properties; '' when one of them is stated elsewhere."""
        filled = _PROPERTY.sub(lambda m: self._properties.get(m[1], m[0]), value)
        return "" if "${" in filled else filled

    def _name(self, row: Element) -> str:
        group = self._filled(_text(row, "groupId")) or _text(row, "groupId")
        return f"{group}:{_text(row, 'artifactId')}"

    def needs(self) -> Iterator[Need]:
        listed = _child(self._root, "dependencies")
        for row in listed if listed is not None else ():
            if _plain(row) != "dependency":
                continue
            name = self._name(row)
            optional = _text(row, "optional") == "true"
            scope = _SCOPES.get(_text(row, "scope"), Scope.RUNTIME)
            yield Need(
                name=name,
                wants=self._filled(_text(row, "version")) or self._managed.get(name, ""),
                scope=Scope.OPTIONAL if optional else scope,
                line=self._lines.get(_text(row, "artifactId"), 1),
            )

    def registries(self) -> Iterator[Address]:
        for element in self._root.iter():
            if _plain(element) in _REPOSITORIES and (url := _text(element, "url")):
                yield Address(url=url, line=self._lines.get(url, 1))
