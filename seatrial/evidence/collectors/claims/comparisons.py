"""Everything that holds claims against the tree. Adding one adds one file and one line here."""

from seatrial.evidence.collectors.claims import (
    commands_exist,
    counts_agree,
    features_seen,
    names_this_tree,
    paths_exist,
    results_agree,
    tools_configured,
)
from seatrial.evidence.collectors.claims.held import Comparison

COMPARISONS: tuple[Comparison, ...] = (
    paths_exist,
    commands_exist,
    counts_agree,
    tools_configured,
    features_seen,
    names_this_tree,
    results_agree,
)
