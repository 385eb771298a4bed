"""Rules over one Python file. Each module has a `CHECK`, the `ROLES` of files that it speaks of,
and `find`, which yields the places where the check's statement is not true."""

from types import ModuleType

from seatrial.evidence.python.rules import (
    cookies_secure,
    errors_not_swallowed,
    no_debug,
    no_replaced_test,
    no_secrets_logged,
    no_sleep,
    no_unreachable,
    request_pages,
    request_paths,
    request_programs,
    request_queries,
    request_redirects,
    retries_back_off,
    retries_bounded,
    secrets_unpredictable,
    session_keys,
    sql_parameterised,
    timeouts_set,
    tls_contexts,
)

RULES: tuple[ModuleType, ...] = (
    cookies_secure,
    errors_not_swallowed,
    no_debug,
    no_replaced_test,
    no_secrets_logged,
    no_sleep,
    no_unreachable,
    request_pages,
    request_paths,
    request_programs,
    request_queries,
    request_redirects,
    retries_back_off,
    retries_bounded,
    secrets_unpredictable,
    session_keys,
    sql_parameterised,
    timeouts_set,
    tls_contexts,
)
