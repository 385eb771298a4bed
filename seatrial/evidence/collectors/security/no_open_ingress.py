"""No firewall lets the whole internet reach a port for administration or a database."""

from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors.terraform import Judged, Module, modules
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.terraform.facts import Attribute, Block

CHECK = Check(
    id="security.no-open-ingress",
    statement="No firewall opens administration or a database to the whole internet",
    gate="G5",
    severity=Severity.HIGH,
    remedy="Name the networks that may connect, or use a bastion or a session manager.",
    effort="S",
    maps=("CWE-284",),
)
_EVERYBODY = frozenset({"0.0.0.0/0", "::/0", "*", "Internet", "Any", "any", "internet"})
_GUARDED = {
    22: "SSH", 3389: "RDP", 5985: "WinRM", 1433: "SQL Server", 1521: "Oracle", 3306: "MySQL",
    5432: "PostgreSQL", 6379: "Redis", 9200: "Elasticsearch", 27017: "MongoDB",
    11211: "memcached", 9042: "Cassandra", 2375: "Docker", 2379: "etcd",
}  # fmt: skip
_ALL = (0, 65535)
_AWS_GROUPS = ("aws_security_group", "aws_default_security_group")
_AWS_RULE, _AWS_INGRESS = "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"


@dataclass(frozen=True)
class Rule:
    """Who may reach which ports: None where only the plan knows it."""

    spot: Spot
    sources: tuple[Attribute, ...]
    ports: tuple[tuple[int, int], ...] | None


def collect(survey: Survey) -> list[Evidence]:
    judged, failing = Judged(), []
    for module in modules(survey):
        for rule in _rules(module):
            judged.looked += 1
            guarded = "ports" if rule.ports is None else _guarded(rule.ports)
            opened = any(_EVERYBODY & {*s.values} for s in rule.sources)
            if guarded and opened and rule.ports is not None:
                message = f"the whole internet may reach {guarded}"
                failing.append(survey.fails(CHECK, message, rule.spot))
            elif guarded and (opened or not all(s.known for s in rule.sources)):
                judged.unknown.append(rule.spot)
    return judged.answer(survey, CHECK, failing, "rules for incoming traffic")


def _guarded(ports: tuple[tuple[int, int], ...]) -> str:
    """Which ports of `ports` are not for everybody, '' when there is none."""
    for first, last in ports:
        if (first, last) == _ALL:
            return "every port"
        found = [f"port {p} ({name})" for p, name in _GUARDED.items() if first <= p <= last]
        if found:
            return found[0]
    return ""


def _rules(module: Module) -> Iterator[Rule]:
    yield from _of_amazon(module)
    for path, block in module.of("resource", "google_compute_firewall"):
        if block.value("direction") != "EGRESS":
            yield from _of_google(module, path, block)
    for path, block in module.of("resource", "azurerm_network_security_group"):
        yield from (_of_azure(module, path, r) for r in block.within("security_rule") if _in(r))
    for path, block in module.of("resource", "azurerm_network_security_rule"):
        if _in(block):
            yield _of_azure(module, path, block)


def _of_amazon(module: Module) -> Iterator[Rule]:
    for path, block in module.of("resource", *_AWS_GROUPS):
        for ingress in block.within("ingress"):
            yield _of_aws(module, path, ingress, "protocol")
    for path, block in module.of("resource", _AWS_RULE):
        if block.value("type") == "ingress":
            yield _of_aws(module, path, block, "protocol")
    for path, block in module.of("resource", _AWS_INGRESS):
        yield _of_aws(module, path, block, "ip_protocol")


def _of_aws(module: Module, path: str, block: Block, protocol: str) -> Rule:
    names = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
    first, last = (_value(module, block, name) for name in ("from_port", "to_port"))
    spoken = _value(module, block, protocol)
    ports: tuple[tuple[int, int], ...] | None = None
    if spoken in {"-1", "all"}:
        ports = (_ALL,)
    elif spoken in {"icmp", "icmpv6", "1", "58"}:
        ports = ()
    elif first.isdigit() and last.isdigit():
        ports = ((int(first), int(last)),)
    return Rule(_spot(path, block), _sources(module, block, *names), ports)


def _of_google(module: Module, path: str, block: Block) -> Iterator[Rule]:
    sources = _sources(module, block, "source_ranges")
    for allow in block.within("allow"):
        stated = allow.attributes.get("ports")
        ports: tuple[tuple[int, int], ...] | None = (_ALL,)
        if stated:
            ports = _ranges(module.resolved(stated))
        elif allow.value("protocol") not in {"tcp", "udp", "all", "6", "17"}:
            ports = ()
        yield Rule(_spot(path, allow), sources, ports)


def _in(rule: Block) -> bool:
    return rule.value("access") == "Allow" and rule.value("direction") == "Inbound"


def _of_azure(module: Module, path: str, rule: Block) -> Rule:
    sources = _sources(module, rule, "source_address_prefix", "source_address_prefixes")
    names = ("destination_port_range", "destination_port_ranges")
    stated = [module.resolved(a) for n in names if (a := rule.attributes.get(n))]
    ports = [_ranges(a) for a in stated]
    flat = None if not ports or None in ports else tuple(r for each in ports for r in each or ())
    return Rule(_spot(path, rule), sources, flat)


def _ranges(attribute: Attribute) -> tuple[tuple[int, int], ...] | None:
    if not attribute.known:
        return None
    found = []
    for text in attribute.values:
        first, _, last = text.partition("-")
        if text == "*":
            found.append(_ALL)
        elif first.isdigit():
            found.append((int(first), int(last) if last.isdigit() else int(first)))
    return tuple(found)


def _sources(module: Module, block: Block, *names: str) -> tuple[Attribute, ...]:
    return tuple(module.resolved(a) for n in names if (a := block.attributes.get(n)))


def _value(module: Module, block: Block, name: str) -> str:
    found = block.attributes.get(name)
    return module.resolved(found).value if found else ""


def _spot(path: str, block: Block) -> Spot:
    return Spot(path, block.start, block.end)
