"""Counts the connections of a traced audit (strace -f -e trace=connect,sendto,sendmsg)."""

import ipaddress
import re
import sys
from pathlib import Path

_ADDRESS = re.compile(r'sin_addr=inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


def main(trace: Path) -> None:
    lines = trace.read_text(errors="replace").splitlines()
    asked = [m[1] or m[2] for line in lines if (m := _ADDRESS.search(line))]
    outside = sorted({a for a in asked if not ipaddress.ip_address(a).is_loopback})
    assert any("exited with 0" in line for line in lines), "nothing was traced"
    assert not outside, f"spoken to: {', '.join(outside)}"
    print(f"connections outside loopback: 0 of {len(asked)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
