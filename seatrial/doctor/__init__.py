"""What of this machine an audit needs, line by line, each with what mends it."""
