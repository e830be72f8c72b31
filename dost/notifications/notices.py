"""Making notices about cases, and the channels that carry them to the telephone operators and the mail server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from dost.common.bulk import bulk_write
from dost.common.delivery import Channel, DeliveryState, Hold, Settled
from registries.bridge import sms
from registries.bridge.client import Answer
from registries.bridge.directory import operator_of
from registries.models import Person
from services_catalog.models import Service

from . import mail, texts
from .models import Notice
from .offers import Offer
from .question import ReplyBy, question, without_reply
from .reach import Reach, may_be_sent, reach_of, ways_about


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
    reply: ReplyBy | None = None,
) -> Notice:
    """Build (not save) the notice of a case; its key makes sure that it is told once.

    `offer` is what a question is about: what is gained, and what is lost by it; `reply` how it can be answered by
    replying to it.

    `to` is who is told in the place of the case's person; nothing is sent to the dead. `number` tells apart notices of
    one kind about one case.

    `given` is what was issued or taken back, where it is not money; `message` says that there is nothing else. Whom no
    way reaches has it in the inbox alone: such a notice is done as soon as it is written, and waits for somebody who
    tells the person (`Notice.untold`).
    """
    person, name = to or case.person, case.service.name
    language = reach_of(person).language
    if kind == Notice.Kind.GRANTED and given is not None:
        text = texts.issued(service_name=name, given=given, language=language)
    elif kind == Notice.Kind.ENDED and given is not None:
        text = texts.taken_back(service_name=name, number=given.number, language=language)
    elif kind == Notice.Kind.GRANTED and message:
        text = texts.message(service_name=name, language=language)
    elif kind == Notice.Kind.QUESTION:
        assert offer is not None
        text = question(offer=offer, language=language, reply=reply)
    elif kind == Notice.Kind.RETURNED:
        text = texts.returned(service_name=name, amount=amount or Decimal(0), language=language)
    elif kind == Notice.Kind.GRANTED:
        text = texts.granted(service_name=name, amount=amount, monthly=monthly, language=language)
    else:
        write = {
            Notice.Kind.REFUSED: texts.refused,
            Notice.Kind.ANSWERS: texts.answers,
            Notice.Kind.ENDED: texts.ended,
            Notice.Kind.REPLY: texts.replied,
            Notice.Kind.APPEAL: texts.about_an_appeal,
            Notice.Kind.GIVEN_UP: texts.given_up,
            Notice.Kind.RECOVERY: texts.about_payments,
        }[kind]
        text = write(service_name=name, language=language)
    made = _notice(case, kind, text, person=person, number=number, now=now)
    made.reply_code = reply.code if reply is not None else ""
    return made


def difference(case: Any, *, months: Sequence[date], amount: Decimal, title: str, number: int, now: datetime) -> Notice:
    """Build (not save) the notice that a difference was paid: for which months, how much in all, by which decree."""
    language = reach_of(case.person).language
    text = texts.difference(
        service_name=case.service.name, months=months, amount=amount, title=title, language=language
    )
    return _notice(case, Notice.Kind.DIFFERENCE, text, person=case.person, number=number, now=now)


def resumed(case: Any, *, number: int, now: datetime) -> Notice:
    """Build (not save) the notice that a payment runs again; `number` tells one time from another."""
    text = texts.resumed(service_name=case.service.name, language=reach_of(case.person).language)
    return _notice(case, Notice.Kind.RESUMED, text, person=case.person, number=number, now=now)


def appeal_not_sent(case: Any, *, appeal: int, last_day: date, now: datetime) -> Notice:
    """Build (not save) the notice that an appeal which was begun is not sent; `appeal` is its id."""
    language = reach_of(case.person).language
    text = texts.appeal_not_sent(service_name=case.service.name, last_day=last_day, language=language)
    return _notice(case, Notice.Kind.APPEAL_DRAFT, text, person=case.person, number=appeal, now=now)


def more(
    case: Any,
    *,
    asked: Sequence[texts.Asked],
    until: date,
    number: int,
    now: datetime,
    is_reminder: bool = False,
) -> Notice:
    """Build (not save) the notice that something is asked of the person by a day, or that the day is near.

    What it is stands on the page of the case, and in a letter on paper: whoever gets one may have no other way to read
    it. `number` tells one time they were asked from another.
    """
    write = texts.more_again if is_reminder else texts.more
    kind = Notice.Kind.MORE_AGAIN if is_reminder else Notice.Kind.MORE
    language = reach_of(case.person).language
    text = write(service_name=case.service.name, until=until, language=language)
    made = _notice(case, kind, text, person=case.person, number=number, now=now)
    if made.channel == Notice.Channel.LETTER and not case.service.sensitive:
        made.text = f"{text}\n\n{texts.listed(asked, language=language)}"
    return made


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
    language = reach_of(person).language
    text = texts.coming(
        service_name=service.name,
        first_day=first_day,
        amount=amount,
        monthly=monthly,
        by_itself=by_itself,
        language=language,
    )
    if service.sensitive or case.service.sensitive:
        text = texts.neutral(language=language)
    made = addressed(person, Notice.Kind.COMING, text, ways=(), number=number, now=now)
    made.key, made.case = f"N{case.pk}-{Notice.Kind.COMING}-{number}", case
    return made


def correction(person: Person, *, correction: int, number: str, state: str, now: datetime) -> Notice:
    """Build (not save) the notice of what an institution answered about a fact that was called wrong.

    Which fact it was is told to nobody but who opens it: the message says only what came of it. `correction` is its id,
    `number` that of the receipt, `state` confirmed, corrected or refused.
    """
    reach = reach_of(person)
    text = texts.correction_answered(state=state, number=number, language=reach.language)
    made = addressed(person, Notice.Kind.CORRECTION, text, ways=reach.ways(), number=correction, now=now)
    made.key = f"NFC{correction}-{state}"
    if made.channel == Notice.Channel.INBOX and made.state != DeliveryState.WITHHELD:
        made.untold = Notice.Untold.NO_WAY
    return made


def complaint(person: Person, *, service: Service, complaint: int, text: str, step: int, now: datetime) -> Notice:
    """Build (not save) the notice about a complaint or a proposal of a person; what stands in it the text must not say.

    `complaint` is its id, `step` tells its notices apart; `service` is the one that takes it.
    """
    reach = reach_of(person)
    ways = ways_about(service, reach)
    said = texts.neutral(language=reach.language) if service.sensitive else text
    made = addressed(person, Notice.Kind.COMPLAINT, said, ways=ways, number=complaint, now=now)
    made.key = f"NCP{complaint}-{step}"
    if not ways and made.state != DeliveryState.WITHHELD:
        made.untold = Notice.Untold.NO_WAY if may_be_sent(service) else Notice.Untold.SENSITIVE
    return made


def application_draft(
    person: Person, kind: Notice.Kind, *, service: Service, draft: int, ends_on: date, now: datetime
) -> Notice:
    """Build (not save) the notice that an application which somebody began is not sent, or is removed on a day.

    `draft` is its id. Nothing is written about a sensitive service: ask `service.sensitive` before.
    """
    reach = reach_of(person)
    write = texts.draft_not_sent if kind == Notice.Kind.DRAFT else texts.draft_ends
    text = write(service_name=service.name, ends_on=ends_on, language=reach.language)
    made = addressed(person, kind, text, ways=reach.ways(), number=draft, now=now)
    made.key = f"NDR{draft}-{kind}-{ends_on:%y%m%d}"
    if made.channel == Notice.Channel.INBOX and made.state != DeliveryState.WITHHELD:
        made.untold = Notice.Untold.NO_WAY
    return made


def mandate(person: Person, *, news: texts.MandateNews, event: int, now: datetime) -> Notice:
    """Build (not save) the notice of what happened to a mandate, for one of the two; `event` is the id of its line.

    It names neither the other nor what the mandate covers: others read telephones too.
    """
    reach = reach_of(person)
    text = texts.about_a_mandate(news=news, language=reach.language)
    made = addressed(person, Notice.Kind.MANDATE, text, ways=reach.ways(), number=event, now=now)
    made.key = f"NMA{event}-{person.pk}"
    if made.channel == Notice.Channel.INBOX and made.state != DeliveryState.WITHHELD:
        made.untold = Notice.Untold.NO_WAY
    return made


def _notice(case: Any, kind: Notice.Kind, text: str, *, person: Person, number: int, now: datetime) -> Notice:
    """The notice of a case; of one that no way leads to, a member of staff tells the person."""
    reach = reach_of(person)
    ways = ways_about(case.service, reach)
    said = texts.neutral(language=reach.language) if case.service.sensitive else text
    made = addressed(person, kind, said, ways=ways, number=number, now=now)
    made.key, made.case = f"N{case.pk}-{kind}-{number}" if number else f"N{case.pk}-{kind}", case
    if not ways and made.state != DeliveryState.WITHHELD:
        made.untold = Notice.Untold.NO_WAY if may_be_sent(case.service) else Notice.Untold.SENSITIVE
    return made


def addressed(
    person: Person, kind: Notice.Kind, text: str, *, ways: Sequence[Notice.Channel], number: int, now: datetime
) -> Notice:
    """A notice to a person, without its key, by the first of the ways; without any it is in the inbox only."""
    reach = reach_of(person)
    made = Notice(
        person=person,
        kind=kind,
        number=number,
        channel=Notice.Channel.INBOX,
        language=reach.language,
        text=text,
        state=DeliveryState.DONE,
        settled_at=now,
        not_before=now,
        created_at=now,
    )
    if person.died_on is not None:
        made.state, made.problem = DeliveryState.WITHHELD, "recipient_died"
    elif ways:
        send_by(made, ways[0], reach, now=now)
    return made


# -- the ways ------------------------------------------------------------------------------------------------------


def send_by(row: Notice, way: Notice.Channel, reach: Reach, *, now: datetime) -> None:
    """Put a notice (not saved) on one of the ways of its person."""
    row.channel, row.state, row.settled_at, row.problem = way, DeliveryState.READY, None, ""
    row.phone = reach.phone if way == Notice.Channel.SMS else ""
    row.email = reach.email if way == Notice.Channel.EMAIL else ""
    quiet = reach.quiet if way == Notice.Channel.SMS else None
    row.not_before = quiet.hold(now) if quiet else now


def leave_to_staff(row: Notice, why: Notice.Untold, *, now: datetime) -> None:
    """Let a notice (not saved) stay in the inbox, until a member of staff has told its person."""
    row.channel, row.state, row.settled_at = Notice.Channel.INBOX, DeliveryState.DONE, now
    row.untold = why


REROUTED: tuple[str, ...] = (
    "channel",
    "state",
    "settled_at",
    "problem",
    "phone",
    "email",
    "not_before",
    "tried",
    "untold",
    "text",
)
"""What `reroute` changes of a notice."""


def reroute(row: Notice, *, now: datetime, why: Notice.Untold = Notice.Untold.FAILED) -> None:
    """Put a notice (not saved) whose way has failed on the next one; where none is left it is left to staff.

    What the receiver said of it stays with one that is left to staff.
    """
    problem = row.problem
    row.tried = ",".join([*filter(None, row.tried.split(",")), row.channel])
    row.text = without_reply(row.text, row.language)
    reach = reach_of(row.person)
    ways = reach.ways() if row.case is None else ways_about(row.case.service, reach)
    left = [way for way in ways if way not in row.tried.split(",")]
    if left:
        send_by(row, left[0], reach, now=now)
    else:
        leave_to_staff(row, why, now=now)
        row.problem = problem


# -- the channels --------------------------------------------------------------------------------------------------


def to_where_they_are_now(rows: Sequence[Notice]) -> None:
    """Let messages that have not left go to the number or address of now: a night of quiet hours may lie between.

    What the person has none of any more stays as it is; `gone` names it.
    """
    people = Person.objects.select_related("contact").in_bulk({row.person_id for row in rows})
    moved = []
    for row in rows:
        reach = reach_of(people[row.person_id])
        phone, email = (reach.phone, row.email) if row.channel == Notice.Channel.SMS else (row.phone, reach.email)
        if (phone, email) != (row.phone, row.email) and (phone or email):
            row.phone, row.email = phone, email
            moved.append(row)
    bulk_write(moved, ["phone", "email"])


def gone(rows: Sequence[Notice]) -> dict[int, str]:
    """Of messages that have not left those whose number or address counts no more, with the code that says so."""
    people = Person.objects.select_related("contact").in_bulk({row.person_id for row in rows})
    reached = {row.pk: reach_of(people[row.person_id]) for row in rows}
    sms = {row.pk: "unknown_number" for row in rows if row.channel == Notice.Channel.SMS and not reached[row.pk].phone}
    return sms | {
        row.pk: mail.NO_SUCH_ADDRESS
        for row in rows
        if row.channel == Notice.Channel.EMAIL and not reached[row.pk].email
    }


def channel(
    on_settled: Callable[[Sequence[Notice]], None],
    holds: Callable[[Sequence[Notice]], dict[int, Hold]] = lambda rows: {},
) -> Channel[Notice]:
    """How text messages are delivered: all operators at once; `holds` says what must not be sent."""
    return Channel(
        model=Notice,
        group=lambda row: operator_of(row.phone) or "",
        send=lambda rows, deadline: sms.send([_text_message(row) for row in rows], deadline),
        ask=lambda rows: sms.messages_status({row.key: row.phone for row in rows}),
        read=read_sms,
        on_settled=on_settled,
        before_leaving=to_where_they_are_now,
        holds=holds,
        own=Q(channel=Notice.Channel.SMS),
    )


def email_channel(
    on_settled: Callable[[Sequence[Notice]], None],
    holds: Callable[[Sequence[Notice]], dict[int, Hold]] = lambda rows: {},
) -> Channel[Notice]:
    """How e-mails are delivered: through one mail server."""
    return Channel(
        model=Notice,
        group=lambda row: "mail",
        send=lambda rows, deadline: mail.send([_mail(row) for row in rows]),
        ask=lambda rows: mail.never_known([row.key for row in rows]),
        read=mail.read,
        on_settled=on_settled,
        before_leaving=to_where_they_are_now,
        holds=holds,
        own=Q(channel=Notice.Channel.EMAIL),
    )


def _text_message(row: Notice) -> sms.Message:
    return sms.Message(key=row.key, to=row.phone, text=row.text, language=row.language)


def _mail(row: Notice) -> mail.Mail:
    return mail.Mail(key=row.key, to=row.email, text=row.text, language=row.language)


def read_sms(answer: Answer) -> Settled:
    """What an operator's answer means."""
    data = answer.data
    return Settled(key=answer.key, done=data["status"] == "delivered", problem=data["reason"] or "")
