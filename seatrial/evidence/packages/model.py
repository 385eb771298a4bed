"""A package that the tree needs, and what one lock file or manifest says of packages."""

from enum import StrEnum

from seatrial.frozen import Frozen


class Scope(StrEnum):
    """When a package is needed. `OPTIONAL`: only with an extra or feature that a user asks for."""

    RUNTIME = "runtime"
    OPTIONAL = "optional"
    DEVELOPMENT = "dev"
    UNKNOWN = "unknown"


class Package(Frozen):
    """One package in one file, named as its ecosystem names it (Maven: `group:artifact`).

    `ecosystem` is the type in a purl: pypi, npm, golang, cargo, maven, gem, composer. `version` is
    empty when the file leaves it open. `direct` is None when the file does not tell. `hashes` read
    `algorithm:value` as stated (npm: `sha512-…`). `origin` is an address or path, when it does not
    come from the ecosystem's own registry. `requires` names packages of the same file, with
    `@version` where it tells which of several. `bundled`: it comes inside another package.
    """

    ecosystem: str
    name: str
    version: str = ""
    scope: Scope = Scope.UNKNOWN
    direct: bool | None = None
    licence: str = ""
    hashes: tuple[str, ...] = ()
    origin: str = ""
    requires: tuple[str, ...] = ()
    runs_script: bool = False
    bundled: bool = False
    path: str = ""
    line: int = 1

    @property
    def local(self) -> bool:
        """Part of this tree: a workspace's member, a path."""
        return self.origin.startswith(".")


def bare_name(required: str) -> str:
    """The name in `name` or `name@version`; npm's scopes begin with `@`."""
    at = required.find("@", 1)
    return required if at < 0 else required[:at]


class Need(Frozen):
    """A dependency as a manifest declares it.

    `wants` is the range as written, `origin` an address or path in place of a registry, `marker`
    the condition under which it is needed, `extra` whom it serves when not everybody.
    """

    name: str
    wants: str = ""
    scope: Scope = Scope.RUNTIME
    origin: str = ""
    marker: str = ""
    extra: str = ""
    line: int = 1


class Address(Frozen):
    """A registry that a file names."""

    url: str
    line: int = 1


class Reading(Frozen):
    """What one file says. `unread` is the reason when it could not be read.

    `name` and `version` are those of the project itself. `shipped` is False for what is never
    published or installed by others (npm: private). `copied` holds what a lock says its manifests
    declare: the folder (uv: the name) of the project, the name and the range. `installs` are
    scripts that an installation runs. `peers` are names that locked packages expect beside them,
    None when the format does not tell.
    """

    format: str = ""
    ecosystem: str = ""
    path: str = ""
    lock: bool = False
    unread: str = ""
    name: str = ""
    version: str = ""
    licence: str = ""
    shipped: bool = True
    packages: tuple[Package, ...] = ()
    needs: tuple[Need, ...] = ()
    copied: tuple[tuple[str, str, str], ...] = ()
    registries: tuple[Address, ...] = ()
    installs: tuple[tuple[str, int], ...] = ()
    peers: tuple[str, ...] | None = None

    @property
    def folder(self) -> str:
        """The folder of the file, '' for the root."""
        return self.path.rpartition("/")[0]


class Unreadable(ValueError):
    """The text is not what its name says, or holds nothing that can be understood."""
