"""What is known of each name, as statements change it and branches meet."""

from collections.abc import Sequence

from seatrial.evidence.python.flow.expressions import State, joined, listed
from seatrial.evidence.python.flow.values import CLEAN, Value


def changed(name: str, members: tuple[Value, ...], given: Sequence[Value]) -> Value:
    """A list after one of its methods."""
    if name == "append" and len(given) == 1:
        return listed((*members, given[0]))
    if name == "pop" and members and (not given or given[0].constant == 0):
        return listed(members[1:] if given else members[:-1])
    return joined(*members, *given, CLEAN)


def meet(state: State, states: Sequence[State]) -> None:
    """`state` becomes what holds whichever of `states` was reached."""
    merged = {}
    for name in {name for s in states for name in s}:
        values = [s.get(name, CLEAN) for s in states]
        alike = all(v == values[0] for v in values)
        merged[name] = values[0] if alike else joined(*values, CLEAN)
    state.clear()
    state.update(merged)


def forget(name: str, state: State) -> None:
    """What was known of the members of what `name` held before."""
    for key in [k for k in state if k.startswith(f"{name}[")]:
        del state[key]


def trust(names: set[str], state: State) -> None:
    for name in names & set(state):
        state[name] = Value(literal=state[name].literal)
