"""What an audit would have missed: known faults planted in a copy, and how many of them it finds.

The planting knows nothing of the checks: kinds come from CWE and incident reviews, and what counts
as found is a place and a gate, never a check's id (docs/decisions/0017).
"""
