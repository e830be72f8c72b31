"""Cases at every place of the road, with what belongs to them there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from dost.cases.letter_content import Headings, LetterPart, Written, content_hash
from dost.cases.letters import letter_number
from dost.cases.models import Case, CaseEntry, Decision, Entitlement, Evidence, Letter
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from registries.models import Person

from .notifications import NoticeFactory
from .payments import PaymentOrderFactory
from .registries import PersonFactory
from .services_catalog import VersionFactory

BAKU = ZoneInfo("Asia/Baku")
DAY = date(2026, 3, 3)
MORNING = datetime(2026, 3, 3, 9, 0, tzinfo=BAKU)


def _after(minutes: float) -> Any:
    """A moment some minutes after the case was opened."""
    return factory.LazyAttribute(lambda row: _case(row).opened_at + timedelta(minutes=minutes))


def _case(row: Any) -> Any:
    return row.case if hasattr(row, "case") else row


class EntryFactory(DjangoModelFactory):
    """A line of the timeline."""

    class Meta:
        model = CaseEntry

    what = "opened"
    at = _after(0)


class EvidenceFactory(DjangoModelFactory):
    """An institution's answer."""

    class Meta:
        model = Evidence

    institution = "DIN"
    question = "alive"
    about = factory.LazyAttribute(lambda row: row.case.person)
    request_hash = "7ab19e02c4fd" + "0" * 52
    answer = {"found": True, "alive": True, "died_on": None}
    finding = Evidence.Finding.CONFIRMED
    answered_at = _after(1)
    kept_at = _after(1)
    latency_ms = 84


def fact(
    value: Any, *, registry: str = "POPULATION", institution: str = "DIN", source: str | None = None
) -> dict[str, Any]:
    """A fact as a decision keeps it."""
    return {
        "value": value,
        "registry": registry,
        "institution": institution,
        "source": source,
        "recorded_on": "2026-03-02",
    }


class LetterFactory(DjangoModelFactory):
    """The letter about a decision, in Azerbaijani, with an answer and nothing else."""

    class Meta:
        model = Letter

    ordinal = 1
    service = factory.LazyAttribute(lambda row: row.case.service)
    person = factory.LazyAttribute(lambda row: row.case.person)
    kind = Letter.Kind.GRANTED
    number = factory.LazyAttribute(lambda row: letter_number(row.case.pk, row.ordinal, year=row.issued_at.year))
    issued_at = _after(2)
    language = "az"
    content = factory.LazyAttribute(lambda row: letter_content(row.case.person).as_json())
    content_hash = factory.LazyAttribute(lambda row: content_hash(row.content))


def letter_content(person: Person) -> Written:
    """What a letter of the factory says."""
    part = LetterPart(
        language="az",
        title="Təyin edildi",
        greeting=f"Hörmətli {person.full_name},",
        answer="Müavinət təyin edildi.",
        details=(),
        reasons=(),
        grounds=(),
        sums=(),
        total="",
        law=(),
        decided="Qərar avtomatik qəbul edilib.",
        appeal=("Şikayət edə bilərsiniz.",),
        headings=Headings("Səbəb", "Yoxlanılanlar", "Məbləğ", "Cəmi", "Qanun", "Kim qərar verib", "Şikayət"),
    )
    return Written(name=person.full_name, fin=person.fin, parts=(part,))


class DecisionFactory(DjangoModelFactory):
    """A grant by the system on known facts, with its letter."""

    class Meta:
        model = Decision
        skip_postgeneration_save = True

    version = factory.LazyAttribute(lambda row: row.case.version)
    content_hash = factory.LazyAttribute(lambda row: row.case.version.content_hash)
    on = factory.LazyAttribute(lambda row: row.case.on)
    outcome = Outcome.GRANTED
    facts = factory.LazyFunction(lambda: {"person.alive": fact(True, institution="EDLIYYE"), "person.age": fact(67)})
    parameters = factory.LazyFunction(lambda: {"test_benefit": "600.00"})
    explanation = factory.LazyFunction(
        lambda: [
            {"id": "alive", "met": True, "facts": ["person.alive"]},
            {"id": "age", "met": True, "facts": ["person.age"]},
        ]
    )
    amount = Decimal(600)
    starts = factory.LazyAttribute(lambda row: row.case.on)
    decided_at = _after(2)

    @factory.post_generation
    def letter(self: Any, create: bool, wanted: bool | None, **kwargs: Any) -> None:
        """Its letter; `letter=False` leaves it out, as of decisions from before there were letters."""
        kind = {Outcome.GRANTED: Letter.Kind.GRANTED, Outcome.REFUSED: Letter.Kind.REFUSED}.get(self.outcome)
        if create and wanted is not False and kind is not None:
            LetterFactory(case=self.case, kind=kind)


class EntitlementFactory(DjangoModelFactory):
    """A right to be paid once."""

    class Meta:
        model = Entitlement
        skip_postgeneration_save = True

    class Params:
        ordered = factory.Trait(order=factory.RelatedFactory(PaymentOrderFactory, "entitlement"))
        paid = factory.Trait(order=factory.RelatedFactory(PaymentOrderFactory, "entitlement", paid=True))
        refused = factory.Trait(order=factory.RelatedFactory(PaymentOrderFactory, "entitlement", refused=True))

    service = factory.LazyAttribute(lambda row: row.case.service)
    person = factory.LazyAttribute(lambda row: row.case.person)
    period = Entitlement.Period.ONCE
    amount = Decimal(600)
    starts = factory.LazyAttribute(lambda row: row.case.on)
    created_at = _after(2)


def _entry(what: str, minutes: float, /, **details: Any) -> Any:
    return factory.RelatedFactory(EntryFactory, "case", what=what, at=_after(minutes), details=details)


SILENT = {"code": "institution", "institution": "EDLIYYE", "what": "timeout", "seconds": 6.0}
CONTRADICTION = {"code": "contradiction", "institution": "DIN", "question": "DIN.alive"}
UNKNOWN = {"code": "unknown", "facts": ["person.age"]}
AT_THE_BANK = {"code": "account_refused", "problem": "AC04"}


class CaseFactory(DjangoModelFactory):
    """A case just opened; traits put it elsewhere on the road."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    class Params:
        waiting_on_institution = factory.Trait(
            state=State.WAITING,
            waiting_on=WaitingOn.INSTITUTION,
            reason=SILENT,
            attempts=3,
            waited=_entry("waiting", 1, **SILENT),
        )
        asked = factory.Trait(
            stage=Stage.CHOOSE,
            state=State.WAITING,
            waiting_on=WaitingOn.PERSON,
            reason={"code": "ask_first"},
            waited=_entry("asked", 1),
        )
        exclusive = factory.Trait(
            stage=Stage.CHOOSE,
            state=State.WAITING,
            waiting_on=WaitingOn.PERSON,
            reason={"code": "exclusive", "service": "05-41"},
            waited=_entry("waiting", 1, code="exclusive", service="05-41"),
        )
        to_clerk = factory.Trait(
            stage=Stage.DECIDE,
            state=State.WAITING,
            waiting_on=WaitingOn.CLERK,
            reason=CONTRADICTION,
            evidence=factory.RelatedFactory(
                EvidenceFactory,
                "case",
                finding=Evidence.Finding.CONTRADICTED,
                answer={"found": True, "alive": False, "died_on": "2026-03-01"},
            ),
            waited=_entry("waiting", 2, **CONTRADICTION),
        )
        unknown_fact = factory.Trait(
            stage=Stage.DECIDE,
            state=State.WAITING,
            waiting_on=WaitingOn.CLERK,
            reason=UNKNOWN,
            waited=_entry("waiting", 2, **UNKNOWN),
        )
        decided = factory.Trait(
            stage=Stage.PAY,
            outcome=Outcome.GRANTED,
            decided_at=_after(2),
            evidence=factory.RelatedFactory(EvidenceFactory, "case"),
            decision=factory.RelatedFactory(DecisionFactory, "case"),
            entitlement=factory.RelatedFactory(EntitlementFactory, "case"),
            verified=_entry("verified", 1, questions=["DIN.identity", "DIN.alive"]),
            granted=_entry("granted", 2, amount="600.00"),
        )
        at_bank = factory.Trait(
            decided=True,
            state=State.WAITING,
            waiting_on=WaitingOn.BANK,
            reason={"code": "orders"},
            entitlement=factory.RelatedFactory(EntitlementFactory, "case", ordered=True),
            ordered=_entry("ordered", 3, orders=1),
        )
        bank_refused = factory.Trait(
            decided=True,
            state=State.WAITING,
            waiting_on=WaitingOn.CLERK,
            reason=AT_THE_BANK,
            entitlement=factory.RelatedFactory(EntitlementFactory, "case", refused=True),
            ordered=_entry("ordered", 3, orders=1),
            waited=_entry("waiting", 4, **AT_THE_BANK),
        )
        granted_and_paid = factory.Trait(
            decided=True,
            stage=Stage.CLOSED,
            state=State.DONE,
            closed_at=_after(5),
            entitlement=factory.RelatedFactory(EntitlementFactory, "case", paid=True),
            notice=factory.RelatedFactory(NoticeFactory, "case", told=True),
            paid=_entry("paid", 4, total="600.00", orders=1),
            told=_entry("told", 5, channel="sms"),
        )
        refused = factory.Trait(
            stage=Stage.CLOSED,
            state=State.DONE,
            origin=Origin.APPLICATION,
            outcome=Outcome.REFUSED,
            decided_at=_after(2),
            closed_at=_after(3),
            decision=factory.RelatedFactory(
                DecisionFactory,
                "case",
                outcome=Outcome.REFUSED,
                amount=None,
                starts=None,
                facts={"person.alive": fact(True, institution="EDLIYYE"), "person.age": fact(41)},
                explanation=[
                    {"id": "alive", "met": True, "facts": ["person.alive"]},
                    {"id": "age", "met": False, "facts": ["person.age"]},
                ],
            ),
            refusal=_entry("refused", 2),
            told=_entry("told", 3, channel="sms"),
        )
        no_right = factory.Trait(
            stage=Stage.CLOSED,
            state=State.DONE,
            outcome=Outcome.NO_RIGHT,
            live=False,
            decided_at=_after(2),
            closed_at=_after(2),
            ending=_entry("record_gone", 2),
        )

    version = factory.SubFactory(VersionFactory)
    service = factory.LazyAttribute(lambda case: case.version.service)
    person = factory.SubFactory(PersonFactory)
    basis = "person"
    basis_key = factory.LazyAttribute(lambda case: case.person.fin)
    record_id = factory.LazyAttribute(lambda case: case.person.pk)
    waiting_since = factory.LazyAttribute(
        lambda case: case.opened_at + timedelta(minutes=1) if case.state == State.WAITING else None
    )
    on = DAY
    origin = Origin.EVENT
    opened_at = MORNING
    not_before = factory.LazyAttribute(lambda case: case.opened_at)
    opening = factory.RelatedFactory(
        EntryFactory, "case", what="opened", details=factory.LazyAttribute(lambda row: {"origin": row.case.origin})
    )
