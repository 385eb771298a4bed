"""What can go wrong, and the exit code that says so.

    SeatrialError
    ├── UsageError          2  the person changes something: a path, an option, a key
    ├── Interrupted         3  stopped half way; the run is kept and can be resumed
    │   └── Stopped            a part of the work, because the whole is being interrupted
    ├── EnvironmentRefused  4  this machine or state may not be used: a lock, modes, a remote model
    └── RunFailed           5  we could not finish; the state is kept

Exit code 0 is "done", whatever the verdict; 1 is "done, and `--fail-on` was not met".
"""

DONE = 0
BELOW_THRESHOLD = 1


class SeatrialError(Exception):
    """One line for the person: what happened, the value quoted, the next step."""

    exit_code = 5


class UsageError(SeatrialError):
    exit_code = 2


class Interrupted(SeatrialError):
    exit_code = 3


class Stopped(Interrupted):
    """Says nothing to a person: whoever interrupts the whole says what was kept."""


class EnvironmentRefused(SeatrialError):
    exit_code = 4


class RunFailed(SeatrialError):
    exit_code = 5
