"""The page of one case, put together from everything that belongs to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dost.accounts.access import Reason
from dost.accounts.employers import employer_of
from dost.accounts.models import AccessLog
from dost.accounts.who import who
from dost.backoffice.contexts import CasePage
from dost.cases.clock.store import running_clocks
from dost.cases.models import Case, CaseEntry, Entitlement, Evidence
from dost.cases.offers import offers_of
from dost.cases.queries import case_number, institution_names, on_whom
from dost.cases.rules import evaluate
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.cases.text import evidence_text, explained, timeline, words
from dost.cases.text.answers_text import answer_views
from dost.cases.text.choice import ChoiceView, choice_view
from dost.cases.text.contexts import (
    AccessEntry,
    DecisionView,
    EntitlementView,
    EvidenceView,
    MessageView,
    PaymentView,
    Summary,
    TimelineEntry,
)
from dost.cases.text.reasons import in_words
from dost.cases.text.term_text import TermView, term_for_staff
from dost.cases.verification import questions_for
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.common.problems import problem_in_words
from dost.notifications.models import Notice
from dost.payments.models import Overpayment, PaymentOrder
from dost.ui.contexts import Person, Text
from dost.ui.formats import date_long
from dost.ui.words import tag
from registries.bridge.transport import reason_in_words
from registries.facts import catalogue
from registries.models import Person as PersonRow
from services_catalog.compiled import CompiledVersion
from services_catalog.formats import month
from services_catalog.models import in_language
from services_catalog.queries import compiled

from .purpose_words import purpose_in_words

MOST_ENTRIES: Final = 100
MOST_ACCESSES: Final = 15


def case_page(case: Case, *, reason: Reason, now: datetime) -> CasePage:
    """Everything about a case from `case_for_display`, for somebody who may look for this reason."""
    return _Page(case, reason, now).build()


def masked_phone(phone: str) -> str:
    """A telephone number of which only operator and the last two digits show: `+994 50 ••• •• 17`."""
    return f"{phone[:4]} {phone[4:6]} ••• •• {phone[-2:]}" if len(phone) == 13 else "•••" * bool(phone)


def masked_iban(iban: str) -> str:
    """An account number of which only country and the last four digits show."""
    return f"{iban[:2]}•• •••• {iban[-4:]}" if len(iban) > 8 else ""


def person_view(person: PersonRow, *, on: date) -> Person:
    """Who the case is about, as far as staff may see."""
    last = person.died_on or on
    born = person.birth_date
    return Person(
        name=person.full_name,
        fin=person.fin,
        born=born,
        age=last.year - born.year - ((last.month, last.day) < (born.month, born.day)),
        district=person.district.name if person.district else "",
        phone_masked=masked_phone(person.phone),
        language=PersonRow.Language(person.language).label,
        died=person.died_on,
    )


def month_in_words(day: date) -> str:
    """The month a payment is for: "mart 2026"."""
    return month(day)


def _ground(order: PaymentOrder) -> Text:
    """What a payment is that is not all of a month: a difference, with its decree; less what another right paid."""
    because = order.because
    if because is None:
        return ""
    if order.part:
        return _("difference, %(ground)s") % {"ground": because.title or because.kind.label}
    return _("less what %(service)s was paid") % {"service": because.title}


@dataclass
class _Page:
    """The parts of the page; what several of them need is read once."""

    case: Case
    reason: Reason
    now: datetime
    names: Mapping[str, str] = field(default_factory=institution_names)
    _said: dict[str, str] = field(default_factory=dict)

    def build(self) -> CasePage:
        """Read what belongs to the case and put the page together."""
        case = self.case
        # For the messages and what is said of the money, and for the acts: who is still to be told, what is in excess.
        excess = Prefetch("entitlement__overpayments", Overpayment.objects.select_related(*Overpayment.who()))
        prefetch_related_objects([case], "notices", excess)
        entries = list(case.entries.select_related(*CaseEntry.who()).order_by("-at", "-pk")[:MOST_ENTRIES])
        orders = self._orders()
        stage, state = words.on_the_road(case.stage, case.state)
        return CasePage(
            number=case_number(case.pk, case.opened_at),
            person=person_view(case.person, on=local_day(self.now)),
            service_code=case.service_id,
            service_name=case.service.title,
            provider=self.names.get(case.service.provider, case.service.provider),
            origin=Origin(case.origin).label,
            stage=stage,
            state=state,
            opened_at=case.opened_at,
            basis=self._basis(),
            summary=self._summary(orders),
            list_url=reverse("cases:list"),
            term=self._term(),
            choice=self._choice(),
            timeline=tuple(self._timeline(entry) for entry in entries),
            answers=answer_views(case),
            decision=self._decision(),
            evidence=self._evidence(),
            entitlements=self._entitlements(orders),
            messages=self._messages(),
            access_purpose=purpose_in_words(self.reason.purpose, self.reason.note),
            access_until=self.reason.until,
            accesses=self._accesses(),
        )

    @property
    def entitlement(self) -> Entitlement | None:
        """The right that was granted, if any."""
        return getattr(self.case, "entitlement", None)

    def rule(self) -> CompiledVersion:
        """The compiled version of the case."""
        return compiled(self.case.version)

    def say(self, reason: dict[str, Any]) -> str:
        """A reason in words; said once for each different reason of the page."""
        key = json.dumps(reason, sort_keys=True)
        if key not in self._said:
            self._said[key] = in_words(reason)
        return self._said[key]

    # -- what the case is about ----------------------------------------------------------------------------------

    def _basis(self) -> Text:
        """The record the right arose from: what it is, about whom, whose it is, its date. Its key is for machines."""
        case, basis = self.case, catalogue.bases[self.case.basis]
        parts = [in_language(basis.labels)]
        if case.about and case.about_id != case.person_id:
            parts.append(case.about.full_name)
        if case.applicant_voen:
            parts.append(_("for the employer %(name)s") % {"name": employer_of(case.applicant_voen)})
        if case.event:
            parts.append(self.names.get(case.event.institution_id, case.event.institution_id))
        if case.event or basis.dated:
            parts.append(date_long(case.event.happened_on if case.event else case.on))
        else:
            parts.append(_("as of %(date)s") % {"date": date_long(case.on)})
        return ", ".join(part for part in parts if part)

    # -- the first sentence --------------------------------------------------------------------------------------

    def _summary(self, orders: Sequence[PaymentOrder]) -> Summary:
        case = self.case
        since = case.waiting_since or case.opened_at
        if case.state == State.WAITING and case.waiting_on == WaitingOn.CLERK:
            return Summary("clerk", at=since, reason=self.say(case.reason))
        if case.outcome == Outcome.GRANTED:
            return self._granted(orders)
        if case.outcome == Outcome.REFUSED:
            return Summary("refused", at=case.decided_at, reason=self._why_not())
        if case.state == State.WAITING:
            whom = on_whom(case.waiting_on, case.reason, self.names)
            return Summary("waiting", whom=whom, at=since, reason=self.say(case.reason))
        if case.state == State.DONE:
            return Summary("closed", at=case.closed_at, reason=Outcome(case.outcome).label)
        return Summary("working", reason=Stage(case.stage).label)

    def _granted(self, orders: Sequence[PaymentOrder]) -> Summary:
        right, case = self.entitlement, self.case
        whom = case.person.full_name
        paid = [order for order in orders if order.state == DeliveryState.DONE]
        if paid:
            total = sum((order.amount for order in paid), Decimal(0))
            return Summary("paid", total, whom, max(order.settled_at for order in paid if order.settled_at))
        waits = self.say(case.reason) if case.state == State.WAITING else ""
        amount = right.amount if right and right.period != Entitlement.Period.NONE else None
        return Summary("granted", amount, whom, case.decided_at, waits)

    def _why_not(self) -> Text:
        decision = getattr(self.case, "decision", None)
        if decision is None:
            return ""
        if decision.note:
            return str(decision.note)
        texts = self.rule().definition.criterion_texts
        unmet = [in_language(texts[row["id"]]) for row in decision.explanation if row["met"] is False]
        return _("Not met: %(criteria)s") % {"criteria": "; ".join(unmet)} if unmet else ""

    def _term(self) -> TermView | None:
        """By when the law wants it decided."""
        clock = running_clocks([self.case], on=local_day(self.now)).get(self.case.pk)
        return term_for_staff(clock) if clock is not None else None

    # -- what the person chooses between -------------------------------------------------------------------------

    def _choice(self) -> ChoiceView | None:
        """The rights that exclude each other, while it is open which of them is given."""
        if self.case.stage not in (Stage.CHOOSE, Stage.DECIDE):
            return None
        return choice_view(offers_of([self.case], now=self.now)[self.case.pk])

    # -- what happened -------------------------------------------------------------------------------------------

    def _timeline(self, entry: CaseEntry) -> TimelineEntry:
        return TimelineEntry(
            at=entry.at,
            title=timeline.title(entry.what, entry.details),
            by=str(who(entry)),
            text=timeline.particulars(entry.what, entry.details, say_reason=self.say),
        )

    # -- why -----------------------------------------------------------------------------------------------------

    def _decision(self) -> DecisionView | None:
        decision = getattr(self.case, "decision", None)
        if decision is not None:
            by = str(who(decision))
            return explained.decided(decision, compiled(decision.version), names=self.names, by=by)
        if self.case.stage == Stage.CLOSED:
            return None
        found = evaluate([self.case]).get(self.case.pk)
        return explained.standing(self.case, found, self.rule(), names=self.names) if found else None

    def _evidence(self) -> tuple[EvidenceView, ...]:
        case = self.case
        evidence = list(case.evidence.select_related("about").order_by("answered_at", "pk"))
        answered = tuple(self._answered(row) for row in evidence)
        if case.waiting_on != WaitingOn.INSTITUTION:
            return answered
        silent = case.reason.get("institution", "")
        known = {f"{row.institution}.{row.question}" for row in evidence}
        return answered + tuple(
            EvidenceView(
                institution=self.names.get(silent, silent),
                question=evidence_text.question(*code.split(".", 1)),
                answer=reason_in_words(case.reason.get("what", ""), case.reason.get("seconds")),
                state=words.NO_ANSWER,
                asked_at=case.waiting_since or case.opened_at,
                attempts=max(case.attempts, 1),
            )
            for code in questions_for(case)
            if code.startswith(f"{silent}.") and code not in known
        )

    def _answered(self, row: Evidence) -> EvidenceView:
        asked = evidence_text.question(row.institution, row.question)
        if row.about and row.about_id != self.case.person_id:
            asked = f"{asked} ({row.about.full_name})"
        return EvidenceView(
            institution=self.names.get(row.institution, row.institution),
            question=asked,
            answer=evidence_text.evidence_in_words(row.institution, row.question, row.answer),
            state=words.tag(Evidence.Finding(row.finding)),
            asked_at=row.answered_at,
            latency_ms=row.latency_ms,
        )

    # -- what follows from it ------------------------------------------------------------------------------------

    def _orders(self) -> list[PaymentOrder]:
        if self.entitlement is None:
            return []
        return list(
            PaymentOrder.objects.filter(entitlement=self.entitlement)
            .select_related("account")
            .order_by("period", "part")
        )

    def _entitlements(self, orders: Sequence[PaymentOrder]) -> tuple[EntitlementView, ...]:
        right = self.entitlement
        if right is None or right.period == Entitlement.Period.NONE:
            return ()
        until = right.ended_on or right.until
        over = until is not None and until < local_day(self.now)
        return (
            EntitlementView(
                payee=self.case.person.full_name,
                amount=right.amount or Decimal(0),
                period=Entitlement.Period(right.period).label,
                starts=right.starts,
                until=until,
                state=words.ENDED if over else words.IN_FORCE,
                payments=tuple(self._payment(order, right) for order in orders),
            ),
        )

    def _payment(self, order: PaymentOrder, right: Entitlement) -> PaymentView:
        once = right.period == Entitlement.Period.ONCE
        return PaymentView(
            period=Entitlement.Period.ONCE.label if once else month_in_words(order.period),
            amount=order.amount,
            state=tag("payment", order.state),
            due_on=local_day(order.created_at),
            paid_at=order.settled_at if order.state == DeliveryState.DONE else None,
            bank=self.names.get(order.account.bank, order.account.bank),
            account_masked=masked_iban(order.account.iban),
            bank_reference=order.receiver_reference,
            note=problem_in_words(order.problem),
            ground=_ground(order),
        )

    def _messages(self) -> tuple[MessageView, ...]:
        return tuple(
            MessageView(
                channel=Notice.Channel(notice.channel).label,
                to_masked=masked_phone(notice.phone),
                language=notice.language,
                text=notice.text,
                state=tag("message", notice.state),
                at=notice.settled_at or notice.created_at,
            )
            for notice in sorted(self.case.notices.all(), key=lambda one: (one.created_at, one.pk))
        )

    # -- who looked ----------------------------------------------------------------------------------------------

    def _accesses(self) -> tuple[AccessEntry, ...]:
        rows = (
            AccessLog.objects.filter(person=self.case.person_id).select_related(*AccessLog.who()).order_by("-at", "-pk")
        )
        return tuple(self._access(row) for row in rows[:MOST_ACCESSES])

    def _access(self, row: AccessLog) -> AccessEntry:
        reader = who(row)
        return AccessEntry(
            by=reader.name,
            role=reader.role,
            purpose=purpose_in_words(row.purpose, row.reason),
            at=timezone.localtime(row.at),
        )
