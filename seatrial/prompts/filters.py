"""Filters of excerpts that a regular expression cannot express: is there anything to ask here?"""

from collections.abc import Callable, Mapping

FILTERS: Mapping[str, Callable[[str], bool]] = {}
"""By the name that questions use. Pure and cheap: no model, no index."""
