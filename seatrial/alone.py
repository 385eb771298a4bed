"""Leaves the network: a namespace of our own, in which there is no way out.

The launcher of children has no package to import from, so `process.py` hands it this text: nothing
but the standard library here.
"""

import contextlib
import os
import sys

_NEWUSER, _NEWNET = 0x10000000, 0x40000000


def leave_network() -> bool:
    """Move this process, which must have one thread, into a network namespace without any way
    out; what it starts afterwards is there too. False where the system does not allow it.

    Linux only. Root needs no user namespace, and gets none: in one it would lose the right to read
    other people's files.
    """
    if not sys.platform.startswith("linux") or len(os.listdir("/proc/self/task")) != 1:
        return False
    import ctypes  # slow, and wanted here only

    unshare = ctypes.CDLL(None, use_errno=True).unshare
    user, group = os.geteuid(), os.getegid()
    if unshare(_NEWNET) == 0:
        return True
    if user == 0 or unshare(_NEWUSER | _NEWNET) != 0:
        return False
    maps = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
    for name, text in maps.items():  # without them only the names of owners would be wrong
        with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    return True
