"""What the application's role may do: the table against the models and the database, tried as that role."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import errors

from dost.ops import env, grants
from registries.models.record import SUPERSESSION, Record
from tests.cloned_database import connect_as_owner
from tests.factories.registries import PersonFactory

MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
WITHOUT_MODELS = {"django_migrations", "cache"}
APPEND_ONLY = {
    table
    for table, model in MODELS.items()
    for trigger in getattr(model._meta, "triggers", [])
    if trigger.name == "append_only"
}
NEVER_DELETED = {
    table
    for table, model in MODELS.items()
    for trigger in getattr(model._meta, "triggers", [])
    if trigger.name == "never_deleted"
}
READ_ONLY = {
    (table, trigger)
    for table, model in MODELS.items()
    for trigger in getattr(model._meta, "triggers", [])
    if type(trigger).__name__ == "ReadOnly"
}


@pytest.fixture
def application(django_db_setup: None, db: None) -> Iterator[psycopg.Connection]:
    """A connection to the test database as the application's role, outside any transaction."""
    address = env.database("DATABASE_URL", "")
    with psycopg.connect(
        host=address["HOST"],
        port=address["PORT"] or None,
        user=address["USER"],
        password=address["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    ) as signed_in:
        yield signed_in


# -- the table against the models --------------------------------------------------------------------------------


def test_every_table_has_an_entry_and_every_entry_a_table() -> None:
    assert set(grants.GRANTS) == set(MODELS) | WITHOUT_MODELS


def test_every_record_has_the_grants_of_a_record() -> None:
    records = {table for table, model in MODELS.items() if issubclass(model, Record)}

    assert records == {f"registries_{name}" for name in grants.RECORDS}
    assert {f"{name}_id" if name == "superseded_by" else name for name in SUPERSESSION} == set(grants.SUPERSESSION)


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_what_is_append_only_is_only_added_to(table: str) -> None:
    grant = grants.GRANTS[table]

    assert (grant.insert, grant.update, grant.delete) == (True, False, grants.Removal.NEVER)
    assert grant.whole


@pytest.mark.parametrize("table", sorted(NEVER_DELETED))
def test_what_is_never_deleted_is_not_deleted(table: str) -> None:
    assert not grants.GRANTS[table].delete
    assert grants.GRANTS[table].whole


@pytest.mark.parametrize(("table", "trigger"), sorted(READ_ONLY, key=str))
def test_what_a_trigger_holds_is_not_granted_either(table: str, trigger: object) -> None:
    fixed = set(getattr(trigger, "fields", None) or ())
    fields = {field.name: field.column for field in MODELS[table]._meta.concrete_fields}
    if not fixed:
        fixed = set(fields) - set(getattr(trigger, "exclude", None) or ())
    granted = grants.GRANTS[table].update

    assert isinstance(granted, tuple)
    assert not {fields[name] for name in fixed} & set(granted)


@pytest.mark.parametrize(
    "table", sorted(name for name, grant in grants.GRANTS.items() if isinstance(grant.update, tuple))
)
def test_columns_granted_are_columns(table: str) -> None:
    columns = grants.GRANTS[table].update
    assert isinstance(columns, tuple)
    assert set(columns) <= {field.column for field in MODELS[table]._meta.concrete_fields}


# -- the database against the table ------------------------------------------------------------------------------

RIGHTS = """
    SELECT has_table_privilege(c.oid, 'SELECT'), has_table_privilege(c.oid, 'INSERT'),
      has_table_privilege(c.oid, 'UPDATE'), has_table_privilege(c.oid, 'DELETE'),
      has_table_privilege(c.oid, 'TRUNCATE'), has_table_privilege(c.oid, 'TRIGGER'),
      has_table_privilege(c.oid, 'REFERENCES'),
      ARRAY(SELECT attname::text FROM pg_attribute
            WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
              AND has_column_privilege(c.oid, attnum, 'UPDATE') ORDER BY 1)
    FROM pg_class c WHERE c.oid = %s::regclass
"""


@pytest.mark.parametrize("table", sorted(grants.GRANTS))
def test_the_role_has_what_the_table_says(application: psycopg.Connection, table: str) -> None:
    found = application.execute(RIGHTS, [table]).fetchone()
    assert found is not None
    *rights, columns = found
    grant = grants.GRANTS[table]

    assert rights == [True, grant.insert, grant.update is True, bool(grant.delete), False, False, False]
    if isinstance(grant.update, tuple):
        assert columns == sorted(grant.update)


def test_the_role_is_nobody_special(application: psycopg.Connection) -> None:
    special = application.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles"
        " WHERE rolname = current_user"
    ).fetchone()
    owned = application.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole").fetchone()
    member = application.execute("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole").fetchone()

    assert special == (False,) * 5
    assert (owned, member) == ((0,), (0,))


def test_no_function_lends_the_owners_rights(application: psycopg.Connection) -> None:
    found = application.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    ).fetchall()
    assert found == []


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE accounts_accesslog",
        "TRUNCATE cases_decision CASCADE",
        "DELETE FROM accounts_accesslog",
        "UPDATE accounts_accesslog SET reason = 'none'",
        "UPDATE registries_leave SET valid_from = now()",
        "UPDATE registries_person SET fin = '0000000'",
        "DELETE FROM registries_person",
        "ALTER TABLE accounts_accesslog DISABLE TRIGGER ALL",
        "ALTER TABLE accounts_accesslog OWNER TO current_user",
        "DROP TRIGGER dost_kept_whole ON accounts_accesslog",
        "DROP TABLE accounts_accesslog",
        "DROP FUNCTION dost_kept_whole() CASCADE",
        "CREATE OR REPLACE FUNCTION dost_kept_whole() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "SET session_replication_role = replica",
        "COPY accounts_accesslog TO PROGRAM 'true'",
        "COPY accounts_accesslog TO '/tmp/looks'",
        "COPY accounts_accesslog FROM PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "SELECT lo_import('/etc/passwd')",
        "CREATE TABLE mine (word text)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "CREATE EXTENSION dblink",
        "ALTER SYSTEM SET fsync = off",
        "ALTER ROLE current_user SUPERUSER",
        "SET ROLE dost",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "SELECT setval('accounts_accesslog_id_seq', 1)",
    ],
)  # fmt: skip
def test_the_role_is_refused(application: psycopg.Connection, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        application.execute(statement.encode())


def test_triggers_that_are_told_to_look_away_are_not_what_holds(application: psycopg.Connection) -> None:
    with application.transaction(force_rollback=True):
        application.execute("SELECT set_config('pgtrigger.ignore', '{accounts_accesslog:append_only}', true)")
        with pytest.raises(errors.InsufficientPrivilege):
            application.execute("DELETE FROM accounts_accesslog")


def test_the_role_cannot_keep_others_out_of_a_table(application: psycopg.Connection) -> None:
    with application.transaction(force_rollback=True), pytest.raises(errors.InsufficientPrivilege):
        application.execute("LOCK TABLE accounts_accesslog IN SHARE MODE")


def test_copy_from_the_client_is_an_insert(application: psycopg.Connection) -> None:
    with application.transaction(force_rollback=True), application.cursor() as cursor:
        with cursor.copy("COPY cache (cache_key, value, expires) FROM STDIN") as copy:
            copy.write_row(["k", "v", "2026-01-01 00:00:00+00"])
        assert cursor.rowcount == 1


# -- the owner, too ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_history_refuses_truncate_to_its_owner() -> None:
    PersonFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with (
        pytest.raises(Exception, match="registries_person holds history and cannot be emptied"),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE registries_person CASCADE")


@pytest.mark.django_db
def test_grants_given_twice_are_the_same() -> None:
    role = settings.DATABASE_APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY 1")
        before = cursor.fetchall()
        assert grants.apply(connection, role)
        cursor.execute("SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY 1")
        assert cursor.fetchall() == before


@pytest.mark.django_db
def test_what_was_granted_by_hand_is_taken_back() -> None:
    role = settings.DATABASE_APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute(
            f"GRANT ALL ON accounts_accesslog, django_migrations TO {role}; GRANT CREATE ON SCHEMA public TO {role}"
        )
        grants.apply(connection, role)
        cursor.execute(
            "SELECT has_table_privilege(%(role)s, 'accounts_accesslog', 'DELETE'),"
            " has_table_privilege(%(role)s, 'django_migrations', 'INSERT'),"
            " has_schema_privilege(%(role)s, 'public', 'CREATE')",
            {"role": role},
        )
        assert cursor.fetchone() == (False, False, False)


@pytest.mark.django_db
def test_one_role_for_both_gets_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]

    assert grants.apply(connection, owner) is False


@pytest.mark.django_db
def test_a_new_table_is_closed_until_it_stands_in_the_table(application: psycopg.Connection) -> None:
    name = connection.settings_dict["NAME"]
    with connect_as_owner(name) as owner:
        owner.execute("CREATE TABLE quite_new (word text)")
        try:
            with pytest.raises(errors.InsufficientPrivilege):
                application.execute("SELECT FROM quite_new")
        finally:
            owner.execute("DROP TABLE quite_new")


# -- for people --------------------------------------------------------------------------------------------------


def test_the_page_says_what_is_granted() -> None:
    call_command("grants", "--docs", "--check")


def test_a_stale_page_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(grants.GRANTS, "cache", grants.read(grants.Retention.MINUTES))

    with pytest.raises(CommandError, match=r"docs/security\.md is not what the grants say"):
        call_command("grants", "--docs", "--check")
