"""Calls that are given nothing but what the developer wrote weigh little."""

import pytest

from seatrial.evidence.tools.constants import only_constants


@pytest.mark.parametrize(
    ("source", "line", "constant"),
    [
        ("run('ls | wc', shell=True)\n", 1, True),
        ("BASE = 'ls'\nrun(BASE, shell=True)\n", 2, True),
        ("BASE = 'ls'\nrun(BASE + ' | wc', shell=True)\n", 2, True),
        ("BASE = 'ls'\nrun(f'{BASE} | wc', shell=True)\n", 2, True),
        ("def f():\n    cmd = 'ls'  # list\n    return run(cmd, shell=True)\n", 3, True),
        ("def f(name):\n    run(f'ls {name}', shell=True)\n", 2, False),
        ("def f(cmd):\n    run(cmd, shell=True)\n", 2, False),
        ("cmd = 'ls'\ndef f(\n    cmd,\n):\n    run(cmd, shell=True)\n", 5, False),
        ("cmd = 'ls'\ncmd = input()\nrun(cmd, shell=True)\n", 3, False),
        ("cmd = 'ls'\ncmd += name\nrun(cmd, shell=True)\n", 3, False),
        ("cmd = 'ls'\nfor cmd in given:\n    run(cmd, shell=True)\n", 3, False),
        ("cmd = 'ls {}'\nrun(cmd.format(x), shell=True)\n", 2, False),
        ("BASE = 'ls'\nrun(f'{BASE} {x.y}', shell=True)\n", 2, False),
        ("BASE = 'ls %s'\nrun(BASE % name, shell=True)\n", 2, False),
        ("run(unknown, shell=True)\n", 1, False),
        ("run('ls ' + input(), shell=True)\n", 1, False),
        ("run(['ls', name], shell=True)\n", 1, False),
        ("run('ls' if x else name, shell=True)\n", 1, False),
        ("run(\n", 1, False),
    ],
)
def test_a_command_is_constant_only_where_every_part_of_it_is(source, line, constant):
    assert only_constants(source.split("\n"), line, line) is constant
