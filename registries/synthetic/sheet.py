"""Rows on their way into the tables, as the text that PostgreSQL's COPY reads."""

from __future__ import annotations

from .days import ISO

NULL = "\\N"
TRUE, FALSE = "t", "f"

RECORD = (
    "id",
    "person_id",
    "source_id",
    "reference",
    "valid_from",
    "valid_until",
    "recorded_at",
    "superseded_at",
    "superseded_by_id",
    "correction_reason",
    "corrected_by",
)
AWARD = (
    "service_code",
    "basis_key",
    "assigned_on",
    "amount",
    "one_off",
    "iban",
    "proactive",
    "suspended",
    "stop_reason",
)

PLAIN: dict[str, tuple[str, ...]] = {
    "person": (
        *("id", "fin", "surname", "given_name", "father_name", "sex", "birth_date", "died_on", "missing_since"),
        *("citizenship", "residence", "district_id", "document_number", "document_until", "language", "phone"),
        "recorded_at",
    ),
    "personchange": ("id", "person_id", "field", "old", "new", "source_id", "reference", "changed_at"),
    "registrygap": ("id", "person_id", "registry", "since", "until", "reason"),
    "household": ("id", "meter_no", "district_id", "gas_supplied"),
}
"""Tables that are not records, with all their columns."""

RECORDS: dict[str, tuple[str, ...]] = {
    "birthact": ("mother_id", "father_id", "act_no", "registered_on", "born_alive", "parity"),
    "deathact": ("act_no", "ground", "registered_on", "buried_by_id", "work_related"),
    "kinship": ("relative_id", "kind", "end_reason", "rights_removed"),
    "householdmember": ("household_id", "relation"),
    "employmentcontract": (
        *("contract_no", "employer_voen", "employer_name", "position", "workplace_district_id", "term"),
        *("term_months", "monthly_pay", "workplace", "working_time", "suspended", "end_ground"),
    ),
    "leave": ("kind", "child_id", "contract_no", "sheet_no", "days", "working_days", "average_daily_pay"),
    "employedstatus": ("category", "monthly_income", "monthly_expenses"),
    "jobseekerregistration": (*("registration_no", "status", "reason", "education", "profession", "experience_years"),),
    "training": ("programme", "provider", "attends"),
    "unemploymentevent": (
        *("ground", "insured_months", "insured_months_of_24", "insured_months_of_36", "lost_average_pay"),
        "dependants",
    ),
    "workaccident": ("case_no", "employer_voen", "severity", "act_no", "cause", "former_state_enterprise"),
    "insuranceaccount": (
        *("ssn", "opened_on", "insurance_months", "months_before_2006", "worked_2006_2018", "pension_capital"),
        *("initial_capital", "insured_income_12m", "special_conditions_months"),
    ),
    "disabilitydecision": (
        *("decision_no", "decision_date", "referral_no", "commission", "icd10", "band", "cause", "before_18"),
        *("indefinite", "radiation_victim"),
    ),
    "rehabilitationitem": (
        *("programme_no", "kind", "aid_code", "quantity", "months_of_use", "ordered_on", "handed_over_on"),
        *("queue_no", "queue_turn", "driver_id"),
    ),
    "socialservicecase": (
        *("case_no", "circumstance", "needs_score", "kind", "institution_name", "full_state_provision"),
        "carer_id",
    ),
    "childplacement": ("kind", "carer_id", "document_no", "full_state_provision"),
    "honourstatus": (
        *("status", "document_no", "relation", "martyr_id", "war", "injured_on", "housing_queue_no"),
        *("housing_given_on", "car_given_on"),
    ),
    "personalinsuranceevent": (*("event_no", "event", "category", "insured_id", "degree", "share_parts", "confirmed"),),
    "stipendorder": ("order_no", "kind", "title"),
    "reception": (
        *("kind", "centre_id", "number", "service_code", "channel", "arrived_at", "called_at", "closed_at"),
        *("due_on", "result", "rating"),
    ),
    "study": ("level", "full_time", "institution_name"),
    "conscription": ("unit_no",),
    "imprisonment": ("released_on", "certificate_no", "needs_medical_social_help"),
    "civilservice": ("post", "months_served", "average_pay"),
    "pensioncase": (*AWARD, "kind", "legal_article", "capital", "expected_months", "supplements"),
    "benefitcase": (*AWARD, "child_id", "funding", "sheet_no"),
    "stipendcase": (*AWARD, "title_holder_id", "relation", "share"),
    "unemploymentpayment": (*AWARD, "supplement_percent"),
    "personalinsurancepayment": (*AWARD, "event_no"),
    "assistancecase": (
        *(*AWARD, "household_id", "application_no", "registered_on", "notary_application_no", "members"),
        *("average_income", "need_criterion", "inspection_no", "decision", "refusal_ground"),
    ),
}
"""Registries' tables, with the columns that they add to those of every record."""

TABLES: dict[str, tuple[str, ...]] = {
    **PLAIN,
    **{name: (*RECORD, *columns) for name, columns in RECORDS.items()},
}
"""All tables that a population fills, by the model's name in lower case, parents first."""

IDS_PER_PERSON = 12
"""Each chunk may use this many ids per person in each table of records."""


def day(ordinal: int) -> str:
    """A day, or NULL for 0."""
    return ISO[ordinal] if ordinal else NULL


def moment(ordinal: int, clock: str = "10:00") -> str:
    """A moment of a day in Baku."""
    return f"{ISO[ordinal]} {clock}+04"


class Sheet:
    """The rows of one chunk. `first_ids` is the id before the first one free, by table, for this chunk."""

    def __init__(self, first_ids: dict[str, int], limit: int) -> None:
        self.lines: dict[str, list[str]] = {name: [] for name in TABLES}
        self._next = dict(first_ids)
        self._last = {name: first + limit for name, first in first_ids.items()}

    def number(self, table: str) -> int:
        """The next id of a table."""
        self._next[table] += 1
        if self._next[table] > self._last[table]:
            raise OverflowError(f"a chunk made more rows of {table} than it has ids for")
        return self._next[table]

    def upcoming(self, table: str) -> int:
        """The id that the next row of a table will get."""
        return self._next[table] + 1

    def plain(self, table: str, *values: str) -> None:
        """A row of a table that is no record, with all its columns."""
        self.lines[table].append("\t".join(values))

    def record(
        self, table: str, person: int, source: str, reference: str, since: int, until: int, *values: str
    ) -> None:
        """A record that stands, recorded on the day from which it is valid."""
        day_text = ISO[since]
        self.lines[table].append(
            f"{self.number(table)}\t{person}\t{source}\t{reference}\t{day_text}\t{ISO[until] if until else NULL}\t"
            f"{day_text} 10:00+04\t{NULL}\t{NULL}\t\t\t" + "\t".join(values)
        )

    def corrected(
        self,
        table: str,
        person: int,
        source: str,
        reference: str,
        since: int,
        until: int,
        old: tuple[str, ...],
        new: tuple[str, ...],
        *,
        on: int,
        reason: str,
        was_until: int | None = None,
    ) -> None:
        """A record that was corrected on day `on`: the old row, superseded by the new one."""
        first, second = self.number(table), self.number(table)
        head = f"{person}\t{source}\t{reference}\t{ISO[since]}"
        before = until if was_until is None else was_until
        self.lines[table].append(
            f"{first}\t{head}\t{day(before)}\t{moment(since)}\t{moment(on, '11:30')}\t{second}\t{reason}\t"
            f"{source}\t" + "\t".join(old)
        )
        self.lines[table].append(
            f"{second}\t{head}\t{day(until)}\t{moment(on, '11:30')}\t{NULL}\t{NULL}\t\t\t" + "\t".join(new)
        )

    def text(self) -> dict[str, bytes]:
        """What COPY is to read, by table; tables without rows are left out."""
        return {name: ("\n".join(rows) + "\n").encode() for name, rows in self.lines.items() if rows}
