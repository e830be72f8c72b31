"""The questions a service version can put to institutions, whom they are about, and what confirms.

Each question names the roles of the basis it is asked about, the particulars it carries, and how the answer is held
against what the registries say. An answer that says otherwise is a contradiction for a person to resolve; it is never
a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db.models import Max

from dost.accounts.models import Mandate
from registries.models import DisabilityDecision, EmployerRepresentative, EmploymentContract, InsuranceAccount, Person
from services_catalog.queries import definition_of

from .codes import EntryKind
from .models import Case, CaseEntry, Evidence

REPRESENTATION: Final = "DVX.representation"
"""Asked of every application in an employer's name, whatever its version lists."""


def questions_for(case: Case) -> tuple[str, ...]:
    """The codes of the questions that are put for a case: those of its version, and whether one may act."""
    listed = definition_of(case.version).verify
    return (*listed, REPRESENTATION) if case.applicant_voen else tuple(listed)


def standing_evidence(cases: Sequence[Case]) -> list[Evidence]:
    """The evidence that counts: what was answered since a member of staff last sent the case back, if one did."""
    sent_back = dict(
        CaseEntry.objects.filter(case__in=cases, what=EntryKind.SENT_BACK)
        .order_by()
        .values("case")
        .annotate(last=Max("at"))
        .values_list("case", "last")
    )
    return [
        evidence
        for evidence in Evidence.objects.filter(case__in=cases)
        if evidence.case_id not in sent_back or evidence.kept_at > sent_back[evidence.case_id]
    ]


@dataclass
class Context:
    """What the judges of a batch may look at: the people of its cases by role, and their registry records."""

    cases: Sequence[Case]
    roles: Mapping[int, Mapping[str, int | None]]
    people: Mapping[int, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, cases: Sequence[Case], roles: Mapping[int, Mapping[str, int | None]]) -> Context:
        """Load the people of all roles with one query."""
        ids = {pk for by_role in roles.values() for pk in by_role.values() if pk}
        return cls(cases=cases, roles=roles, people=Person.objects.in_bulk(ids))

    def person(self, case: Case, role: str) -> Person | None:
        """The person of a role in a case."""
        pk = self.roles.get(case.pk, {}).get(role)
        return self.people.get(pk) if pk else None

    @cached_property
    def contracts(self) -> dict[int, list[tuple[date, date | None]]]:
        """Periods of the live contracts of everyone involved."""
        found: dict[int, list[tuple[date, date | None]]] = {}
        rows = EmploymentContract.objects.filter(person_id__in=list(self.people), superseded_at=None)
        for pk, start, end in rows.values_list("person_id", "valid_from", "valid_until"):
            found.setdefault(pk, []).append((start, end))
        return found

    def employed(self, person: Person, *, on: date) -> bool:
        """Whether the registry of contracts shows the person at work on a date."""
        return any(start <= on and (end is None or end >= on) for start, end in self.contracts.get(person.pk, []))

    @cached_property
    def by_mandate(self) -> set[tuple[int, str]]:
        """Who acts for which employer of these cases by its mandate alone: person and VÖEN."""
        employers = {case.applicant_voen for case in self.cases if case.applicant_voen}
        if not employers:
            return set()
        given = Mandate.objects.filter(grantor_voen__in=employers, accepted_at__isnull=False)
        heads = EmployerRepresentative.objects.filter(employer_voen__in=employers, superseded_at=None)
        return set(given.values_list("agent", "grantor_voen")) - set(heads.values_list("person", "employer_voen"))

    @cached_property
    def capitals(self) -> dict[int, Any]:
        """Pension capital by person as the individual accounts say."""
        rows = InsuranceAccount.objects.filter(person_id__in=list(self.people), superseded_at=None)
        return dict(rows.values_list("person_id", "pension_capital"))

    @cached_property
    def decisions(self) -> dict[int, str]:
        """Numbers of the disability decisions that cases arise from, by record id."""
        ids = [case.record_id for case in self.cases if case.basis == "disability" and case.record_id]
        return dict(DisabilityDecision.objects.filter(pk__in=ids).values_list("pk", "decision_no"))


Particulars = Callable[[Case, Person, Context], dict[str, Any] | None]
Judge = Callable[[Mapping[str, Any], Case, Person, Context], bool]


@dataclass(frozen=True)
class Question:
    """One question: asked about the first of `roles` that is there (or about all of them, with `everyone`)."""

    institution: str
    name: str
    roles: tuple[str, ...]
    confirms: Judge
    particulars: Particulars
    everyone: bool = False

    @property
    def code(self) -> str:
        """As a service version names it: `DIN.identity`."""
        return f"{self.institution}.{self.name}"

    def about(self, case: Case, context: Context) -> list[Person]:
        """The people the question is asked about in a case."""
        people = [person for role in self.roles if (person := context.person(case, role))]
        return people if self.everyone else people[:1]


def _fin(_case: Case, person: Person, _context: Context) -> dict[str, Any]:
    return {"fin": person.fin}


def _child_fin(_case: Case, person: Person, _context: Context) -> dict[str, Any]:
    return {"child_fin": person.fin}


def _fin_on(case: Case, person: Person, _context: Context) -> dict[str, Any]:
    return {"fin": person.fin, "on": case.on.isoformat()}


def _representative(case: Case, person: Person, context: Context) -> dict[str, Any] | None:
    """Asked but where a mandate alone lets one act: that stands in our own rows, and nobody else knows of it."""
    if (person.pk, case.applicant_voen) in context.by_mandate:
        return None
    return {"fin": person.fin, "voen": case.applicant_voen, "on": case.on.isoformat()}


def _decision_no(case: Case, person: Person, context: Context) -> dict[str, Any] | None:
    number = context.decisions.get(case.record_id or 0)
    return {"decision_no": number, "fin": person.fin} if number else None


def _relative(case: Case, person: Person, context: Context) -> dict[str, Any] | None:
    subject = context.person(case, "subject")
    if subject is None or subject.pk == person.pk:
        return None
    return {"fin": person.fin, "relative_fin": subject.fin}


def _known(_data: Mapping[str, Any], _case: Case, _person: Person, _context: Context) -> bool:
    return True


def _same_person(data: Mapping[str, Any], _case: Case, person: Person, _context: Context) -> bool:
    return data.get("fin") == person.fin and data.get("birth_date") == person.birth_date.isoformat()


def _alive(data: Mapping[str, Any], _case: Case, _person: Person, _context: Context) -> bool:
    return data.get("alive") is True


def _represents(data: Mapping[str, Any], _case: Case, _person: Person, _context: Context) -> bool:
    return data.get("represents") is True


def _born_alive(data: Mapping[str, Any], _case: Case, _person: Person, _context: Context) -> bool:
    return data.get("born_alive") is True


def _same_employment(data: Mapping[str, Any], case: Case, person: Person, context: Context) -> bool:
    return data.get("employed") is context.employed(person, on=case.on)


def _same_capital(data: Mapping[str, Any], _case: Case, person: Person, context: Context) -> bool:
    known = context.capitals.get(person.pk)
    return known is None or str(data.get("capital")) == str(known)


QUESTIONS: dict[str, Question] = {
    question.code: question
    for question in (
        Question("DIN", "identity", ("subject",), _same_person, _fin),
        Question("DIN", "alive", ("subject",), _alive, _fin),
        Question("EDLIYYE", "birth_act", ("child",), _born_alive, _child_fin),
        Question("EDLIYYE", "death_act", ("deceased",), _known, _fin),
        Question("EDLIYYE", "kinship", ("child", "deceased"), _known, _relative),
        Question("DVX", "employment", ("mother", "father", "subject"), _same_employment, _fin_on),
        Question("DVX", "representation", ("subject",), _represents, _representative),
        Question("DVX", "income", ("subject",), _known, _fin_on),
        Question("DSMF", "pension_capital", ("subject",), _same_capital, _fin),
        Question("DSMF", "payments", ("subject",), _known, _fin),
        Question("DTSERA", "disability", ("disabled", "subject"), _known, _decision_no),
        Question("SHXCDX", "service", ("father", "subject"), _known, _fin),
        Question("ETN", "study", ("child", "subject"), _known, _fin),
        Question("MN", "status", ("subject",), _known, _fin),
        Question("PENITENSIAR", "release", ("subject",), _known, _fin),
    )
}
