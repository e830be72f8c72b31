"""The kinds of events, and how the record of each is read into what is to be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from registries.models import (
    AssistanceCase,
    BenefitCase,
    BirthAct,
    ChildPlacement,
    CivilService,
    Conscription,
    DeathAct,
    DisabilityDecision,
    EmployedStatus,
    EmployerRepresentative,
    EmploymentContract,
    HonourStatus,
    HouseholdMember,
    Imprisonment,
    InsuranceAccount,
    JobseekerRegistration,
    Kinship,
    Leave,
    PensionCase,
    Person,
    PersonalInsuranceEvent,
    PersonalInsurancePayment,
    Reception,
    RehabilitationItem,
    SocialServiceCase,
    StipendCase,
    StipendOrder,
    Study,
    Training,
    UnemploymentEvent,
    UnemploymentPayment,
    WorkAccident,
)
from registries.models.record import Record

from . import cells
from .envelope import Event
from .problems import RowError, did_you_mean
from .rows import Draft, RowReader
from .targets import PRIMARY, find_target, target_of

PLAIN: dict[str, type[Record]] = {
    "accident": WorkAccident,
    "assistance": AssistanceCase,
    "benefit": BenefitCase,
    "care": SocialServiceCase,
    "civil_service": CivilService,
    "conscription_start": Conscription,
    "contract_start": EmploymentContract,
    "disability_decision": DisabilityDecision,
    "employment_status": EmployedStatus,
    "honour": HonourStatus,
    "household": HouseholdMember,
    "imprisonment": Imprisonment,
    "insurance_event": PersonalInsuranceEvent,
    "insurance_payment": PersonalInsurancePayment,
    "jobseeker": JobseekerRegistration,
    "kinship": Kinship,
    "leave": Leave,
    "pension": PensionCase,
    "placement": ChildPlacement,
    "reception": Reception,
    "representative": EmployerRepresentative,
    "rehabilitation": RehabilitationItem,
    "stipend": StipendCase,
    "stipend_order": StipendOrder,
    "study": Study,
    "training": Training,
    "unemployment": UnemploymentEvent,
    "unemployment_payment": UnemploymentPayment,
}
"""Kinds that are one record as it is."""

ENDINGS: dict[str, type[Record]] = {
    "care_end": SocialServiceCase,
    "conscription_end": Conscription,
    "contract_end": EmploymentContract,
    "employment_status_end": EmployedStatus,
    "jobseeker_end": JobseekerRegistration,
    "placement_end": ChildPlacement,
    "representative_end": EmployerRepresentative,
    "study_end": Study,
    "training_end": Training,
}
"""Kinds that give an existing record its last day."""

OF_THE_CHILD = ("surname", "given_name", "father_name", "sex")
"""What a birth act says of the child that is kept in the child's own row."""

REGISTRIES = {*PRIMARY, "POPULATION"}
OTHERS = {"birth": "POPULATION", "death": "POPULATION", "gap": "POPULATION", "release": "POPULATION"}
OTHERS |= {"contributions": "UCOT", "correction": "POPULATION", "annulment": "POPULATION"}
KINDS: dict[str, str] = {
    **{kind: model.registry for kind, model in {**PLAIN, **ENDINGS}.items()},
    **OTHERS,
}
"""Every kind, with its registry."""


LONGEST_ACT_NO = 32


@dataclass(frozen=True, slots=True)
class Gap:
    """A registry that is incomplete for a person, or complete again from `until` on."""

    registry: str
    since: date
    until: date | None
    reason: str


@dataclass(slots=True)
class Job:
    """One event read: what is to be stored, and what became of it.

    `keys` name the records and people it changes; two jobs that share a key cannot be in one batch. `amends` says
    that the record must stand already; `finds` how it is found when the event does not give its reference; `annuls`
    that it should never have been. `child` is the person a birth brings in, or, of a birth act corrected, what changes
    in the child's own row. `late`: something later was known already.
    """

    event: Event
    place: int
    drafts: list[Draft] = field(default_factory=list)
    keys: set[tuple[str, ...]] = field(default_factory=set)
    amends: bool = False
    creates: bool = False
    annuls: bool = False
    late: bool = False
    finds: str = ""
    child: Draft | None = None
    gap: Gap | None = None
    reason: str = ""
    pk: int = 0
    people: set[int] = field(default_factory=set)
    problem: RowError | None = None


@contextmanager
def blaming(job: Job) -> Iterator[None]:
    """Let a RowError raised inside be the job's problem."""
    try:
        yield
    except RowError as error:
        job.problem = error


class EventReader:
    """Reads events into jobs; everything here is without the database."""

    def __init__(self, *, today: date, now: datetime) -> None:
        self.today, self.now = today, now
        self._readers: dict[type, RowReader] = {}
        self._special: dict[str, Callable[[Event, Job], None]] = {
            "birth": self._birth,
            "death": self._death,
            "gap": self._gap,
            "release": self._release,
            "contributions": self._contributions,
            "correction": self._correction,
            "annulment": self._annulment,
        }

    def reader(self, model: type[Person | Record]) -> RowReader:
        """The row reader of a model."""
        if model not in self._readers:
            self._readers[model] = RowReader(target_of(model), today=self.today, now=self.now)
        return self._readers[model]

    def read(self, event: Event, place: int) -> Job:
        """Read an event's record; raises RowError."""
        job = Job(event, place)
        if event.kind in PLAIN:
            self._plain(event, job)
        elif event.kind in ENDINGS:
            self._ending(event, job)
        else:
            self._special[event.kind](event, job)
        for draft in job.drafts:
            self._add_key(job, draft)
        return job

    def _add_key(self, job: Job, draft: Draft) -> None:
        reference = draft.values.get("reference")
        if reference:
            job.keys.add((draft.target.name, job.event.institution, reference))
        number = draft.values.get("contract_no")
        if number and draft.target.model is EmploymentContract:
            job.keys.add(("contract", job.event.institution, number))

    def _stated(self, event: Event, **more: Any) -> dict[str, Any]:
        """The record with what the envelope says of it; a source other than the sender is refused."""
        record = dict(event.record)
        source = record.get("source")
        if source not in (None, "", event.institution):
            raise RowError(
                "source", f"{cells.shown(source)} is not the sender", f"leave it out, or {event.institution}"
            )
        record["source"] = event.institution
        for name, value in more.items():
            if record.get(name) in (None, ""):
                record[name] = value
        return record

    def _plain(self, event: Event, job: Job) -> None:
        model = PLAIN[event.kind]
        more: dict[str, Any] = {"reference": event.id, "valid_from": event.happened_on}
        if model is DisabilityDecision:
            more["decision_date"] = event.happened_on
        job.drafts.append(self.reader(model).parse(self._stated(event, **more)))

    def _ending(self, event: Event, job: Job) -> None:
        model = ENDINGS[event.kind]
        record = self._stated(event, valid_until=event.happened_on)
        job.amends = True
        if not record.get("reference"):
            if model is not EmploymentContract or not record.get("contract_no") or not record.get("fin"):
                also = ", or fin and contract_no" if model is EmploymentContract else ""
                raise RowError("reference", "is missing", f"the reference under which the record was sent{also}")
            job.finds = "contract"
            record.pop("reference", None)
        job.drafts.append(self.reader(model).parse(record, partial=True))

    def _release(self, event: Event, job: Job) -> None:
        """A prison term ends on the day before the release; one not known yet is recorded whole."""
        record = self._stated(event, released_on=event.happened_on, reference=event.id)
        released = self._day(record, "released_on")
        record.setdefault("valid_until", released - timedelta(days=1))
        job.amends = job.creates = True
        job.drafts.append(self.reader(Imprisonment).parse(record, partial=True))

    def _contributions(self, event: Event, job: Job) -> None:
        """The person's account, wherever it came from; a first one is opened."""
        record = self._stated(event, reference=event.id)
        record.setdefault("valid_from", record.get("opened_on") or event.happened_on)
        if not record.get("fin"):
            raise RowError("fin", "is missing", "whose account it is")
        job.amends = job.creates = True
        job.finds = "account"
        draft = self.reader(InsuranceAccount).parse(record, partial=True)
        draft.given.discard("valid_from")
        job.drafts.append(draft)
        job.keys.add(("account", draft.fins()[0]))

    def _correction(self, event: Event, job: Job) -> None:
        """New values for any record of the sender, with the reason for it; a birth act's child is corrected with it."""
        record = self._stated(event)
        job.reason = self._text(record.pop("reason", None) or "correction", "reason", longest=200)
        model = self._table(event, record)
        child = self._child_of(record) if model is BirthAct else {}
        job.amends = True
        job.drafts.append(self.reader(model).parse(record, partial=True))
        if child:
            job.child = self.reader(Person).parse(child, partial=True)

    def _annulment(self, event: Event, job: Job) -> None:
        """A record of the sender that should never have been: its table, its reference and why."""
        record = self._stated(event)
        job.reason = self._text(record.pop("reason", None) or "", "reason", longest=200)
        if not job.reason:
            raise RowError("reason", "is missing", "why the record should never have been")
        model = self._table(event, record)
        more = set(record) - {"source", "reference", "recorded_at"}
        if more:
            raise RowError(min(more), "is not part of an annulment", "it has table, reference, reason and recorded_at")
        job.amends = job.annuls = True
        job.drafts.append(self.reader(model).parse(record, partial=True))

    def _table(self, event: Event, record: dict[str, Any]) -> type[Record]:
        """The table of the record that an event is about, taken out of it; its reference must be there."""
        table = record.pop("table", None) or event.registry
        try:
            target = find_target(str(table))
        except LookupError as error:
            raise RowError("table", "is not a table of records", str(error)) from None
        if not issubclass(target.model, Record):
            tables = {each.__name__ for each in PLAIN.values()} | {"BirthAct", "DeathAct", "InsuranceAccount"}
            raise RowError("table", f"{cells.shown(table)} is not a table of records", did_you_mean(str(table), tables))
        if not record.get("reference"):
            raise RowError("reference", "is missing", "the reference under which the record was sent")
        return target.model

    @staticmethod
    def _child_of(record: dict[str, Any]) -> dict[str, Any]:
        """What a corrected birth act says of the child's own row, taken out of it; the birthday is the act's."""
        if record.get("birth_date") not in (None, ""):
            record["valid_from"] = record.pop("birth_date")
        return {name: record.pop(name) for name in OF_THE_CHILD if name in record}

    def _birth(self, event: Event, job: Job) -> None:
        """The child as a person, its birth act, and its kin; other rows follow when the parents are known."""
        record = self._stated(event, birth_date=event.happened_on, reference=event.id, registered_on=event.happened_on)
        record["fin"] = record.pop("child_fin", None) or record.get("fin")
        self._number_act(record)
        person_columns = target_of(Person).columns
        act_columns = target_of(BirthAct).columns
        both = {"fin", "source", "reference", "recorded_at"}
        child = {name: value for name, value in record.items() if name in person_columns}
        act = {name: value for name, value in record.items() if name in both or name not in person_columns}
        act["valid_from"] = record["birth_date"]
        job.child = self.reader(Person).parse(child)
        draft = self.reader(BirthAct).parse(act)
        if draft.values["born_alive"] is False:
            job.child.values["died_on"] = job.child.values["birth_date"]
            job.child.given.add("died_on")
        fin = job.child.values["fin"]
        for column, name in draft.names:
            if column.lookup == "person" and column.name in act_columns and column.name != "fin" and name == fin:
                raise RowError(column.name, "is the child's own FİN", "give the parent's FİN")
        job.drafts.append(draft)
        job.keys.add(("person", fin))

    @staticmethod
    def _number_act(record: dict[str, Any]) -> None:
        """An act without a number has its reference's, if that can be one."""
        if len(str(record["reference"])) <= LONGEST_ACT_NO:
            record.setdefault("act_no", record["reference"])

    def _death(self, event: Event, job: Job) -> None:
        record = self._stated(event, valid_from=event.record.get("died_on") or event.happened_on, reference=event.id)
        record.pop("died_on", None)
        record.setdefault("registered_on", event.happened_on)
        self._number_act(record)
        draft = self.reader(DeathAct).parse(record)
        job.drafts.append(draft)
        job.keys.add(("person", draft.fins()[0]))

    def _gap(self, event: Event, job: Job) -> None:
        """A registry that is incomplete for a person from `since` on; with `until`, complete again."""
        record = dict(event.record)
        unknown = set(record) - {"fin", "registry", "since", "until", "reason", "source"}
        if unknown:
            raise RowError(min(unknown), "is not part of a gap", "a gap has fin, registry, since, until and reason")
        column = target_of(DeathAct).columns["fin"]
        fin = column.read(record.get("fin"))
        registry = record.get("registry") or event.registry
        if not isinstance(registry, str) or registry not in REGISTRIES:
            raise RowError(
                "registry", f"{cells.shown(registry)} is not a registry", did_you_mean(str(registry), REGISTRIES)
            )
        since = self._day(record, "since") if record.get("since") else event.happened_on
        until = self._day(record, "until") if record.get("until") else None
        if until is not None and until < since and record.get("since"):
            raise RowError("until", f"{until} is before since ({since})", "check both dates")
        reason = self._text(record.get("reason") or "", "reason", longest=200)
        job.gap = Gap(registry, since, until, reason)
        job.drafts.append(Draft(target_of(DeathAct), {}, [(column, fin)]))
        job.keys.add(("gap", fin, registry))

    @staticmethod
    def _text(value: object, name: str, *, longest: int) -> str:
        try:
            return cells.text(value, longest=longest)
        except cells.BadCellError as bad:
            raise RowError(name, bad.message, bad.hint) from None

    @staticmethod
    def _day(record: dict[str, Any], name: str) -> date:
        try:
            return cells.day(record[name])
        except cells.BadCellError as bad:
            raise RowError(name, bad.message, bad.hint) from None
