"""Runs a module as `python -m` would, with Python's sockets watched: for our Python children."""

import runpy
import sys

from seatrial import egress

if __name__ == "__main__":
    egress.watch()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
