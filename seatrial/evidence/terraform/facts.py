"""What is known of one Terraform file after parsing it once."""

from collections.abc import Iterator

from seatrial.frozen import Frozen


class Attribute(Frozen):
    """`name = value`. `values` holds the literals: one of a scalar, those of a list.

    `known` is False when a part of it is an expression; `text` is what is written.
    """

    line: int
    values: tuple[str, ...] = ()
    known: bool = False
    text: str = ""
    pairs: dict[str, "Attribute"] = {}

    @property
    def value(self) -> str:
        """The literal, '' for an expression or a list of several."""
        return self.values[0] if self.known and len(self.values) == 1 else ""


class Block(Frozen):
    """`kind "label" "label" { … }` with its lines, 1-based and inclusive."""

    kind: str
    labels: tuple[str, ...] = ()
    start: int
    end: int
    attributes: dict[str, Attribute] = {}
    blocks: tuple["Block", ...] = ()

    @property
    def name(self) -> str:
        """How Terraform refers to it: `aws_s3_bucket.logs`."""
        return ".".join(self.labels) or self.kind

    def value(self, attribute: str) -> str:
        found = self.attributes.get(attribute)
        return found.value if found else ""

    def within(self, *kinds: str) -> Iterator["Block"]:
        """Blocks of these kinds right inside, those that are repeated by `dynamic` too."""
        for block in self.blocks:
            if block.kind in kinds:
                yield block
            elif block.kind == "dynamic" and block.labels[:1] and block.labels[0] in kinds:
                yield from (b for b in block.blocks if b.kind == "content")


class TerraformFile(Frozen):
    """The blocks at the top of a file."""

    blocks: tuple[Block, ...] = ()
