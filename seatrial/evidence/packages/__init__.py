"""Which packages the audited tree needs: one seam over every ecosystem.

packages(survey)   every package, locked or declared, with version, scope, hashes and place
inventory(survey)  the files behind them, what they declare, and which could not be read
"""

from typing import TYPE_CHECKING

from seatrial.evidence.packages.inventories import Inventory
from seatrial.evidence.packages.model import Address, Need, Package, Reading, Scope

if TYPE_CHECKING:
    from seatrial.evidence.survey import Survey

__all__ = [
    "Address",
    "Inventory",
    "Need",
    "Package",
    "Reading",
    "Scope",
    "inventory",
    "packages",
]


def packages(survey: "Survey") -> tuple[Package, ...]:
    """Every package that the tree needs. Raises ValueError when the survey read no lock files."""
    return inventory(survey).packages


def inventory(survey: "Survey") -> Inventory:
    """What was read. Raises ValueError when the survey was made without it: no package is not the
    same as nobody looked."""
    if survey.inventory is None:
        raise ValueError("the survey was made without an inventory")
    return survey.inventory
