"""Tables that migrations of Alembic and Django make, in steps."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A person.
 * @db shop_user */
export interface User {
  /** @format email */
  email: string;
  full_name: string;
  age_years: number | null;
}
"""
ALEMBIC = """
import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.create_table(
        "shop_user",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("age_years", sa.Integer()),
    )


def downgrade() -> None:
    op.drop_table("shop_user")
"""
DJANGO = """
from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("email", models.EmailField()),
                ("full_name", models.CharField(max_length=9)),
                ("age_years", models.IntegerField(null=True)),
            ],
        ),
    ]
"""
STEP = "import sqlalchemy as sa\nfrom alembic import op\n\n\ndef upgrade():\n    "
DJANGO_STEP = "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    operations = ["


def said(**texts: str) -> list[tuple[str, str]]:
    folder = "shop/migrations" if any("django" in t for t in texts.values()) else "alembic/versions"
    tree = {"a.contract.ts": CONTRACT, **{f"{folder}/{name}.py": text for name, text in texts.items()}}
    snapshot = snapshot_of(tree)
    found = [f for f in check(snapshot) if f.path.endswith(".py")]
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


@pytest.mark.parametrize("whole", [ALEMBIC, DJANGO])
def test_what_a_migration_makes_is_held_to_the_contract(whole: str) -> None:
    assert said(a=whole) == []
    assert said(a=whole.replace('"full_name"', '"ful_name"')) == [("renamed-field", "ful_name")]
    name = "shop_user" if whole is ALEMBIC else "User"
    without = "\n".join(line for line in whole.splitlines() if "age_years" not in line)
    assert said(a=without) == [("missing-field", name)]


@pytest.mark.parametrize(
    ("step", "findings"),
    [
        (STEP + 'op.add_column("shop_user", sa.Column("age_years", sa.Integer()))\n', []),
        (
            STEP
            + 'with op.batch_alter_table("shop_user") as b:\n        b.add_column(sa.Column("age_years", sa.Integer()))\n',
            [],
        ),
        (STEP + 'op.execute("ALTER TABLE shop_user ADD COLUMN age_years int")\n', []),
        (
            STEP + 'op.add_column("shop_user", sa.Column("age_yers", sa.Integer()))\n',
            [("renamed-field", "age_yers")],
        ),
        (STEP + 'op.rename_table("shop_user", "other")\n', []),
    ],
)
def test_another_file_may_add_to_it(step: str, findings: list[tuple[str, str]]) -> None:
    without = "\n".join(line for line in ALEMBIC.splitlines() if "age_years" not in line)
    assert sorted(said(a=without, b=step)) == findings


def test_a_column_may_be_renamed_later() -> None:
    old = ALEMBIC.replace('"full_name"', '"title"')
    renamed = STEP + 'op.alter_column("shop_user", "title", new_column_name="full_name")\n'
    assert said(a=old, b=renamed) == []
    assert said(a=ALEMBIC, b=STEP + 'op.drop_column("shop_user", "full_name")\n') == [("missing-field", "full_name")]


def test_the_steps_of_django_are_known_by_the_model() -> None:
    old = DJANGO.replace('"full_name"', '"title"').replace(
        "        ),\n    ]", '            options={"db_table": "shop_user"},\n        ),\n    ]'
    )
    step = DJANGO_STEP + 'migrations.RenameField(model_name="user", old_name="title", new_name="full_name")]\n'
    assert said(a=old, b=step) == []
    without = "\n".join(line for line in DJANGO.splitlines() if "age_years" not in line)
    added = (
        DJANGO_STEP
        + 'migrations.AddField(model_name="User", name="age_years", field=models.IntegerField(null=True))]\n'
    )
    assert said(a=without, b=added) == []
    by_place = DJANGO_STEP + 'migrations.AddField("user", "age_years", models.IntegerField(null=True))]\n'
    assert said(a=without, b=by_place) == []
    assert said(a=without, b=by_place.replace("age_years", "age_yers")) == [("renamed-field", "age_yers")]


def test_each_batch_of_a_migration_alters_its_own_table() -> None:
    other = '    with op.batch_alter_table("other") as b:\n        b.create_index("ix_o", ["place"])\n'
    own = '    with op.batch_alter_table("shop_user") as b:\n        b.create_index("ix_u", ["email"])\n'
    added = '        b.add_column(sa.Column("age_years", sa.Integer()))\n'
    without = "\n".join(line for line in ALEMBIC.splitlines() if "age_years" not in line)
    for batches in (own + added + other, other + own + added):
        assert said(a=without, b=STEP + batches.lstrip()) == []
    assert said(a=without, b=STEP + (own + other + added).lstrip()) == [("missing-field", "shop_user")]
    slip = own.replace('["email"]', '["emial"]')
    assert said(a=ALEMBIC, b=STEP + (slip + other).lstrip()) == [("unknown-column", "emial")]


def test_a_foreign_key_that_a_later_step_adds_is_kept_in_the_column_of_django() -> None:
    key = 'models.ForeignKey("shop.Team", models.CASCADE)'
    made = DJANGO.replace("    ]", "").rstrip() + f',\n        migrations.AddField("user", "team", {key}),\n    ]\n'
    contract = CONTRACT.replace(
        "age_years: number | null;", "age_years: number | null;\n  /** @db team_id */\n  team: number;"
    )
    apart = DJANGO_STEP + f'migrations.AddField("user", "team", {key})]\n'
    for files in ({"a.py": made}, {"a.py": DJANGO, "b.py": apart}):
        snapshot = snapshot_of({"a.contract.ts": contract, **{f"shop/migrations/{n}": t for n, t in files.items()}})
        assert [f.message for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error"] == []


def test_what_is_no_migration_makes_no_table() -> None:
    assert said(a=ALEMBIC.replace("from alembic import op", "from other import op").replace('"email"', '"mail"')) == []


BY_PARTS = """
import sqlalchemy as sa
from alembic import op


def kept():
    return (
        sa.Column("age_years", sa.Integer()),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def create_users() -> None:
    op.create_table(
        "shop_user",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        *kept(),
    )


def upgrade() -> None:
    create_users()


def downgrade() -> None:
    op.drop_table("shop_user")
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ('"full_name"', '"name_in_full"', ["renamed-field"]),
        ('"full_name", sa.String()', '"full_name", sa.Integer()', ["kind-mismatch"]),
        ('"age_years", sa.Integer()', '"age_years", sa.String()', ["kind-mismatch"]),
        ('sa.Column("age_years", sa.Integer()),\n', "", ["missing-field"]),
        ("    return (", "    return given or (", []),  # which nobody sees
        ("*kept()", "*kept_by_others()", []),
    ],
)
def test_what_functions_of_the_file_do_for_a_migration_is_its_own(old: str, new: str, expected: list[str]) -> None:
    text = BY_PARTS.replace(old, new, 1) if old else BY_PARTS
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "migrations/versions/001_users.py": text})
    assert [f.rule for f in check(snapshot) if f.path.endswith(".py")] == expected


@pytest.mark.parametrize(
    ("values", "step", "findings"),
    [
        ('"admin", "guest"', "", []),
        ('"admin", "gest"', "", [("enum-mismatch", "gest")]),
        ('"admin"', "", [("enum-mismatch", "role")]),
        ('"ADMIN", "GUEST"', "", []),  # the names of an enum of Python, which SQLAlchemy stores
        ('"admin"', STEP + "op.execute(\"ALTER TYPE role ADD VALUE 'guest'\")\n", []),
        ('"admin"', STEP + 'op.alter_column("shop_user", "role", type_=sa.Enum("admin", "guest"))\n', []),
        ('"admin"', STEP + 'op.sync_enum_values("public", "role", ["admin", "guest"], [])\n', []),
    ],
)
def test_the_values_of_a_column_are_those_of_the_contract(
    values: str, step: str, findings: list[tuple[str, str]]
) -> None:
    contract = CONTRACT.replace("  age_years", '  role: "admin" | "guest";\n  age_years')
    column = '        sa.Column("role", role, nullable=False),\n'
    made = ALEMBIC.replace('        sa.Column("age_years"', column + '        sa.Column("age_years"')
    made = made.replace("def upgrade", f'role = sa.Enum({values}, name="role")\n\n\ndef upgrade')
    tree = {"a.contract.ts": contract, "alembic/versions/a.py": made}
    snapshot = snapshot_of({**tree, "alembic/versions/b.py": step} if step else tree)
    found = [f for f in check(snapshot) if f.path.endswith("a.py")]
    assert [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found] == findings


def test_a_key_that_a_step_of_django_renames_keeps_the_end_of_its_column() -> None:
    contract = CONTRACT.replace("  full_name: string;\n", "  full_name: string;\n  team_id: number;\n")
    old = DJANGO.replace(
        '("age_years"', '("club", models.ForeignKey("Club", on_delete=models.CASCADE)),\n                ("age_years"'
    ).replace("        ),\n    ]", '            options={"db_table": "shop_user"},\n        ),\n    ]')
    step = DJANGO_STEP + 'migrations.RenameField(model_name="user", old_name="club", new_name="team")]\n'
    files = {"a.contract.ts": contract, "shop/migrations/0001_a.py": old, "shop/migrations/0002_b.py": step}
    assert [f for f in check(snapshot_of(files)) if f.path.endswith(".py")] == []
    assert [
        f.rule for f in check(snapshot_of({**files, "shop/migrations/0002_b.py": ""})) if f.path.endswith(".py")
    ] != []


def test_a_table_that_a_later_step_of_django_calls_as_the_contract_says_is_no_other_one() -> None:
    contract = CONTRACT.replace("@db shop_user", "@db shop_member") + CONTRACT.replace("User", "Guest").replace(
        "shop_user", "shop_guest"
    )
    guest = DJANGO.replace('"User"', '"Guest"')
    models = """
        from django.db import models


        class Member(models.Model):
            email = models.EmailField()
            full_name = models.CharField(max_length=9)
            age_years = models.IntegerField(null=True)
        """
    files = {
        "a.contract.ts": contract,
        "shop/models.py": models,
        "shop/migrations/0001_a.py": DJANGO,
        "shop/migrations/0002_b.py": guest,
        "shop/migrations/0003_c.py": DJANGO_STEP + 'migrations.RenameModel(old_name="User", new_name="Member")]\n',
    }
    assert [f for f in check(snapshot_of(files)) if f.rule == "missing-table" and f.path.endswith(".py")] == []
    without = {p: t for p, t in files.items() if "0003" not in p}
    assert [f.path for f in check(snapshot_of(without)) if f.rule == "missing-table" and f.path.endswith(".py")] == [
        "shop/migrations/0001_a.py"
    ]


def test_the_steps_of_one_of_several_databases_are_a_series() -> None:
    without = "\n".join(line for line in ALEMBIC.splitlines() if "age_years" not in line)
    added = STEP + 'op.add_column("shop_user", sa.Column("age_years", sa.Integer()))\n'
    for folder in ("db/main_versions", "db/main_migrations"):
        files = {"a.contract.ts": CONTRACT, f"{folder}/a.py": without, f"{folder}/b.py": added}
        assert [f for f in check(snapshot_of(files)) if f.path.endswith(".py")] == []


def test_a_column_that_a_step_adds_fills_and_then_closes_is_never_null() -> None:
    without = "\n".join(line for line in ALEMBIC.splitlines() if "full_name" not in line)
    added = (
        STEP
        + 'op.add_column("shop_user", sa.Column("full_name", sa.String(), nullable=True))\n'
        + "    op.execute(\"UPDATE shop_user SET full_name = ''\")\n"
        + '    op.alter_column("shop_user", "full_name", existing_type=sa.String(), nullable=False)\n'
    )
    assert said(a=without, b=added) == []
    assert said(a=without, b=added.replace("nullable=False", "nullable=True")) == [("null-mismatch", "full_name")]


BATCH = STEP + 'with op.batch_alter_table("shop_user") as b:\n        '


@pytest.mark.parametrize(
    ("altered", "findings"),
    [
        ('"full_name", type_=sa.Text(), existing_nullable=False', []),
        ('"full_name", existing_type=sa.String(), server_default=None', []),
        ('"full_name", type_=sa.Boolean()', [("kind-mismatch", "sa.Boolean()")]),
        ('"full_name",\n        nullable=True', [("null-mismatch", "nullable=True")]),
        ('"full_name", nullable=True', [("null-mismatch", "full_name")]),
        ('"age_years", nullable=False', [("null-mismatch", "age_years")]),
        ('"age_years", nullable=MAY', []),
        ('"ful_name", nullable=False', [("unknown-column", "ful_name")]),
        ('"label", existing_type=sa.String()', [("unknown-column", "label")]),
    ],
)
def test_what_a_step_alters_of_a_column_is_held_to_the_contract(altered: str, findings: list[tuple[str, str]]) -> None:
    undone = "\n\n\ndef downgrade():\n    op.alter_column('shop_user', 'age_years', nullable=True)\n"
    for step in (STEP + f'op.alter_column("shop_user", {altered})', BATCH + f"b.alter_column({altered})"):
        assert said(a=ALEMBIC, b=step + undone) == findings
    step = ALEMBIC.replace("\n\n\ndef down", f'\n    op.alter_column("shop_user", {altered})\n\n\ndef down')
    assert said(a=step) == findings
    again = STEP + 'op.alter_column("shop_user", "full_name", nullable=False)\n'
    filled = ALEMBIC.replace(
        'sa.Column("full_name", sa.String(), nullable=False)', 'sa.Column("full_name", sa.String())'
    )
    assert said(a=filled, b=again) == []
