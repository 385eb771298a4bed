"""What a project says of itself in its manifest: name, version, licence, scripts.

Dependencies are read by `seatrial.evidence.packages`.
"""

from seatrial.evidence.manifests.others import Manifest, read_manifests, unread_manifests
from seatrial.evidence.manifests.python import PythonProject, read_python_project
from seatrial.evidence.manifests.text import (
    Stated,
    normalised,
    read_json,
    read_toml,
    requirement_name,
)

__all__ = [
    "Manifest",
    "PythonProject",
    "Stated",
    "normalised",
    "read_json",
    "read_manifests",
    "read_python_project",
    "read_toml",
    "requirement_name",
    "unread_manifests",
]
