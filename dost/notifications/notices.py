"""Making notices about cases, and the channel that carries them to the telephone operators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from dost.common.delivery import Channel, DeliveryState, Hold, Settled
from registries.bridge import sms
from registries.bridge.client import Answer
from registries.bridge.directory import operator_of
from registries.models import Person
from services_catalog.models import Service

from . import texts
from .models import Notice
from .offers import Offer
from .question import question

SMS: Final = "sms"
"""The way of an answer, as passports name it, that is a message to the telephone."""


def notice(
    case: Any,
    kind: Notice.Kind,
    *,
    now: datetime,
    amount: Decimal | None = None,
    monthly: bool = False,
    given: texts.Issued | None = None,
    message: bool = False,
    to: Person | None = None,
    number: int = 0,
    offer: Offer | None = None,
) -> Notice:
    """Build (not save) the notice of a case; its key makes sure that it is told once.

    `offer` is what a question is about: what is gained, and what is lost by it.

    `to` is who is told in the place of the case's person; nothing is sent to the dead. `number` tells apart notices of
    one kind about one case.

    `given` is what was issued or taken back, where it is not money; `message` says that there is nothing else. A person
    without a telephone is told through the inbox: such a notice is done as soon as it is written.
    """
    person, name = to or case.person, case.service.name
    if kind == Notice.Kind.GRANTED and given is not None:
        text = texts.issued(service_name=name, given=given, language=person.language)
    elif kind == Notice.Kind.ENDED and given is not None:
        text = texts.taken_back(service_name=name, number=given.number, language=person.language)
    elif kind == Notice.Kind.GRANTED and message:
        text = texts.message(service_name=name, language=person.language)
    elif kind == Notice.Kind.QUESTION:
        assert offer is not None
        text = question(offer=offer, language=person.language)
    elif kind == Notice.Kind.RETURNED:
        text = texts.returned(service_name=name, amount=amount or Decimal(0), language=person.language)
    elif kind == Notice.Kind.GRANTED:
        text = texts.granted(service_name=name, amount=amount, monthly=monthly, language=person.language)
    else:
        write = {
            Notice.Kind.REFUSED: texts.refused,
            Notice.Kind.ANSWERS: texts.answers,
            Notice.Kind.ENDED: texts.ended,
        }[kind]
        text = write(service_name=name, language=person.language)
    return _notice(case, kind, text, person=person, number=number, now=now)


def difference(case: Any, *, months: Sequence[date], amount: Decimal, title: str, number: int, now: datetime) -> Notice:
    """Build (not save) the notice that a difference was paid: for which months, how much in all, by which decree."""
    text = texts.difference(
        service_name=case.service.name, months=months, amount=amount, title=title, language=case.person.language
    )
    return _notice(case, Notice.Kind.DIFFERENCE, text, person=case.person, number=number, now=now)


def _notice(case: Any, kind: Notice.Kind, text: str, *, person: Person, number: int, now: datetime) -> Notice:
    if case.service.sensitive:
        text = texts.neutral(language=person.language)
    row = _to(person, kind, text, by_phone=may_be_sent(case.service), number=number, now=now)
    row.key = f"N{case.pk}-{kind}-{number}" if number else f"N{case.pk}-{kind}"
    row.case = case
    return row


def coming(
    case: Any,
    *,
    service: Service,
    first_day: date,
    amount: Decimal | None,
    monthly: bool,
    by_itself: bool,
    number: int,
    now: datetime,
) -> Notice:
    """Build (not save) the notice of a case that tells in advance of a right to a service, which begins on a day.

    It is the details of a message that went to the telephone, so it is in the inbox only. `by_itself`: nobody needs to
    apply for the service. `number` is the id of what is expected.
    """
    person: Person = case.person
    text = texts.coming(
        service_name=service.name,
        first_day=first_day,
        amount=amount,
        monthly=monthly,
        by_itself=by_itself,
        language=person.language,
    )
    if service.sensitive or case.service.sensitive:
        text = texts.neutral(language=person.language)
    row = _to(person, Notice.Kind.COMING, text, by_phone=False, number=number, now=now)
    row.key = f"N{case.pk}-{Notice.Kind.COMING}-{number}"
    row.case = case
    return row


def account(person: Person, *, change: int, ending: str, accepted: bool, now: datetime) -> Notice:
    """Build (not save) the notice that payments go to another account from now on, or that one was not accepted.

    It goes to the telephone the person has, so that somebody whose account is changed by another hears of it.
    `change` is the id of the change, `ending` the last four of the account's number.
    """
    kind = Notice.Kind.ACCOUNT if accepted else Notice.Kind.ACCOUNT_NO
    write = texts.account_changed if accepted else texts.account_not_accepted
    text = write(ending=ending, language=person.language)
    row = _to(person, kind, text, by_phone=True, number=change, now=now)
    row.key = f"NAC{change}-{kind}"
    return row


def _to(person: Person, kind: Notice.Kind, text: str, *, by_phone: bool, number: int, now: datetime) -> Notice:
    """A notice to a person, without its key; `by_phone`: it may go to the telephone, if there is one."""
    by_phone = by_phone and bool(person.phone)
    state = DeliveryState.READY if by_phone else DeliveryState.DONE
    if person.died_on is not None:
        state = DeliveryState.WITHHELD
    return Notice(
        person=person,
        kind=kind,
        number=number,
        channel=Notice.Channel.SMS if by_phone else Notice.Channel.INBOX,
        language=person.language,
        phone=person.phone if by_phone else "",
        text=text,
        state=state,
        problem="recipient_died" if state == DeliveryState.WITHHELD else "",
        settled_at=None if state == DeliveryState.READY else now,
        not_before=now,
        created_at=now,
    )


def may_be_sent(service: Service) -> bool:
    """Whether a message about a service may go to a telephone: of a sensitive one only where its passport says so."""
    return not service.sensitive or SMS in service.passport.get("answers", ())


def resumed(case: Any, *, number: int, now: datetime) -> Notice:
    """Build (not save) the notice that a payment runs again; `number` tells one time from another."""
    text = texts.resumed(service_name=case.service.name, language=case.person.language)
    return _notice(case, Notice.Kind.RESUMED, text, person=case.person, number=number, now=now)


def channel(
    on_settled: Callable[[Sequence[Notice]], None],
    holds: Callable[[Sequence[Notice]], dict[int, Hold]] = lambda rows: {},
) -> Channel[Notice]:
    """How notices are delivered: all operators at once; `holds` says what must not be sent."""
    return Channel(
        model=Notice,
        group=lambda row: operator_of(row.phone) or "",
        send=_send,
        ask=lambda rows: sms.messages_status({row.key: row.phone for row in rows}),
        read=_read,
        on_settled=on_settled,
        holds=holds,
    )


def _send(rows: Sequence[Notice], deadline: datetime) -> Iterable[Answer]:
    messages = [sms.Message(key=row.key, to=row.phone, text=row.text, language=row.language) for row in rows]
    return sms.send(messages, deadline)


def _read(answer: Answer) -> Settled:
    data = answer.data
    return Settled(key=answer.key, done=data["status"] == "delivered", problem=data["reason"] or "")
