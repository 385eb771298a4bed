"""Seatrial beside other tools of its kind: the same trees, the same machine, the same rule."""
