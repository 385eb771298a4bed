"""Who said what about which bytes: keys, signed statements, human acts, the log, verification."""
