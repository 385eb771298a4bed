"""Rules over one Python file. Each module has a `CHECK`, the `ROLES` of files that it speaks of,
and `find`, which yields the places where the check's statement is not true."""

from types import ModuleType

from seatrial.evidence.python.rules import (
    errors_not_swallowed,
    no_debug,
    no_replaced_test,
    no_secrets_logged,
    no_sleep,
    no_unreachable,
    retries_back_off,
    retries_bounded,
    sql_parameterised,
    timeouts_set,
)

RULES: tuple[ModuleType, ...] = (
    errors_not_swallowed,
    no_debug,
    no_replaced_test,
    no_secrets_logged,
    no_sleep,
    no_unreachable,
    retries_back_off,
    retries_bounded,
    sql_parameterised,
    timeouts_set,
)
