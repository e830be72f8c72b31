"""Applications: somebody asks for a service, or says that it was missed, and a case goes the road of every case.

1. The service takes applications through the channel the actor comes by (`services_catalog.channels`).
2. The record the right arises from is found among the person's own; of several, `about` or `key` says which is meant.
3. The answers are checked against the questions of the version, everything that is wrong at once.
4. One case is opened with its answers frozen on it. Whoever applies for what is open or runs already is led there.
   While answers are missing, the case waits for the person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dost.accounts.actors import SYSTEM, Actor, OnBehalf, Oneself, Staff
from dost.common.bells import ring
from dost.notifications.models import Notice
from dost.notifications.notices import notice
from registries.models import Person
from services_catalog.answers import Stored, read_answers, still_to_answer
from services_catalog.channels import channels_of, is_open
from services_catalog.compiled import CompiledVersion
from services_catalog.models import Service, in_language

from . import employers
from .acts import Act, require
from .answers import answers_of, missing_answers, questions_of
from .basis_records import Record, find_record, no_record, possible_records
from .batch import entry
from .clock.kinds import STILL_MISSING
from .clock.store import keep_clocks
from .codes import EntryKind, WaitingReason, reason_code, unanswered
from .matters import matter
from .models import Case, CaseAnswer, Entitlement
from .prior_awards import BY_PERSON
from .rules import rules_in_force
from .stages import WORK, Origin, Outcome, Stage, State, WaitingOn

ONE_MATTER: Final = BY_PERSON | {"disability"}
"""The bases where a person's several records are about one matter, so that a right from any of them is the right."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an application: `field` is service, record, or `answers.<id>`; the message says what is right.

    Shown to whoever applies, in the active language.
    """

    field: str
    message: str


class NotAccepted(Exception):  # noqa: N818 - it reads as what it says
    """An application, or answers, that cannot be taken as they are; `problems` is everything that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{one.field}: {one.message}" for one in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Application:
    """What became of an application: its case; `already` where that was there before; the questions left to answer."""

    case: Case
    already: bool
    missing: tuple[str, ...]


def open_application(
    *,
    person: Person,
    service: Service,
    answers: Mapping[str, Any],
    actor: Actor,
    on: date,
    about: Person | None = None,
    key: str = "",
    voen: str = "",
    now: datetime | None = None,
) -> Application:
    """Open the case of somebody who applies for a service, or lead to the one that is open or runs.

    `answers` are by question id. `about` is whom the record is about (the child of a birth), `key` names the record
    itself; neither is needed where only one record can be meant. `voen` is the employer in whose name it is. Raises
    `acts.NotAllowed`, and `NotAccepted` with every problem at once.
    """
    require(Act.APPLY, actor=actor, person=person, service=service, voen=voen)
    problems, versions = _in_force(service, actor, on=on)
    if not versions:
        raise NotAccepted(problems)
    if why := employers.obstacle(person=person, voen=voen, service=service, rules=versions, on=on):
        problems.append(Problem("employer", why))
    found = find_record(versions, person, about=about, key=key, on=on)
    rule, record = (versions[-1], None) if isinstance(found, str) else found
    accepted, wrong = read_answers(rule.definition.asked, answers)
    problems += [Problem("record", found)] if isinstance(found, str) else []
    problems += [Problem(f"answers.{one.question}", one.message) for one in wrong]
    if problems or record is None:
        raise NotAccepted(problems)
    with transaction.atomic():
        return _opened(person, rule, record, accepted, actor=actor, voen=voen, now=now or timezone.now())


@dataclass(frozen=True, slots=True)
class Meant:
    """What can be applied for: a record from which the person could receive, and the version of its day.

    `running` is the case that is open for it or runs already: who applies for that is led there.
    """

    rule: CompiledVersion
    record: Record
    running: Case | None


def what_can_be_meant(*, person: Person, service: Service, actor: Actor, on: date, voen: str = "") -> tuple[Meant, ...]:
    """Everything this person could mean by applying for a service, for an employer or not, without opening anything.

    Raises `acts.NotAllowed`, and `NotAccepted` where no application can be taken: not this way, not now, no record.
    """
    require(Act.APPLY, actor=actor, person=person, service=service, voen=voen)
    problems, versions = _in_force(service, actor, on=on)
    if why := employers.obstacle(person=person, voen=voen, service=service, rules=versions, on=on):
        problems.append(Problem("employer", why))
    if problems:
        raise NotAccepted(problems)
    found = possible_records(versions, person, on=on)
    if not found:
        raise NotAccepted([Problem("record", no_record(versions))])
    return tuple(Meant(rule, record, _running(person, rule, record, voen=voen)) for rule, record in found)


def answer_questions(*, case_id: int, answers: Mapping[str, Any], actor: Actor, now: datetime) -> Application:
    """Take the person's answers for an open case; when none is missing any more, the case moves on.

    A question may be answered again until the case is decided: the later answer counts, and the earlier one stays.
    Raises `acts.NotAllowed`, `acts.MovedOn` once it is decided, and `NotAccepted` with every problem at once.
    """
    with transaction.atomic():
        case = (
            Case.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person", "about", "version", "service")
            .get(pk=case_id)
        )
        require(Act.ANSWER_QUESTIONS, actor=actor, case=case)
        accepted, wrong = read_answers(questions_of(case), answers)
        if wrong:
            raise NotAccepted([Problem(f"answers.{one.question}", one.message) for one in wrong])
        before = {name: one.value for name, one in answers_of([case.pk]).get(case.pk, {}).items()}
        news = {name: value for name, value in accepted.items() if name not in before or before[name] != value}
        if news:
            _save_answers(case, news, actor=actor, now=now)
            left = sorted(missing_answers(case))
            told = {STILL_MISSING: left} if left else {}
            entry(case, EntryKind.ANSWERED, at=now, questions=sorted(news), **told).signed(actor).save()
            _move_on(case, now=now)
            keep_clocks([case], now=now)
        return Application(case=case, already=True, missing=missing_answers(case))


# -- what is applied for -----------------------------------------------------------------------------------------


def _in_force(service: Service, actor: Actor, *, on: date) -> tuple[list[Problem], list[CompiledVersion]]:
    """What stands in the way of an application for a service, and the versions it is judged by, the newest last."""
    problems = _channel_problems(service, actor, on=on)
    found = sorted(rules_in_force(on, codes=[service.pk]), key=lambda rule: rule.first_day or date.min)
    if not found:
        problems.append(Problem("service", _("No version of this service is in force on this day.")))
    return problems, found


def _channel_problems(service: Service, actor: Actor, *, on: date) -> list[Problem]:
    channels = channels_of(service)
    if channels.look_again:
        return [
            Problem("service", _("This service comes by itself and takes no application. Ask the state to look again."))
        ]
    if isinstance(actor, Oneself | OnBehalf) and not channels.online:
        return [Problem("service", _("This service is applied for at a DOST centre, or by calling 142."))]
    if not is_open(service, on):
        note = in_language(service.availability.get("note", {}))
        return [Problem("service", f"{_('This service is not open now.')} {note}".strip())]
    return []


# -- the case ----------------------------------------------------------------------------------------------------


def _opened(
    person: Person,
    rule: CompiledVersion,
    record: Record,
    answers: Mapping[str, Stored],
    *,
    actor: Actor,
    voen: str,
    now: datetime,
) -> Application:
    """The case that is there already, or a new one; of two that apply at once one opens it, and both get it."""
    running = _running(person, rule, record, voen=voen)
    if running is None:
        _free_the_key(rule, record, voen=voen)
        missing = still_to_answer(rule.definition.asked, answers)
        try:
            with transaction.atomic():
                case = _new(person, rule, record, missing, actor=actor, voen=voen, now=now)
                _save_answers(case, answers, actor=actor, now=now)
                known = employers.told_by_the_state(rule.definition, voen)
                _save_answers(case, known, actor=SYSTEM, now=now)
            transaction.on_commit(partial(ring, WORK, "notices" if missing else str(Stage.VERIFY)))
            return Application(case=case, already=False, missing=missing)
        except IntegrityError:
            running = _running(person, rule, record, voen=voen)  # somebody else's application was quicker by a moment
            if running is None:
                raise
    return Application(case=running, already=True, missing=missing_answers(running))


def _running(person: Person, rule: CompiledVersion, record: Record, *, voen: str) -> Case | None:
    """The case that is open or granted for this record, or granted what is paid monthly for the matter it is about.

    Of an employer it is whatever was applied for in its name, by whomever.

    One that came to nothing does not stand in the way of a new application.
    """
    cases = Case.objects.select_related("person", "about", "version", "service").filter(service=rule.code, live=True)
    nothing = Q(stage=Stage.CLOSED) & ~Q(outcome=Outcome.GRANTED)
    same = cases.filter(~nothing, matter(basis=rule.basis, key=record.key, voen=voen)).first()
    if same is None and not voen and rule.basis in ONE_MATTER:
        runs = Q(entitlement__period=Entitlement.Period.MONTHLY, entitlement__ended_on=None)
        same = cases.filter(runs, person=person, basis=rule.basis, outcome=Outcome.GRANTED).first()
    return same


def _free_the_key(rule: CompiledVersion, record: Record, *, voen: str) -> None:
    """Let a case that came to nothing not stand in the way of a new one for the same record."""
    same = matter(basis=rule.basis, key=record.key, voen=voen)
    closed = Case.objects.filter(same, service=rule.code, live=True)
    closed.filter(stage=Stage.CLOSED).exclude(outcome=Outcome.GRANTED).update(live=False)


def _new(
    person: Person,
    rule: CompiledVersion,
    record: Record,
    missing: Sequence[str],
    *,
    actor: Actor,
    voen: str,
    now: datetime,
) -> Case:
    origin = Origin.COUNTER if isinstance(actor, Staff) else Origin.APPLICATION
    case = Case.objects.create(
        service_id=rule.code,
        version_id=rule.version_id,
        person=person,
        about_id=record.about_id,
        applicant_voen=voen,
        basis=rule.basis,
        basis_key=record.key,
        record_id=record.record_id,
        on=record.on,
        origin=origin,
        opened_at=now,
        not_before=now,
        **(_waiting(missing, now=now) if missing else {}),
    )
    entry(case, EntryKind.OPENED, at=now, origin=str(origin)).signed(actor).save()
    if missing:
        entry(case, EntryKind.ASKED, at=now, **unanswered(missing).as_json()).signed(actor).save()
        notice(case, Notice.Kind.ANSWERS, now=now).save()
        keep_clocks([case], now=now)
    return case


def _waiting(missing: Sequence[str], *, now: datetime) -> dict[str, Any]:
    reason = unanswered(missing).as_json()
    return {"state": State.WAITING, "waiting_on": WaitingOn.PERSON, "reason": reason, "waiting_since": now}


def _save_answers(case: Case, answers: Mapping[str, Stored], *, actor: Actor, now: datetime) -> None:
    """Freeze answers on the case, with who told them."""
    CaseAnswer.objects.bulk_create(
        CaseAnswer(case=case, question=name, value=value, told_at=now).signed(actor) for name, value in answers.items()
    )


def _move_on(case: Case, *, now: datetime) -> None:
    """Let a case go on where it waited for answers, or for want of them; nobody writes back what they saw before."""
    missing = missing_answers(case)
    changes: dict[str, Any] = {"token": F("token") + 1, "lease_until": None}
    waits_for = reason_code(case.reason) if case.state == State.WAITING else None
    asked, unknown = waits_for is WaitingReason.QUESTIONS, waits_for is WaitingReason.UNKNOWN
    if asked and missing:
        changes["reason"] = unanswered(missing).as_json()
    elif asked or unknown:
        changes |= {"state": State.READY, "waiting_on": "", "not_before": now}
        if asked:  # an unknown fact may be unknown still: then the case has waited for it all the time
            changes |= {"reason": {}, "waiting_since": None}
        transaction.on_commit(partial(ring, WORK, str(case.stage)))
    Case.objects.filter(pk=case.pk).update(**changes)
    case.refresh_from_db(fields=list(changes))
