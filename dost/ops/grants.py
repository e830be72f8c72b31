"""What the application's role may do with each table, given to it by the owner after every `migrate`.

The role that the processes sign in as (`DATABASE_URL`) owns nothing. It reads everything and writes what this table
says: a table that is not here it cannot touch, so a new model needs a line (tests/dost/ops/test_grants.py says which).
`docs/security.md` shows the same table to people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

LOCK: Final = 7_203_412  # of this module alone: two that give grants at once would trip over each other


class Removal(StrEnum):
    """Who may remove rows of a table, and when."""

    NEVER = ""
    SESSIONS = "the nightly `dost.retention` removes what has run out; signing out removes one's own"
    CACHE = "the cache drops what has run out, and `dost.retention` each night"
    SECOND_STEP = "resetting a lost second step; a recovery code that was used"
    DRAFTS = "the studio, when a draft is taken out of its set"
    BEGUN = "a court's decision, of what was begun and never sent"
    APPLICATION_DRAFTS = "whoever began it, or the night, when nobody sends it: `cases.tend_drafts`"
    COMPLAINTS = "whoever began it, or the night, when nobody sends it: `cases.watch_complaints`"
    WITHDRAWN = "the studio, when a set is taken back before its day: nothing was decided under it"
    SEARCH = "the index of the search follows the catalogue"
    COUNTING = "a trigger of the services' table follows the catalogue"
    LEDGER = "the ledger, when a difference is paid, or a month turns out to be owed after all"
    LAW = "the look for law that reaches back, when a piece of law is not there any more"
    SAMPLE = "the screening, when what the rules say of its made-up families was made anew"
    CALLS = "the next call under the same key, once too old to be sent again"
    CALLERS = "the caller's right answers, and `centres.forget_callers` each night: who called and is not known"
    OUTLOOK = "the next reckoning of what the person is entitled to"
    UNSENT = "the person, and `cases.sweep_documents` each night, before it was sent with anything"
    CLOCK = "the road, when the case is decided: its timeline says when each day ran"
    DEMONSTRATION = "the control page of the demonstration's institutions"


class Retention(StrEnum):
    """How long rows are kept."""

    CASE_FILE = "with the case file; no job removes it"
    RECORD = "as long as the registry vouches for it; a correction adds a row, the old one stays"
    LOOKS = "without an end: people and auditors may always ask who looked"
    STAFF = "without an end: what a member of staff did names them"
    CATALOGUE = "without an end: a decision names the law it was made under"
    DRAFTS = "until it is published or discarded"
    APPLICATION_DRAFTS = (
        "one that is sent, with the case file; untouched 14 days, else three months after its last edit"
    )
    VISITS = "without an end: what a centre's figures are made from, and who was served by whom"
    CALLERS = "until the day of the call is over, or a week after the call back that was promised is closed"
    CALL_BACKS = "without an end, as visits; number and words are emptied a week after it is closed"
    RUNS = "without an end: says what was checked, and when"
    SESSIONS = "ten hours after the last sign-in at the latest, then removed in the night"
    KEYS = "without an end: says by whom a record was signed"
    CALLS = "minutes: numbers of signed calls, so that none counts twice"
    OUTLOOK = "until it is reckoned again, made anew from the registries and the catalogue at any time"
    CLOCK = "until the case is decided, made anew from its timeline at any time"
    MINUTES = "minutes: counts of failed sign-ins"
    INDEX = "made anew from the catalogue at any time"
    STRUCTURE = "with the software"
    DEMONSTRATION = "in a demonstration only"


@dataclass(frozen=True, slots=True)
class Grant:
    """What the application may do with one table; reading is always allowed.

    `update` is all columns or those named (as in the database). A `whole` table refuses TRUNCATE, its owner's too.
    """

    retention: Retention
    insert: bool = False
    update: bool | tuple[str, ...] = False
    delete: Removal = Removal.NEVER

    @property
    def whole(self) -> bool:
        """Whether rows are history that nobody may take away at once: written, and never removed or freely changed."""
        return self.insert and self.update is not True and not self.delete


def read(retention: Retention) -> Grant:
    """Only the owner writes, when it migrates or loads."""
    return Grant(retention)


def append(retention: Retention) -> Grant:
    """Rows are added, and never changed or removed."""
    return Grant(retention, insert=True)


def write(retention: Retention, *columns: str, delete: Removal = Removal.NEVER) -> Grant:
    """Rows are added and changed, in the columns named or in all."""
    return Grant(retention, insert=True, update=columns or True, delete=delete)


SUPERSESSION: Final = ("superseded_at", "superseded_by_id", "correction_reason", "corrected_by")
RECORD: Final = write(Retention.RECORD, *SUPERSESSION)

RECORDS: Final = (
    "assistancecase",
    "benefitcase",
    "birthact",
    "childplacement",
    "civilservice",
    "conscription",
    "deathact",
    "disabilitydecision",
    "employedstatus",
    "employerrepresentative",
    "employmentcontract",
    "honourstatus",
    "householdmember",
    "imprisonment",
    "insuranceaccount",
    "jobseekerregistration",
    "kinship",
    "leave",
    "pensioncase",
    "personalinsuranceevent",
    "personalinsurancepayment",
    "reception",
    "rehabilitationitem",
    "socialservicecase",
    "stipendcase",
    "stipendorder",
    "study",
    "training",
    "unemploymentevent",
    "unemploymentpayment",
    "workaccident",
)
"""Models whose rows are `registries.models.record.Record`s."""

PERSON: Final = (
    "surname",
    "given_name",
    "father_name",
    "sex",
    "birth_date",
    "died_on",
    "missing_since",
    "citizenship",
    "residence",
    "district_id",
    "document_number",
    "document_until",
    "language",
    "phone",
    "recorded_at",
)
"""What a correction changes of a person: all but the id, the FİN and what the database makes itself."""

RETURN: Final = (
    "by_role",
    "by_centre",
    "by_person_id",
    "by_subject",
    "by_capacity",
    "by_for_id",
    "looked_at",
    "by_id",
    "note",
)
"""What is found out about a payment that came back; what the bank told stays."""

SUPPORTING: Final = ("state", "scanned_at", "scan_result", "case_id", "sent_at", "file", "key_id")
"""What a scan finds of a document that a person handed in, with what it is sent, and the key it lies under."""

DEVICE: Final = ("code_digest", "code_until", "token_digest", "paired_at", "revoked_at", "revoked_by_id")
"""How a screen of a centre is paired, and taken out."""

CALL_BACK: Final = ("phone", "about", "note", "closed_as", "closed_at", "closed_by_id")
"""How a call back is closed, and what is emptied once it is of no use any more."""

GRANTS: Final[dict[str, Grant]] = {
    # registries
    **{f"registries_{name}": RECORD for name in RECORDS},
    "registries_person": write(Retention.RECORD, *PERSON),
    "registries_personchange": append(Retention.RECORD),
    "registries_household": write(Retention.RECORD),
    "registries_registrygap": write(Retention.RECORD),
    "registries_registryevent": write(Retention.RECORD),
    "registries_registrychange": write(Retention.RECORD),
    "registries_recordstatement": write(Retention.RECORD),
    "registries_institutionkey": write(Retention.KEYS, "valid_until", "revoked_at", "revoked_because"),
    "registries_receivedtext": append(Retention.CASE_FILE),
    "registries_usedcall": Grant(Retention.CALLS, insert=True, delete=Removal.CALLS),
    "registries_countedas": write(Retention.CATALOGUE, delete=Removal.COUNTING),
    "registries_institution": read(Retention.STRUCTURE),
    "registries_district": read(Retention.STRUCTURE),
    "registries_centre": read(Retention.STRUCTURE),
    # the catalogue of services
    "services_catalog_service": write(Retention.CATALOGUE, delete=Removal.WITHDRAWN),
    "services_catalog_serviceversion": write(Retention.CATALOGUE, delete=Removal.WITHDRAWN),
    "services_catalog_parameter": write(Retention.CATALOGUE, delete=Removal.WITHDRAWN),
    "services_catalog_parametervalue": write(Retention.CATALOGUE, delete=Removal.WITHDRAWN),
    "services_catalog_searchentry": write(Retention.INDEX, delete=Removal.SEARCH),
    "services_catalog_searchterm": write(Retention.INDEX, delete=Removal.SEARCH),
    "services_catalog_searchword": write(Retention.INDEX, delete=Removal.SEARCH),
    "services_catalog_searchconcept": write(Retention.INDEX, delete=Removal.SEARCH),
    "services_catalog_changeset": write(Retention.CATALOGUE),
    "services_catalog_draftservice": write(Retention.DRAFTS, delete=Removal.DRAFTS),
    "services_catalog_draftparameter": write(Retention.DRAFTS, delete=Removal.DRAFTS),
    "services_catalog_draftshared": write(Retention.DRAFTS, delete=Removal.DRAFTS),
    "services_catalog_sharedversion": write(Retention.CATALOGUE, delete=Removal.WITHDRAWN),
    "services_catalog_historyentry": append(Retention.CATALOGUE),
    "services_catalog_preview": write(Retention.CATALOGUE),
    "services_catalog_previewseen": write(Retention.CATALOGUE),
    # who signs in, and who looked at whose data
    "accounts_user": write(Retention.STAFF),
    "accounts_user_groups": read(Retention.STRUCTURE),
    "accounts_user_user_permissions": read(Retention.STRUCTURE),
    "accounts_session": write(Retention.SESSIONS, delete=Removal.SESSIONS),
    "accounts_onetimelink": write(Retention.STAFF, "closed_at"),
    "accounts_pendingchange": write(Retention.STAFF, "outcome", "closed_by_id", "closed_at"),
    "accounts_accountevent": append(Retention.STAFF),
    "accounts_citizen": write(Retention.CASE_FILE),
    "accounts_mandate": write(Retention.CASE_FILE, "accepted_at", "ended_at", "ended_for", "reminded_at"),
    "accounts_mandateevent": append(Retention.CASE_FILE),
    "accounts_mandatecode": write(Retention.CASE_FILE, "attempts", "used_at"),
    "accounts_accesslog": append(Retention.LOOKS),
    "accounts_accessseal": append(Retention.LOOKS),
    "accounts_purposereview": append(Retention.LOOKS),
    "accounts_statedpurpose": append(Retention.LOOKS),
    "accounts_securityevent": append(Retention.LOOKS),
    # cases, money, messages
    "cases_case": write(Retention.CASE_FILE),
    "cases_applicationdraft": write(Retention.APPLICATION_DRAFTS, delete=Removal.APPLICATION_DRAFTS),
    "cases_caseanswer": append(Retention.CASE_FILE),
    "cases_evidence": append(Retention.CASE_FILE),
    "cases_decision": append(Retention.CASE_FILE),
    "cases_entitlement": write(Retention.CASE_FILE),
    "cases_deliverable": write(Retention.CASE_FILE, "ended_on"),
    "cases_moreasked": write(Retention.CASE_FILE, "state", "closed_at", "reminded_at"),
    "cases_moregiven": write(Retention.CASE_FILE, "seen_at"),
    "cases_letter": append(Retention.CASE_FILE),
    "cases_factcorrection": write(
        Retention.CASE_FILE, "state", "ask_again_at", "answered_at", "answer", "due", "institution"
    ),
    "cases_factcorrection_documents": append(Retention.CASE_FILE),
    "cases_correctionquestion": write(Retention.CASE_FILE),
    "cases_correctionentry": append(Retention.CASE_FILE),
    "cases_correctedfacts": append(Retention.CASE_FILE),
    "cases_caseentry": append(Retention.CASE_FILE),
    "cases_caseclock": write(Retention.CLOCK, delete=Removal.CLOCK),
    "cases_appeal": write(Retention.CASE_FILE, delete=Removal.BEGUN),
    "cases_appealanswer": append(Retention.CASE_FILE),
    "cases_granttoconfirm": write(Retention.CASE_FILE, "state", "closed_at", "answer", "second_id"),
    "cases_recovery": write(Retention.CASE_FILE, "state", "act_by", "escalated_for", "closed_at", "nothing_owed"),
    "cases_recoverystatement": append(Retention.CASE_FILE),
    "cases_recoverydecision": append(Retention.CASE_FILE),
    "cases_recoveryconfirmation": append(Retention.CASE_FILE),
    "cases_recoveryinstalment": append(Retention.CASE_FILE),
    "cases_repayment": append(Retention.CASE_FILE),
    "cases_givenback": append(Retention.CASE_FILE),
    "cases_courtdecision": append(Retention.CASE_FILE),
    "cases_casemessage": append(Retention.CASE_FILE),
    "cases_complaint": write(Retention.CASE_FILE, delete=Removal.COMPLAINTS),
    "cases_complaintentry": append(Retention.CASE_FILE),
    "cases_complainedof": write(Retention.CASE_FILE, "lifted_at"),
    "cases_complaintletter": append(Retention.CASE_FILE),
    "cases_preference": write(Retention.CASE_FILE),
    "cases_preferencechange": append(Retention.CASE_FILE),
    "cases_supportingdocument": write(Retention.CASE_FILE, *SUPPORTING, delete=Removal.UNSENT),
    "cases_mandatepaper": append(Retention.CASE_FILE),
    # the centres
    "centres_centrerules": write(Retention.STAFF),
    "centres_desk": write(Retention.STAFF, "areas", "retired_at"),
    "centres_closedday": write(Retention.STAFF, "withdrawn_at"),
    "centres_centrebreak": write(Retention.STAFF, "withdrawn_at"),
    "centres_shift": write(Retention.STAFF, "withdrawn_at"),
    "centres_sitting": write(Retention.STAFF, "paused_at", "until"),
    "centres_centreday": write(Retention.VISITS, "last_number", "version", "law_called"),
    "centres_device": write(Retention.STAFF, *DEVICE),
    "centres_ticket": write(Retention.VISITS),
    "centres_ticketevent": append(Retention.VISITS),
    "centres_visit": write(Retention.VISITS),
    "centres_callercheck": write(Retention.VISITS, "passed", "answered_at"),
    "centres_caller": write(Retention.CALLERS, "name", "phone", "written_at", delete=Removal.CALLERS),
    "centres_callback": write(Retention.CALL_BACKS, *CALL_BACK),
    "centres_callbacktry": append(Retention.VISITS),
    "centres_appointment": write(Retention.VISITS, "state", "reminded_at", "closed_at"),
    "payments_paymentaccount": write(Retention.CASE_FILE),
    "payments_paymentorder": write(Retention.CASE_FILE),
    "payments_accountchange": write(Retention.CASE_FILE),
    "payments_bankfile": write(Retention.CASE_FILE),
    "payments_bankinbox": write(Retention.CASE_FILE),
    "payments_bankmessage": write(Retention.CASE_FILE),
    "payments_paymentreturn": write(Retention.CASE_FILE, *RETURN),
    "payments_overpayment": write(Retention.CASE_FILE),
    "payments_overpaidmonth": write(Retention.CASE_FILE, delete=Removal.LEDGER),
    "payments_oweddifference": write(Retention.CASE_FILE, delete=Removal.LEDGER),
    "payments_paidelsewhere": write(Retention.CASE_FILE),
    "notifications_notice": write(Retention.CASE_FILE),
    "notifications_printfile": append(Retention.CASE_FILE),
    "notifications_contact": write(Retention.CASE_FILE),
    "notifications_contactchange": append(Retention.CASE_FILE),
    "notifications_contactcode": write(Retention.CASE_FILE, "attempts", "used_at"),
    "notifications_directmessage": write(Retention.CASE_FILE),
    "notifications_telling": append(Retention.CASE_FILE),
    "notifications_textreading": write(Retention.CASE_FILE),
    # the detection's own work
    "proactive_sweeprun": write(Retention.RUNS),
    "proactive_sweepchunk": write(Retention.RUNS),
    "proactive_rightsreview": write(Retention.RUNS),
    "proactive_lastday": write(Retention.RUNS),
    "proactive_automaticcheck": append(Retention.LOOKS),
    "proactive_bookscheck": write(Retention.RUNS),
    "proactive_knownlaw": write(Retention.RUNS, delete=Removal.LAW),
    "proactive_reckoning": write(Retention.RUNS),
    "proactive_sampletable": Grant(Retention.INDEX, insert=True, delete=Removal.SAMPLE),
    "proactive_outlook": write(Retention.OUTLOOK),
    "proactive_outlookline": write(Retention.OUTLOOK, delete=Removal.OUTLOOK),
    "proactive_comingright": write(Retention.CASE_FILE),
    # what Django and its packages keep
    "mfa_authenticator": write(Retention.STAFF, delete=Removal.SECOND_STEP),
    "account_emailaddress": read(Retention.STRUCTURE),
    "account_emailconfirmation": read(Retention.STRUCTURE),
    "socialaccount_socialaccount": read(Retention.STRUCTURE),
    "socialaccount_socialapp": read(Retention.STRUCTURE),
    "socialaccount_socialtoken": read(Retention.STRUCTURE),
    "auth_group": read(Retention.STRUCTURE),
    "auth_group_permissions": read(Retention.STRUCTURE),
    "auth_permission": read(Retention.STRUCTURE),
    "django_content_type": read(Retention.STRUCTURE),
    "django_migrations": read(Retention.STRUCTURE),
    "django_session": read(Retention.STRUCTURE),
    "cache": write(Retention.MINUTES, delete=Removal.CACHE),
    # the demonstration's institutions
    "simulator_handledrequest": append(Retention.DEMONSTRATION),
    "simulator_bankfile": write(Retention.DEMONSTRATION, "posted_at"),
    "simulator_paymentorder": append(Retention.DEMONSTRATION),
    "simulator_ledgerline": append(Retention.DEMONSTRATION),
    "simulator_account": append(Retention.DEMONSTRATION),
    "simulator_returnedpayment": append(Retention.DEMONSTRATION),
    "simulator_card": append(Retention.DEMONSTRATION),
    "simulator_closedaccount": write(Retention.DEMONSTRATION, delete=Removal.DEMONSTRATION),
    "simulator_textmessage": append(Retention.DEMONSTRATION),
    "simulator_writtentext": append(Retention.DEMONSTRATION),
    "simulator_mailmessage": append(Retention.DEMONSTRATION),
    "simulator_correctionrequest": append(Retention.DEMONSTRATION),
    "simulator_correctionanswer": append(Retention.DEMONSTRATION),
    "simulator_correctionhabit": write(Retention.DEMONSTRATION),
    "simulator_fault": write(Retention.DEMONSTRATION, delete=Removal.DEMONSTRATION),
}
"""What the application may do, by table. Every table of every application stands here."""


# -- giving them -------------------------------------------------------------------------------------------------


def apply(connection: BaseDatabaseWrapper, role: str) -> bool:
    """Give `role` what `GRANTS` says, and nothing else; the connection is the owner's.

    Tables that are not there are left out: a production has no simulator. Returns False, and does nothing but guard
    the tables, when the owner and the application are one role (a demonstration with `DATABASE_URL` alone).
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        tables = set(connection.introspection.table_names(cursor))
        for statement in _guards(tables):
            cursor.execute(statement)
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            return False
        for statement in _statements(role, tables):
            cursor.execute(statement)
    return True


def _statements(role: str, tables: set[str]) -> Iterator[sql.Composed]:
    to = sql.Identifier(role)
    for text in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC",
        "REVOKE ALL ON SCHEMA public FROM {}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}",
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM PUBLIC, {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM PUBLIC, {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {}",
    ):
        yield sql.SQL(text).format(to)
    for table in sorted(tables & GRANTS.keys()):
        yield _grant(table, GRANTS[table], to)
    yield sql.SQL(_SEQUENCES).format(
        role=sql.Literal(role),
        tables=sql.Literal(sorted(table for table in tables & GRANTS.keys() if GRANTS[table].insert)),
    )


def _grant(table: str, grant: Grant, to: sql.Identifier) -> sql.Composed:
    rights: list[sql.Composable] = [sql.SQL("SELECT")]
    if grant.insert:
        rights.append(sql.SQL("INSERT"))
    if grant.update is True:
        rights.append(sql.SQL("UPDATE"))
    elif grant.update:
        columns = sql.SQL(", ").join(map(sql.Identifier, grant.update))
        rights.append(sql.SQL("UPDATE ({})").format(columns))
    if grant.delete:
        rights.append(sql.SQL("DELETE"))
    return sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ").join(rights), sql.Identifier(table), to)


_SEQUENCES: Final = """
    DO $$ DECLARE owned text; BEGIN
      FOR owned IN
        SELECT format('%I.%I', n.nspname, s.relname) FROM pg_class s
        JOIN pg_namespace n ON n.oid = s.relnamespace
        JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
        JOIN pg_class t ON t.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass
        WHERE s.relkind = 'S' AND n.nspname = 'public' AND t.relname = ANY ({tables}::text[])
      LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', owned, {role});
      END LOOP;
    END $$
"""

GUARD: Final = "dost_kept_whole"
_GUARD_FUNCTION: Final = sql.SQL(
    """
    CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE found boolean;
      BEGIN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO found;
        IF found THEN
          RAISE EXCEPTION 'dost: % holds history and cannot be emptied', TG_TABLE_NAME;
        END IF;
        RETURN NULL;
      END $$
    """
)


def _guards(tables: set[str]) -> Iterator[sql.Composed]:
    """The triggers that refuse TRUNCATE, to the owner too; a table without rows may be emptied (`population` does)."""
    yield _GUARD_FUNCTION.format(sql.Identifier(GUARD))
    for table in sorted(name for name in tables & GRANTS.keys() if GRANTS[name].whole):
        yield sql.SQL(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = {literal}::regclass AND tgname = {name})"
            " THEN CREATE TRIGGER {trigger} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
            " EXECUTE FUNCTION {trigger}(); END IF; END $$"
        ).format(
            literal=sql.Literal(table),
            name=sql.Literal(GUARD),
            trigger=sql.Identifier(GUARD),
            table=sql.Identifier(table),
        )


# -- for people --------------------------------------------------------------------------------------------------

HEADING: Final = "## Tables, grants and how long each is kept"


def as_markdown() -> str:
    """The section of `docs/security.md` that says all this in words."""
    lines = [
        HEADING,
        "",
        "Written by `manage.py grants --docs` from `dost/ops/grants.py`, which is also what the owner gives the",
        "application's role after each `migrate`; do not edit. Every table may be read. A table that refuses TRUNCATE",
        "does so to its owner too.",
        "",
        "| table | INSERT | UPDATE | DELETE, and by what | TRUNCATE | kept |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_line(table, grant) for table, grant in sorted(_shown().items())]
    return "\n".join(lines) + "\n"


def _shown() -> dict[str, Grant]:
    records = {f"registries_{name}" for name in RECORDS}
    return {"every registry record": RECORD} | {name: one for name, one in GRANTS.items() if name not in records}


def _line(table: str, grant: Grant) -> str:
    columns = "" if isinstance(grant.update, bool) else ", ".join(f"`{name}`" for name in grant.update)
    cells = (
        table if " " in table else f"`{table}`",
        "yes" if grant.insert else "",
        columns or ("yes" if grant.update else ""),
        grant.delete.value or "never",
        "refused" if grant.whole else "owner only",
        grant.retention.value,
    )
    return "| " + " | ".join(cells) + " |"
