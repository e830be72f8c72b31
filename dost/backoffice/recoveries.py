"""What was paid in excess: the list with its clock, one overpayment with all that was said and decided of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.accounts.access import log_list
from dost.accounts.actors import Staff
from dost.accounts.who import who
from dost.cases.acts import Act, offered
from dost.cases.impartial import close_among
from dost.cases.models import (
    OPEN_RECOVERY,
    RECOVERY_TO_DECIDE,
    Case,
    Recovery,
    RecoveryDecision,
    RecoveryStatement,
    RecoveryTerms,
    RecoveryWay,
    Repayment,
)
from dost.cases.queries import case_number, opened_cases
from dost.cases.recoveries import lists
from dost.cases.recoveries.days import propose_by
from dost.cases.recoveries.limits import Limits, limits_of, open_amount
from dost.cases.recoveries.owed_back import overpayments_owed_back, owed_back
from dost.cases.text.recovery_letter import terms_said
from dost.cases.text.words import tag
from dost.common.dates import local_day
from dost.payments.models import Overpayment
from dost.ui.contexts import Tag, Text
from registries.data.recovery_terms import RecoveryTerm, TermValue, recovery_value
from services_catalog.formats import month
from services_catalog.labels import LABELS
from services_catalog.sensitive import label_of

MOST: Final = 100

# -- the list --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An overpayment that waits: for a proposal, for its person, for a decision, a second person, or for money.

    `is_kept`: the reader may decide nothing of it.
    """

    url: str
    person_name: str
    fin: str
    service_name: Text
    cause: Text
    amount: Decimal
    state: Tag
    since: datetime
    due: date | None
    is_overdue: bool
    is_kept: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """What waits for staff, what waits for the person, plans of which less has come in than was expected, and what was
    paid back and is owed to the person.
    """

    staff: tuple[WaitingRow, ...]
    staff_total: int
    people: tuple[WaitingRow, ...]
    people_total: int
    behind: tuple[WaitingRow, ...]
    behind_total: int
    owed: tuple[WaitingRow, ...]
    owed_total: int


def list_page(*, actor: Staff, now: datetime) -> ListPage:
    """Everything that waits, what is due first on top; that the names were shown to the actor is logged."""
    on = local_day(now)
    related = ("entitlement__case__person", "entitlement__case__service", "entitlement__case__entitlement")
    unproposed = list(lists.to_propose().select_related(*related)[:MOST])
    theirs = ("case__person", "case__service", "case__entitlement", "overpayment")
    waiting = list(lists.recoveries_waiting().select_related(*theirs)[:MOST])
    hearing = list(lists.on_their_way().filter(state=Recovery.State.HEARING).select_related(*theirs)[:MOST])
    behind = list(lists.plans_behind(on).select_related(*theirs)[:MOST])
    owed = list(overpayments_owed_back().select_related(*related)[:MOST])
    cases = [
        *(one.entitlement.case for one in (*unproposed, *owed)),
        *(one.case for one in (*waiting, *hearing, *behind)),
    ]
    log_list(actor=actor, people=[case.person_id for case in cases], now=now)
    seen = _Seen(opened_cases(cases, actor=actor, now=now), close_among(cases, actor, on=on), on)
    staff = [*(_unproposed(one, seen) for one in unproposed), *(_waiting(one, seen) for one in waiting)]
    return ListPage(
        staff=tuple(sorted(staff, key=lambda row: (row.due or date.max, row.since))),
        staff_total=lists.to_propose().count() + lists.recoveries_waiting().count(),
        people=tuple(_waiting(one, seen) for one in hearing),
        people_total=lists.on_their_way().filter(state=Recovery.State.HEARING).count(),
        behind=tuple(_waiting(one, seen) for one in behind),
        behind_total=lists.plans_behind(on).count(),
        owed=tuple(_owed(one, seen) for one in owed),
        owed_total=overpayments_owed_back().count(),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    opened: frozenset[int]
    kept: frozenset[int]
    on: date


def _unproposed(row: Overpayment, seen: _Seen) -> WaitingRow:
    due = propose_by(local_day(row.noted_at))
    return _row(row, row.entitlement.case, tag(Overpayment.State(row.state)), row.total, row.noted_at, due, seen)


def _owed(row: Overpayment, seen: _Seen) -> WaitingRow:
    owed: Decimal = row.owed  # type: ignore[attr-defined]  # as the list of them says it
    return _row(row, row.entitlement.case, Tag(_("Owed to the person"), "red"), owed, row.noted_at, None, seen)


def _waiting(row: Recovery, seen: _Seen) -> WaitingRow:
    return _row(
        row.overpayment, row.case, tag(Recovery.State(row.state)), row.amount, row.proposed_at, row.act_by, seen
    )


def _row(
    overpayment: Overpayment,
    case: Case,
    state: Tag,
    amount: Decimal,
    since: datetime,
    due: date | None,
    seen: _Seen,
) -> WaitingRow:
    return WaitingRow(
        url=reverse("overpayments:overpayment", args=[overpayment.pk]),
        person_name=case.person.full_name,
        fin=case.person.fin,
        service_name=label_of(case.service, opened=case.pk in seen.opened).title,
        cause=Overpayment.Cause(overpayment.cause).label,
        amount=amount,
        state=state,
        since=since,
        due=due,
        is_overdue=due is not None and due < seen.on,
        is_kept=case.pk in seen.kept,
    )


# -- one overpayment ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the reckoning."""

    month: Text
    paid: Decimal
    owed: Decimal
    excess: Decimal


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What the person said; `agrees` in words, empty where they say neither."""

    agrees: Text
    words: str
    document: str
    document_url: str
    at: datetime
    by: Text


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided, and what the second person said of it (`second`, empty while nobody has)."""

    way: Text
    terms: tuple[tuple[Text, Text], ...]
    reasons: str
    at: datetime
    by: Text
    needs_second: bool
    second: Text
    second_by: Text
    second_at: datetime | None
    second_reasons: str


@dataclass(frozen=True, slots=True)
class RepaymentRow:
    """Money that came in, or was taken out again; `pk` where it can be taken out."""

    pk: int | None
    amount: Decimal
    received_on: date
    reference: str
    note: str
    by: Text


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """A proposal with everything that followed. `due` is the last day for whoever must act next."""

    number: str
    state: Tag
    way: Text
    terms: tuple[tuple[Text, Text], ...]
    amount: Decimal
    reasons: str
    proposed_at: datetime
    by: Text
    heard_by: date | None
    due: date | None
    is_overdue: bool
    is_open: bool
    statements: tuple[StatementRow, ...]
    decisions: tuple[DecisionRow, ...]
    plan: tuple[tuple[Text, Decimal], ...]
    repayments: tuple[RepaymentRow, ...]
    expected: Decimal
    received: Decimal
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A value that bounds what may be asked: its words, what it is, and where it is from."""

    words: Text
    value: Decimal
    is_money: bool
    law: str
    provenance: Text


@dataclass(frozen=True, slots=True)
class OverpaymentPage:
    """One overpayment. `step` is what there is to do for the reader: propose, decide, confirm, or nothing.

    `left` is what nothing is decided of, `owed` what has come in and is owed back to the person.
    """

    pk: int
    cause: Text
    ground: Text
    total: Decimal
    left: Decimal
    owed: Decimal
    given_back: tuple[tuple[date, Decimal, str], ...]
    learnt_on: date
    state: Tag
    case_number: str
    case_url: str
    propose_by: date | None
    is_overdue: bool
    months: tuple[MonthRow, ...]
    recoveries: tuple[RecoveryView, ...]
    limits: Limits
    limit_rows: tuple[LimitRow, ...]
    is_dead: bool
    step: str
    may_drop: bool
    may_say: bool
    may_repay: bool
    may_give_back: bool
    is_kept: bool


def overpayment_page(row: Overpayment, case: Case, *, actor: Staff, now: datetime) -> OverpaymentPage:
    """One overpayment (with its case) as staff see it."""
    on = local_day(now)
    found = list(
        Recovery.objects.filter(overpayment=row)
        .select_related(*Recovery.who())
        .prefetch_related("plan")
        .order_by("-pk")
    )
    last = found[0] if found else None
    offer = offered(case, actor)
    acts = frozenset(offer.acts)
    waits = row.state == Overpayment.State.OPEN and not (last and last.state in OPEN_RECOVERY)
    due = propose_by(local_day(row.noted_at)) if waits else None
    because, owed = row.because, owed_back(row)
    state = Recovery.State(last.state) if last and last.state in OPEN_RECOVERY else Overpayment.State(row.state)
    return OverpaymentPage(
        pk=row.pk,
        cause=Overpayment.Cause(row.cause).label,
        ground=(because.title or because.kind.label) if because else "",
        total=row.total,
        left=open_amount(row),
        owed=owed,
        given_back=tuple((one.paid_on, one.amount, one.reference) for one in row.given_back.all()),
        learnt_on=row.learnt_on,
        state=tag(state),
        case_number=case_number(case.pk, case.opened_at),
        case_url=reverse("cases:detail", args=[case.pk]),
        propose_by=due,
        is_overdue=due is not None and due < on,
        months=tuple(MonthRow(month(one.period), one.paid, one.due, one.paid - one.due) for one in row.months.all()),
        recoveries=tuple(_view(one, on=on) for one in found),
        limits=limits_of(case.person_id, on=on),
        limit_rows=_limit_rows(on),
        is_dead=case.person.died_on is not None,
        step=_step(last, acts, waits=waits and open_amount(row) > 0),
        may_drop=last is not None and last.state in OPEN_RECOVERY and Act.DROP_RECOVERY in acts,
        may_say=last is not None and last.heard_by is not None and Act.SAY_RECOVERY in acts,
        may_repay=Act.RECORD_REPAYMENT in acts and any(one.plan.all() for one in found),
        may_give_back=Act.RECORD_REPAYMENT in acts and owed > 0,
        is_kept=offer.is_kept,
    )


def _step(last: Recovery | None, acts: frozenset[Act], *, waits: bool) -> str:
    if waits:
        return "propose" if Act.PROPOSE_RECOVERY in acts else ""
    if last is None:
        return ""
    if last.state in RECOVERY_TO_DECIDE:
        return "decide" if Act.DECIDE_RECOVERY in acts else ""
    confirms = last.state == Recovery.State.TO_CONFIRM and Act.CONFIRM_RECOVERY in acts
    return "confirm" if confirms else ""


def _view(row: Recovery, *, on: date) -> RecoveryView:
    repayments = list(
        Repayment.objects.filter(recovery=row).select_related(*Repayment.who(), "taken_out_by").order_by("pk")
    )
    return RecoveryView(
        number=row.number,
        state=tag(Recovery.State(row.state)),
        way=RecoveryWay(row.way).label,
        terms=pairs_of(row),
        amount=row.amount,
        reasons=row.reasons,
        proposed_at=row.proposed_at,
        by=str(who(row)),
        heard_by=row.heard_by,
        due=row.act_by,
        is_overdue=row.act_by is not None and row.act_by < on,
        is_open=row.state in OPEN_RECOVERY,
        statements=tuple(map(_statement, _statements(row))),
        decisions=tuple(map(_decision, _decisions(row))),
        plan=tuple((month(part.month), part.amount) for part in row.plan.all()),
        repayments=tuple(map(_repayment, repayments)),
        expected=sum((part.amount for part in row.plan.all()), Decimal(0)),
        received=sum((one.amount for one in repayments), Decimal(0)),
        is_suspended=row.state == Recovery.State.DECIDED and lists.is_suspended(row),
    )


def pairs_of(terms: RecoveryTerms) -> tuple[tuple[Text, Text], ...]:
    """Terms as labels and values."""
    return tuple((one.label, one.value) for one in terms_said(terms))


def _statements(row: Recovery) -> Sequence[RecoveryStatement]:
    return list(row.statements.select_related(*RecoveryStatement.who(), "document"))


def _decisions(row: Recovery) -> Sequence[RecoveryDecision]:
    second = ("confirmation", "confirmation__by", "confirmation__by_person")
    return list(row.decisions.select_related(*RecoveryDecision.who(), *second))


def _statement(row: RecoveryStatement) -> StatementRow:
    said = {True: _("The person agrees."), False: _("The person does not agree.")}
    document = row.document
    return StatementRow(
        agrees="" if row.agrees is None else said[row.agrees],
        words=row.words,
        document=document.title if document else "",
        document_url=reverse("supporting:document", args=[document.public_id])
        if document and document.may_be_opened
        else "",
        at=row.at,
        by=str(who(row)),
    )


def _decision(row: RecoveryDecision) -> DecisionRow:
    second = getattr(row, "confirmation", None)
    said = {True: _("Confirmed"), False: _("Not confirmed")}
    return DecisionRow(
        way=RecoveryWay(row.way).label,
        terms=pairs_of(row),
        reasons=row.reasons,
        at=row.at,
        by=str(who(row)),
        needs_second=row.second,
        second=said[second.confirmed] if second else "",
        second_by=str(who(second)) if second else "",
        second_at=second.at if second else None,
        second_reasons=second.reasons if second else "",
    )


def _repayment(row: Repayment) -> RepaymentRow:
    stands = row.takes_out_id is None and getattr(row, "taken_out_by", None) is None
    return RepaymentRow(
        pk=row.pk if stands else None,
        amount=row.amount,
        received_on=row.received_on,
        reference=row.reference,
        note=row.note,
        by=str(who(row)),
    )


def _limit_rows(on: date) -> tuple[LimitRow, ...]:
    words = {
        RecoveryTerm.LARGEST_SHARE: (_("At most of all monthly payments, per cent"), False),
        RecoveryTerm.FLOOR: (_("Left of all monthly payments at least"), True),
        RecoveryTerm.WITHOUT_PAYMENTS: (_("At most a month where nothing is paid by the month"), True),
        RecoveryTerm.SECOND_PERSON_ABOVE: (_("A second person confirms above"), True),
        RecoveryTerm.SMALL_AMOUNT: (_("Small: may be written off up to"), True),
    }
    return tuple(_limit(recovery_value(name, on=on), said, is_money) for name, (said, is_money) in words.items())


def _limit(found: TermValue, words: Text, is_money: bool) -> LimitRow:
    return LimitRow(words, found.value, is_money, found.law, LABELS["confidence"][found.provenance])
