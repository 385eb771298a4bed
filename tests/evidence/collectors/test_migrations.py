"""Database migrations: a way back, and columns that rows which are there can have."""

import pytest

from seatrial.evidence.collectors.delivery import (
    migrations_reversible,
    migrations_safe,
    migrations_undo,
)
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

ALEMBIC = (
    "from alembic import op\nimport sqlalchemy as sa\nrevision = 'a'\n\n"
    "def upgrade():\n    {}\n\ndef downgrade():\n    {}\n"
)
DJANGO = (
    "from django.db import migrations\n\nclass Migration(migrations.Migration):\n"
    "    operations = [{}]\n"
)
PY = "app/migrations/a.py"
DROP = "op.drop_column('t', 'c')"
RB = "db/migrate/1_a.rb"
RUBY = "class A < ActiveRecord::Migration[7.0]\n{}end\n"


def ruby(body: str) -> dict[str, str]:
    return {RB: RUBY.format(body)}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({PY: ALEMBIC.format(DROP, "pass")}, [("FAILS", f"{PY}:8-9")]),
        ({PY: ALEMBIC.format(DROP, "op.add_column('t', c)")}, [("HOLDS", "")]),
        ({PY: ALEMBIC.format(DROP, "raise NotImplementedError")}, [("HOLDS", "")]),
        ({PY: ALEMBIC.format(DROP, "pass  # irreversible: the data are gone")}, [("HOLDS", "")]),
        ({PY: ALEMBIC.format("pass", "pass")}, [("HOLDS", "")]),
        ({PY: DJANGO.format("migrations.RunPython(f)")}, [("FAILS", f"{PY}:4")]),
        ({PY: DJANGO.format("migrations.RunSQL('x')")}, [("FAILS", f"{PY}:4")]),
        ({PY: DJANGO.format("migrations.RunPython(f, migrations.RunPython.noop)")}, "HOLDS"),
        ({PY: DJANGO.format("migrations.RunPython(f, reverse_code=g)")}, "HOLDS"),
        ({PY: DJANGO.format("migrations.RemoveField('a', 'b')")}, "HOLDS"),
        ({PY: "def f(:\n"}, [("UNAVAILABLE", f"{PY}:1")]),
        ({"m/1_a.up.sql": "DROP TABLE a;"}, [("FAILS", "m/1_a.up.sql:1")]),
        (
            {"m/1_a.up.sql": "DROP TABLE a;", "m/1_a.down.sql": "-- x\n"},
            [("FAILS", "m/1_a.up.sql:1")],
        ),
        ({"m/1_a.up.sql": "DROP TABLE a;", "m/1_a.down.sql": "-- irreversible\n"}, "HOLDS"),
        ({"m/1_a.up.sql": "DROP TABLE a;", "m/1_a.down.sql": "CREATE TABLE a();"}, "HOLDS"),
        ({"m/1/up.sql": "DROP TABLE a;", "m/1/down.sql": ""}, [("FAILS", "m/1/up.sql:1")]),
        ({"m/1.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n"}, "HOLDS"),
        ({"m/1.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\n"}, [("FAILS", "m/1.sql:1")]),
        ({"m/1.sql": "-- migrate:up\nSELECT 1;\n"}, [("FAILS", "m/1.sql:1")]),
        (ruby("  def up\n    x\n  end\n"), [("FAILS", f"{RB}:2")]),
        (ruby("  def up\n    x\n  end\n  def down\n    y\n  end\n"), "HOLDS"),
        (ruby("  def change\n    remove_column :a, :b\n  end\n"), [("FAILS", f"{RB}:3")]),
        (ruby("  def change\n    remove_column :a, :b, :string\n  end\n"), "HOLDS"),
        (ruby("  def change\n    reversible { |d| d.up { execute 'x' } }\n  end\n"), "HOLDS"),
        ({"migrations/1.ts": "x"}, [("UNAVAILABLE", "migrations/1.ts:1")]),
        ({"prisma/migrations/1/migration.sql": "x"}, "UNAVAILABLE"),
        ({"tests/migrations/1_a.up.sql": "DROP TABLE a;"}, "NOT_APPLICABLE"),
        ({"sql/queries.sql": "SELECT 1;"}, "NOT_APPLICABLE"),
        ({"a": "x"}, "NOT_APPLICABLE"),
    ],
)
def test_migrations_have_a_way_back(tmp_path, files, expected):
    found = seen(migrations_reversible.collect(survey_of(tmp_path, files)))

    assert (found[0][0] if isinstance(expected, str) else found) == expected


def test_many_migrations_of_a_folder_are_one_observation(tmp_path):
    files = {f"m/{n}_a.up.sql": "DROP TABLE a;" for n in range(30)}

    (found,) = migrations_reversible.collect(survey_of(tmp_path, files))

    assert found.message.startswith("30 of 30 migrations in 'm' have no way back")
    assert len(found.places) == 20


def column(more: str) -> str:
    return ALEMBIC.format(f"op.add_column('t', sa.Column('c', sa.Integer(), {more}))", "f()")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({PY: column("nullable=False")}, [("FAILS", f"{PY}:6")]),
        ({PY: column("nullable=False, server_default='1'")}, [("HOLDS", "")]),
        ({PY: column("nullable=True")}, [("HOLDS", "")]),
        (
            {PY: column("nullable=False").replace("op.add", "# no rows yet\n    op.add")},
            [("HOLDS", "")],
        ),
        (
            {PY: column("nullable=False").replace("op.add", "op.create_table('t')\n    op.add")},
            [("HOLDS", "")],
        ),
        (
            {"m/1.up.sql": "SELECT 1;\nALTER TABLE a ADD COLUMN b int NOT NULL;\n"},
            [("FAILS", "m/1.up.sql:2")],
        ),
        ({"m/1.up.sql": "ALTER TABLE a ADD b int NOT NULL DEFAULT 0;\n"}, [("HOLDS", "")]),
        ({"m/1.up.sql": "ALTER TABLE a ADD b serial NOT NULL;\n"}, [("HOLDS", "")]),
        ({"m/1.up.sql": "ALTER TABLE a ALTER COLUMN b SET NOT NULL;\n"}, [("HOLDS", "")]),
        (
            {"m/1.up.sql": "ALTER TABLE a ADD b numeric(1, 2) NOT NULL DEFAULT 0;\n"},
            [("HOLDS", "")],
        ),
        ({"m/1.up.sql": "CREATE TABLE a();\nALTER TABLE a ADD b int NOT NULL;\n"}, [("HOLDS", "")]),
        ({"m/1.up.sql": "-- ALTER TABLE a ADD b int NOT NULL;\n"}, [("HOLDS", "")]),
        ({"migrations/1.ts": "x"}, [("UNAVAILABLE", "migrations/1.ts:1")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_a_new_required_column_has_a_value(tmp_path, files, expected):
    assert seen(migrations_safe.collect(survey_of(tmp_path, files))) == expected


BATCH = "with op.batch_alter_table('t') as b:\n        "
ADDS = "op.add_column('t', sa.Column('c', sa.Integer()))"
MADE = "op.create_table('t', sa.Column('id', sa.Integer()))"
INDEX = "op.create_index(op.f('ix_t_c'), 't', ['c'])"
FOREIGN = "op.create_foreign_key('fk_c', 't', 'u', ['c'], ['id'])"
BACK = "op.drop_column('t', 'c')"


@pytest.mark.parametrize(
    ("forth", "back", "left"),
    [
        ((ADDS, ADDS.replace("'c'", "'d'")), (BACK,), "the column 't.d'"),
        ((MADE, ADDS.replace("'t'", "'u'")), ("op.drop_table('t')",), "the column 'u.c'"),
        ((MADE, MADE.replace("'t'", "'u'")), ("op.drop_table('t')",), "the table 'u'"),
        ((ADDS,), ("op.drop_column('other', 'c')",), "the column 't.c'"),
        ((ADDS, "op.drop_column('t', 'old')"), ("op.add_column('t', x)",), "the column 't.c'"),
        ((f"{BATCH}b.add_column(sa.Column('c'))", MADE), ("op.drop_table('u')",), None),
        ((f"{BATCH}b.add_column(sa.Column('c'))",), (f"{BATCH}b.drop_column('d')",), "'t.c'"),
        ((f"{BATCH}b.create_index('i', ['c'])",), (f"{BATCH}b.drop_index('j')",), "index 'i'"),
        ((INDEX, ADDS.replace("'c'", "'d'")), ("op.drop_column('t', 'd')",), "index 'ix_t_c'"),
        ((FOREIGN, INDEX), ("op.drop_index('ix_t_c')",), "the constraint 'fk_c'"),
        ((ADDS, 'op.execute("UPDATE t SET c = 1")', INDEX), ("op.drop_index('x')",), "'t.c'"),
        ((ADDS,), (BACK,), ""),
        ((ADDS, INDEX), (BACK,), ""),
        ((ADDS, INDEX, FOREIGN), (BACK,), ""),
        ((MADE, ADDS, INDEX), ("op.drop_table('t')",), ""),
        ((FOREIGN,), ("op.drop_table('u')",), ""),
        ((INDEX,), ("op.drop_index('ix_t_c', table_name='t')",), ""),
        ((ADDS,), ("op.drop_column(table_name='t', column_name='c')",), ""),
        ((f"{BATCH}b.add_column(sa.Column('c'))",), (f"{BATCH}b.drop_column('c')",), ""),
        ((f"{BATCH}b.create_index('i', ['c'])",), (f"{BATCH}b.drop_index('i')",), ""),
        # What does not show in plain words what it takes away.
        ((ADDS, MADE), ("op.execute('DROP TABLE t')", "op.drop_table('u')"), ""),
        ((ADDS, MADE), ("undo()",), ""),
        ((ADDS, MADE), ("if there():\n        op.drop_table('t')",), ""),
        ((ADDS, MADE), ("for c in 'cd':\n        op.drop_column('t', c)",), ""),
        ((ADDS, MADE), ("op.drop_table(TABLE)",), ""),
        ((ADDS, MADE), ("bind = op.get_bind()", "op.drop_table('u')"), ""),
        ((ADDS, MADE), ("op.drop_table('u')", "raise NotImplementedError"), ""),
        ((ADDS, MADE), ("op.drop_table('u')  # the rest cannot be undone",), ""),
        ((ADDS,), ("op.drop_table('u')", f"# {BACK}"), ""),
        ((ADDS,), ("pass",), ""),
        # What upgrade itself takes away, gives another name, or makes under a condition.
        ((BACK, ADDS), ("op.alter_column('t', 'c')",), ""),
        (("op.execute('ALTER TABLE t DROP c')", ADDS), ("op.alter_column('t', 'c')",), ""),
        ((MADE, "op.rename_table('t', 'u')"), ("op.drop_table('u')",), ""),
        ((ADDS, "op.alter_column('t', 'c', new_column_name='d')"), ("op.drop_index('d')",), ""),
        (("if new:\n        " + ADDS,), ("op.drop_column('t', 'd')",), ""),
        (("op.add_column(TABLE, sa.Column('c'))",), ("op.drop_column('t', 'd')",), ""),
        (("op.create_unique_constraint(None, 't', ['c'])",), ("op.drop_index('d')",), ""),
    ],
)
def test_a_downgrade_leaves_nothing_that_was_made(tmp_path, forth, back, left):
    text = ALEMBIC.format("\n    ".join(forth), "\n    ".join(back))

    (found,) = migrations_undo.collect(survey_of(tmp_path, {PY: text}))

    assert found.outcome == ("FAILS" if left != "" else "HOLDS")
    assert (left or "") in found.message


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({PY: ALEMBIC.format(ADDS, "op.drop_column('t', 'd')")}, [("FAILS", f"{PY}:8-9")]),
        ({PY: DJANGO.format("migrations.RunPython(f)")}, [("NOT_APPLICABLE", "")]),
        ({"tests/" + PY: ALEMBIC.format(ADDS, "op.drop_table('d')")}, [("NOT_APPLICABLE", "")]),
        ({"m/1_a.up.sql": "DROP TABLE a;"}, [("NOT_APPLICABLE", "")]),
        ({PY: "def f(:\n"}, [("UNAVAILABLE", f"{PY}:1")]),
        ({PY: b"\0" * 100}, [("UNAVAILABLE", "")]),
        ({PY: b"x = 1\n" * 2_000_000}, [("UNAVAILABLE", "")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_only_migrations_of_alembic_are_compared(tmp_path, files, expected):
    found = seen(migrations_undo.collect(survey_of(tmp_path, files)))

    assert [f[0] for f in found] == [e[0] for e in expected]
    assert expected[0][0] == "UNAVAILABLE" or found == expected


@pytest.mark.parametrize("text", ["/*" * 200_000, "-" * 400_000, "a " * 200_000, ";" * 400_000])
def test_hostile_sql_takes_no_longer_than_its_length(tmp_path, text):
    survey = survey_of(tmp_path, {"m/1.up.sql": text, "m/1.down.sql": text})

    assert seen(migrations_safe.collect(survey)) == [("HOLDS", "")]
    assert seen(migrations_reversible.collect(survey))[0][0] in {"HOLDS", "FAILS"}
