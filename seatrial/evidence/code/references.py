"""The modules that a file names, with what must be known to judge one that is not there."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from seatrial.evidence.code.facts import Reference
from seatrial.evidence.code.placing import FUNCTIONS
from seatrial.evidence.code.source import Source, line_of, parents, text_of, unquoted

_GUARDS = frozenset({"if_statement", "try_statement", "ternary_expression", "switch_statement"})
_PACKAGES = {
    "go": re.compile(rb"(?m)^package[ \t]+(\w+)"),
    "java": re.compile(rb"(?m)^[ \t]*package[ \t]+([\w.]+)[ \t]*;"),
}
_MODULES = "(mod_item name: (identifier) @name !body) @hit"
_RUST_SOFT = re.compile(r"#\[(path|cfg|cfg_attr)\b")


def package_of(source: Source) -> str:
    """What the file says it belongs to, in Go and Java."""
    pattern = _PACKAGES.get(source.language)
    found = pattern.search(source.content) if pattern else None
    return found[1].decode("ascii", "replace") if found else ""


def references_of(source: Source) -> Iterator[Reference]:
    if source.language in ("javascript", "typescript"):
        found = [_of_javascript(source, name, node) for name, node in source.modules]
    elif source.language == "rust":
        found = list(_of_rust(source))
    else:
        found = [Reference(name=name, line=line_of(node)) for name, node in source.modules]
    yield from sorted(found, key=lambda r: (r.line, r.name))


def _of_javascript(source: Source, name: str, node: Node) -> Reference:
    soft = node.type == "call_expression" and any(
        p.type in FUNCTIONS or p.type in _GUARDS for p in parents(node)
    )
    dynamic = node.type == "call_expression" and text_of(node).startswith("import")
    types = source.language == "typescript" and _only_types(source, node)
    return Reference(name=name, line=line_of(node), soft=soft or dynamic or types)


def _only_types(source: Source, node: Node) -> bool:
    """`import type`, or names that are used as types only: the compiler leaves the import out."""
    text = text_of(node)
    if re.match(r"(import|export)\s+type\b", text):
        return True
    if node.type != "import_statement" or "{" not in text:
        return False
    names = [n for n in node.named_children if n.type == "import_clause"]
    bound = [_bound(c) for c in names for c in _specifiers(c)]
    return bool(bound) and not any(_is_value(source, name, node) for name in bound)


def _specifiers(clause: Node) -> Iterator[Node]:
    for child in clause.named_children:
        if child.type == "named_imports":
            yield from (c for c in child.named_children if c.type == "import_specifier")
        elif child.type in ("identifier", "namespace_import"):
            yield child


def _bound(specifier: Node) -> str:
    if text_of(specifier).startswith("type "):
        return ""
    name = specifier.child_by_field_name("alias") or specifier.child_by_field_name("name")
    return re.sub(r"^\*\s*as\s+", "", text_of(name if name is not None else specifier))


def _is_value(source: Source, name: str, imported: Node) -> bool:
    if not name:
        return False
    for at in re.finditer(rb"(?<![\w$.])%s(?![\w$])" % re.escape(name.encode()), source.content):
        if imported.start_byte <= at.start() < imported.end_byte:
            continue
        node = source.root.descendant_for_byte_range(at.start(), at.end())
        if node is not None and node.type in ("identifier", "shorthand_property_identifier"):
            return not any(
                p.type in ("type_query", "nested_type_identifier") for p in parents(node)
            )
    return False


def _of_rust(source: Source) -> Iterator[Reference]:
    """`mod a;` at the top of a file: inside of an inline module its folder is another."""
    for captures in source.matches(_MODULES):
        node = captures["hit"]
        at_top = node.parent is not None and node.parent.type == "source_file"
        yield Reference(
            name=text_of(captures["name"]),
            line=line_of(node),
            kind="module",
            soft=not at_top or _has_mark(node),
        )
    for name, node in source.modules:
        yield Reference(name=unquoted(name), line=line_of(node))


def _has_mark(node: Node) -> bool:
    before = node.prev_named_sibling
    while before is not None and before.type in ("attribute_item", "line_comment"):
        if _RUST_SOFT.match(text_of(before)):
            return True
        before = before.prev_named_sibling
    return False
