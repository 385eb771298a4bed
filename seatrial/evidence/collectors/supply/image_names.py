"""What the name of a container image says of its content."""

import re

from seatrial.evidence.model import Severity

# The tag of a distribution is its release, by number or by name.
_DISTRIBUTIONS = frozenset(
    """alpine debian ubuntu fedora centos rockylinux almalinux amazonlinux opensuse/leap
    oraclelinux redhat/ubi8 redhat/ubi9 busybox archlinux""".split()
)
# One major of these spans years of incompatible minors.
_MAJOR_SAYS_LITTLE = frozenset({"python", "golang", "rust", "php", "perl", "ruby"})
_ONLY_MAJOR = re.compile(r"v?\d+(-[a-z].*)?$")


def fault(image: str) -> tuple[str, Severity] | None:
    """Why `image` may be another one tomorrow, and how much that weighs; None for a version."""
    if "@sha256:" in image:
        return None
    name, _, tag = image.rpartition("/")[2].partition(":")
    if not tag or tag == "latest":
        return "names no version", Severity.MEDIUM
    family = image.partition(":")[0].removeprefix("docker.io/").removeprefix("library/")
    if family in _DISTRIBUTIONS or re.search(r"\d", name):
        return None
    if not re.search(r"\d", tag):
        return "names a moving tag", Severity.MEDIUM
    if _ONLY_MAJOR.match(tag):
        little = family in _MAJOR_SAYS_LITTLE
        return "names a major version only", Severity.MEDIUM if little else Severity.LOW
    return None
